#include "tests/scenarios/scenario_case.h"

#include "models/diagnosis/engine.h"
#include "models/diagnosis/rule.h"
#include "models/formats/reader.h"
#include "models/operations/profile_catalog.h"
#include "models/report/json_report.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <fstream>
#include <regex>

namespace spanlight::test {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string kRecorded = "recorded-";

json readJson(const fs::path& path)
{
    std::ifstream file(path);
    return json::parse(file);
}

std::string momentText(const json& now)
{
    return now.is_string() ? now.get<std::string>() : now.dump();
}

// "stuck-simulation-c1-00" → "stuck-simulation"
std::string scenarioOf(const std::string& folder)
{
    static const std::regex suffix("-[a-z0-9]+-[0-9]+$");
    return std::regex_replace(folder, suffix, "");
}

} // namespace

std::map<std::string, std::vector<ScenarioCase>> madeUpCases()
{
    std::map<std::string, std::vector<ScenarioCase>> cases;
    for (const auto& entry : fs::directory_iterator("tests/scenarios/cases"))
        if (entry.is_directory())
            cases[scenarioOf(entry.path().filename())].push_back(
                {entry.path().filename(), entry.path(), readJson(entry.path() / "expected.json")});
    return cases;
}

std::map<std::string, std::vector<ScenarioCase>> recordedCases()
{
    std::map<std::string, std::vector<ScenarioCase>> cases;
    for (json expected : readJson("tests/recorded/replica/expected.json")) {
        // The recording's own notes say which other answers the contract leaves open.
        for (const auto& [accepted, plain, list] : {std::tuple{"alsoAcceptedStates", "state", "stateAnyOf"},
                                                    {"alsoAcceptedPrimaries", "primary", "primaryAnyOf"}}) {
            if (!expected.contains(accepted))
                continue;
            expected[list] = expected[accepted];
            expected[list].push_back(expected[plain]);
            expected.erase(plain);
        }
        if (!expected.contains("rules")) {
            expected["rules"] = expected.value("mustHave", json::array());
            if (expected.contains("primary") && expected["primary"].is_string())
                expected["rules"].push_back(expected["primary"]);
        }
        cases[expected["scenario"]].push_back({expected["files"][0], "tests/recorded/replica", expected});
    }
    return cases;
}

std::vector<std::string> scenarioNames()
{
    std::vector<std::string> names;
    for (const auto& [name, list] : madeUpCases())
        names.push_back(name);
    for (const auto& [name, list] : recordedCases())
        names.push_back(kRecorded + name);
    return names;
}

std::vector<ScenarioCase> casesOf(const std::string& scenario)
{
    return scenario.starts_with(kRecorded) ? recordedCases().at(scenario.substr(kRecorded.size()))
                                           : madeUpCases().at(scenario);
}

std::string testNameOf(std::string scenario)
{
    std::replace_if(
        scenario.begin(), scenario.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return scenario;
}

Question questionOf(const ScenarioCase& one)
{
    return {one.expected["id"], one.expected["kind"] == "trace", one.expected["profile"],
            trace::parseTime(momentText(one.expected["now"])).value_or(0)};
}

std::string diagnose(const trace::TraceSet& traces, const Question& question)
{
    const auto profile =
        question.profile == "auto" ? operations::chooseProfile(traces) : operations::builtinProfile(question.profile);
    diagnosis::DiagnoseRequest request;
    request.traces = &traces;
    request.profile = profile.get();
    request.kind =
        question.isTrace ? diagnosis::DiagnoseRequest::Kind::Trace : diagnosis::DiagnoseRequest::Kind::Operation;
    request.id = question.id;
    request.asOfNs = question.asOfNs;
    return report::jsonReport(analyse(request).diagnosis);
}

trace::TraceSet readCase(const ScenarioCase& one, bool reversed)
{
    trace::TraceBuilder builder;
    auto files = one.expected["files"].get<std::vector<std::string>>();
    if (reversed)
        std::reverse(files.begin(), files.end());
    for (const std::string& file : files)
        (void)formats::readPath(one.folder / file, builder);
    return trace::TraceSet({std::move(builder).freeze()});
}

std::set<std::string> rulesWithDetector()
{
    std::set<std::string> rules;
    for (const auto& rule : diagnosis::allRules())
        if (rule.detect != nullptr)
            rules.emplace(rule.id);
    return rules;
}

} // namespace spanlight::test
