#include "models/diagnosis/engine.h"
#include "models/diagnosis/rule.h"
#include "models/formats/reader.h"
#include "models/operations/profile_catalog.h"
#include "models/report/json_report.h"
#include "models/trace/time_text.h"
#include "tests/scenarios/expectation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>

// Made-up and recorded traces with the diagnosis that they should get: every case through readers, engine and report.

namespace spanlight::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

struct Case
{
    std::string name;
    fs::path folder;
    json expected;
};

json readJson(const fs::path& path)
{
    std::ifstream file(path);
    return json::parse(file);
}

std::string momentText(const json& now)
{
    return now.is_string() ? now.get<std::string>() : now.dump();
}

std::set<std::string> rulesWithDetector()
{
    std::set<std::string> rules;
    for (const auto& rule : diagnosis::allRules())
        if (rule.detect != nullptr)
            rules.emplace(rule.id);
    return rules;
}

struct Diagnosed
{
    std::string text;
    json document;
};

Diagnosed diagnose(const Case& one, bool reversed)
{
    trace::TraceBuilder builder;
    auto files = one.expected["files"].get<std::vector<std::string>>();
    if (reversed)
        std::reverse(files.begin(), files.end());
    for (const std::string& file : files)
        (void)formats::readPath(one.folder / file, builder);
    const trace::TraceSet traces({std::move(builder).freeze()});
    const std::string named = one.expected["profile"];
    const auto profile = named == "auto" ? operations::chooseProfile(traces) : operations::builtinProfile(named);
    diagnosis::DiagnoseRequest request;
    request.traces = &traces;
    request.profile = profile.get();
    request.kind = one.expected["kind"] == "trace" ? diagnosis::DiagnoseRequest::Kind::Trace
                                                   : diagnosis::DiagnoseRequest::Kind::Operation;
    request.id = one.expected["id"];
    request.asOfNs = trace::parseTime(momentText(one.expected["now"])).value_or(0);
    Diagnosed result;
    result.text = report::jsonReport(analyse(request).diagnosis);
    result.document = json::parse(result.text);
    return result;
}

// "stuck-simulation-c1-00" → "stuck-simulation"
std::string scenarioOf(const std::string& folder)
{
    static const std::regex suffix("-[a-z0-9]+-[0-9]+$");
    return std::regex_replace(folder, suffix, "");
}

std::map<std::string, std::vector<Case>> madeUpCases()
{
    std::map<std::string, std::vector<Case>> cases;
    for (const auto& entry : fs::directory_iterator("tests/scenarios/cases"))
        if (entry.is_directory())
            cases[scenarioOf(entry.path().filename())].push_back(
                {entry.path().filename(), entry.path(), readJson(entry.path() / "expected.json")});
    return cases;
}

std::map<std::string, std::vector<Case>> recordedCases()
{
    std::map<std::string, std::vector<Case>> cases;
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
        names.push_back("recorded-" + name);
    return names;
}

std::vector<Case> casesOf(const std::string& scenario)
{
    const std::string prefix = "recorded-";
    return scenario.starts_with(prefix) ? recordedCases().at(scenario.substr(prefix.size()))
                                        : madeUpCases().at(scenario);
}

class Scenarios : public testing::TestWithParam<std::string>
{
};

TEST_P(Scenarios, AreDiagnosedAsExpected)
{
    const auto checked = rulesWithDetector();
    for (const Case& one : casesOf(GetParam())) {
        SCOPED_TRACE(one.name);
        const auto list = complaints(one.expected, diagnose(one, false).document, checked);
        EXPECT_EQ(list, std::vector<std::string>{}) << one.expected.value("note", "");
    }
}

TEST_P(Scenarios, GiveTheSameBytesTwiceAndInAnyOrderOfFiles)
{
    for (const Case& one : casesOf(GetParam())) {
        SCOPED_TRACE(one.name);
        const std::string first = diagnose(one, false).text;
        EXPECT_EQ(first, diagnose(one, false).text);
        EXPECT_EQ(first, diagnose(one, true).text);
    }
}

std::string testName(const testing::TestParamInfo<std::string>& info)
{
    std::string name = info.param;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios, testing::ValuesIn(scenarioNames()), testName);

} // namespace
} // namespace spanlight::test
