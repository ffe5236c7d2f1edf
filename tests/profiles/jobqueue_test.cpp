#include "models/diagnosis/engine.h"
#include "models/diagnosis/rule.h"
#include "models/formats/reader.h"
#include "models/operations/operation_list.h"
#include "models/operations/profile_catalog.h"
#include "models/operations/profile_explanation.h"
#include "models/operations/profile_reader.h"
#include "models/report/json_report.h"
#include "models/trace/time_text.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

// The example profile of a job queue (resources/profiles/jobqueue.json) on traces of such a system: producer, broker,
// workers, object store. Everything that is special about it stands in the profile.

namespace spanlight::test {
namespace {

using nlohmann::json;

const std::filesystem::path kFolder = "tests/profiles/jobqueue";

json expectations()
{
    std::ifstream file(kFolder / "expected.json");
    return json::parse(file);
}

trace::TraceSet tracesOf(const std::string& name)
{
    trace::TraceBuilder builder;
    (void)formats::readPath(kFolder / (name + ".json"), builder);
    return trace::TraceSet({std::move(builder).freeze()});
}

operations::Profile jobqueue()
{
    auto profile = operations::loadProfile("resources/profiles/jobqueue.json", diagnosis::ruleNames());
    EXPECT_TRUE(profile) << profile.error();
    return profile.value_or(operations::Profile());
}

json diagnose(const trace::TraceSet& traces, const operations::Profile& profile, bool isTrace, const std::string& id,
              const json& now)
{
    diagnosis::DiagnoseRequest request;
    request.traces = &traces;
    request.profile = &profile;
    request.kind = isTrace ? diagnosis::DiagnoseRequest::Kind::Trace : diagnosis::DiagnoseRequest::Kind::Operation;
    request.id = id;
    request.asOfNs = trace::parseTime(now.get<std::string>()).value_or(0);
    return json::parse(report::jsonReport(analyse(request).diagnosis));
}

class JobQueue : public testing::TestWithParam<std::string>
{
protected:
    json expected = expectations()[GetParam()];
    trace::TraceSet traces = tracesOf(GetParam());
};

TEST_P(JobQueue, IsDiagnosedByItsProfileAlone)
{
    const json document = diagnose(traces, jobqueue(), false, expected["id"], expected["now"]);
    EXPECT_EQ(document["profile"], "jobqueue");
    EXPECT_EQ(document["verdict"]["state"], expected["state"]) << document.dump(1);
    EXPECT_EQ(document["verdict"]["primary"], expected["primary"]) << document.dump(1);
    const bool alarmed = std::any_of(document["findings"].begin(), document["findings"].end(),
                                     [](const json& finding) { return finding["severity"] != "info"; });
    EXPECT_EQ(alarmed, !expected["primary"].is_null()) << document["findings"].dump(1);
}

TEST_P(JobQueue, ShowsThePhaseInWhichItStands)
{
    const json document = diagnose(traces, jobqueue(), false, expected["id"], expected["now"]);
    const auto phase = std::find_if(document["phases"].begin(), document["phases"].end(),
                                    [&](const json& one) { return one["phase"] == expected["phase"]; });
    ASSERT_NE(phase, document["phases"].end()) << document["phases"].dump(1);
    EXPECT_EQ((*phase)["state"], expected["phaseState"]) << document["phases"].dump(1);
}

TEST_P(JobQueue, NamesNoOtherSystemInItsTexts)
{
    const std::string text = diagnose(traces, jobqueue(), false, expected["id"], expected["now"]).dump();
    for (const char* word : {"ktrdr", "KTRDR", "training", "epoch", "OperationsService", "IB Gateway"})
        EXPECT_EQ(text.find(word), std::string::npos) << word;
}

TEST_P(JobQueue, IsNeverChosenByItself)
{
    const auto chosen = operations::chooseProfile(traces);
    EXPECT_EQ(chosen->name, "opentelemetry");
    for (const auto& summary : operations::listTraces(traces)) {
        const json document = diagnose(traces, *chosen, true, summary.id, expected["now"]);
        const std::string state = document["verdict"]["state"];
        EXPECT_TRUE(state == "completed" || state == "failed" || state == "unknown") << state;
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, JobQueue,
                         testing::Values("healthy", "just-queued", "waiting-too-long", "never-picked-up",
                                         "no-consumers", "stuck-in-run", "failed-in-run", "input-missing",
                                         "broker-unreachable"),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(JobQueueExample, GivesTheCommandsOfItsSystem)
{
    const json expected = expectations()["stuck-in-run"];
    const json document = diagnose(tracesOf("stuck-in-run"), jobqueue(), false, expected["id"], expected["now"]);
    std::string commands;
    for (const json& fix : document["findings"][0]["fixes"])
        commands += fix["command"].is_null() ? "" : fix["command"].get<std::string>() + "\n";
    EXPECT_NE(commands.find("jobq status " + expected["id"].get<std::string>()), std::string::npos) << commands;
    EXPECT_NE(commands.find("docker logs jobq-worker"), std::string::npos) << commands;
}

TEST(JobQueueExample, LeavesNothingUnexplainedButLibraryCalls)
{
    const auto explanation = operations::explainProfile(tracesOf("healthy"), jobqueue());
    for (const auto& unknown : explanation.unknownNames)
        EXPECT_EQ(unknown.pattern, "GET");
    EXPECT_TRUE(explanation.suggestions.empty()) << explanation.suggestions.front().pointer;
}

TEST(JobQueueExample, IsSuggestedStepByStepToWhoeverBeginsWithTheGenericProfile)
{
    const auto explanation =
        operations::explainProfile(tracesOf("healthy"), *operations::builtinProfile("opentelemetry"));
    const auto& list = explanation.suggestions;
    const auto it =
        std::find_if(list.begin(), list.end(), [](const auto& s) { return s.pointer == "/attributes/operation-id"; });
    ASSERT_NE(it, list.end());
    EXPECT_EQ(it->json, R"(["job.id"])");
}

} // namespace
} // namespace spanlight::test
