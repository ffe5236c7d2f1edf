#include "models/diagnosis/rule.h"
#include "tests/models/diagnosis/diagnose_text.h"
#include "tests/models/diagnosis/walk_cases.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace spanlight::test {

using diagnosis::StepVerdict;
using diagnosis::Walk;

/// A symptom on a case that shows it, and the step that must say so by the rule.
struct Symptom
{
    const char* scenario;
    const char* caseName;
    const char* step;
    const char* rule;
};
void PrintTo(const Symptom& symptom, std::ostream* out)
{
    *out << symptom.scenario << " on " << symptom.caseName;
}

namespace {

const diagnosis::WalkStep* stepOf(const Walk& walk, std::string_view id)
{
    const auto it = std::find_if(walk.steps.begin(), walk.steps.end(), [&](const auto& step) { return step.id == id; });
    return it == walk.steps.end() ? nullptr : &*it;
}

class SymptomWalk : public testing::TestWithParam<Symptom>
{
};

TEST_P(SymptomWalk, FailsAtTheStepThatShowsTheCause)
{
    const Symptom& symptom = GetParam();
    const Walk walk = walkCase(symptom.scenario, symptom.caseName);
    const auto* step = stepOf(walk, symptom.step);
    ASSERT_NE(step, nullptr);
    EXPECT_EQ(name(step->verdict), "fail") << step->answer;
    EXPECT_EQ(step->rule, symptom.rule);
    EXPECT_FALSE(step->evidence.empty());
    EXPECT_FALSE(step->query.empty());
    EXPECT_EQ(walk.rule.value_or(""), symptom.rule);
    EXPECT_FALSE(walk.conclusion.empty());
}

INSTANTIATE_TEST_SUITE_P(
    AllTwelve, SymptomWalk,
    testing::Values(Symptom{"stuck", "instance-mismatch-d-00", "same-service", "instance-mismatch"},
                    Symptom{"stuck", "stuck-loop-c1-00", "phase", "stuck-phase"},
                    Symptom{"slow", "slow-cpu-d-00", "expected", "slow-phase"},
                    Symptom{"failed", "failed-out-of-memory-d-00", "memory", "out-of-memory"},
                    Symptom{"failed", "failed-phase-other-c1-00", "origin", "operation-failed"},
                    Symptom{"no-workers", "no-capable-workers-d-00", "capable", "no-capable-workers"},
                    Symptom{"no-workers", "all-workers-busy-c2-00", "free", "all-workers-busy"},
                    Symptom{"context-lost", "context-lost-worker-c1-00", "joint", "trace-context-lost"},
                    Symptom{"not-found", "operation-not-found-d-00", "services", "operation-not-found"},
                    Symptom{"backend-only", "missing-worker-spans-d-00", "worker-spans", "missing-worker-spans"},
                    Symptom{"no-progress", "progress-stalled-d-00", "moves", "progress-stalled"},
                    Symptom{"overhead", "span-overhead-d-00", "overhead", "span-overhead"},
                    Symptom{"imbalance", "imbalance-capacity-c1-00", "capacity", "load-imbalance"},
                    Symptom{"imbalance", "imbalance-policy-c1-00", "policy", "load-imbalance"},
                    Symptom{"missing-data", "provider-empty-c1-00", "enough", "missing-data"},
                    Symptom{"unreachable", "provider-unreachable-d-00", "refused", "service-unreachable"},
                    Symptom{"unreachable", "request-timeout-d-00", "timeout", "request-timeout"}));

class HealthyWalk : public testing::TestWithParam<const char*>
{
};

TEST_P(HealthyWalk, HasNoFailingStepOnAnyHealthyCase)
{
    for (const auto& entry : std::filesystem::directory_iterator("tests/scenarios/cases")) {
        const std::string caseName = entry.path().filename().string();
        if (!caseName.starts_with("healthy-"))
            continue;
        const Walk walk = walkCase(GetParam(), caseName);
        EXPECT_EQ(stepsWith(walk, StepVerdict::Fail), std::vector<std::string>{}) << caseName;
        EXPECT_FALSE(walk.conclusion.empty()) << caseName;
        EXPECT_EQ(walk.suggested, std::nullopt) << caseName;
    }
}

INSTANTIATE_TEST_SUITE_P(AllTwelve, HealthyWalk,
                         testing::Values("stuck", "slow", "failed", "no-workers", "context-lost", "not-found",
                                         "backend-only", "no-progress", "overhead", "imbalance", "missing-data",
                                         "unreachable"));

TEST(Walk, PassesEveryStepOfAHealthyOperationThatSendsEverything)
{
    const Walk walk = walkCase("stuck", "healthy-different-instances-d-00");
    EXPECT_EQ(stepsWith(walk, StepVerdict::Pass).size(), walk.steps.size());
}

TEST(Walk, EndsWhenItHasEndedAndNothingAboveInfoWasFound)
{
    const Walk walk = walkCase("stuck", "healthy-training-d-00");
    EXPECT_EQ(walk.steps.back().id, "ended");
    EXPECT_EQ(walk.firstFailure(), std::nullopt);
}

TEST(Walk, DoesNotAskAPlainTraceWhetherItWasRegistered)
{
    const Walk walk = walkTrace("stuck", "GET @0+2 shop error");
    const auto* registered = stepOf(walk, "registered");
    ASSERT_NE(registered, nullptr);
    EXPECT_EQ(name(registered->verdict), "pass");
    EXPECT_TRUE(registered->answer.starts_with("Not needed: a plain trace")) << registered->answer;
    for (const auto& step : walk.steps)
        for (const auto& fix : step.then)
            EXPECT_EQ(fix.command.find("operations/"), std::string::npos) << fix.command;
}

TEST(Walk, SaysWhatWasAskedOnlyWhereSomethingWasAsked)
{
    const Walk walk = walkCase("stuck", "instance-mismatch-d-00");
    EXPECT_TRUE(walk.steps[0].asked.starts_with("operation ")) << walk.steps[0].asked;
    EXPECT_TRUE(walk.steps[0].asked.ends_with(", the whole time")) << walk.steps[0].asked;
    for (std::size_t i = 1; i < walk.steps.size(); ++i)
        EXPECT_EQ(walk.steps[i].asked, "");
}

TEST(Walk, NamesJaegerOnlyWhereThereIsOne)
{
    const auto& scenario = *diagnosis::builtinScenario("stuck");
    const char* const spans = "operation.register @0+2 ktrdr-api operation.id=op_1\n  POST @1+1 ktrdr-api error";
    diagnosis::SearchContext server;
    server.live = true;
    server.origin = "jaeger · 127.0.0.1:16686";
    const Walk asked = walkText(scenario, spans, "op_1", 900'000, server);
    const Walk read = walkText(scenario, spans, "op_1", 900'000);
    ASSERT_GT(read.steps.size(), 2U);
    ASSERT_GT(asked.steps.size(), 2U);
    EXPECT_TRUE(asked.steps[2].query.starts_with("Jaeger: tags operation.id=op_1")) << asked.steps[2].query;
    for (const auto& step : read.steps)
        EXPECT_EQ(step.query.find("Jaeger"), std::string::npos) << step.query;
}

TEST(Walk, LooksFurtherBackOnlyWhereAPartOfTheTimeWasSearched)
{
    const auto queryOf = [](bool inPart) {
        diagnosis::SearchContext search;
        search.live = true;
        search.limitedRange = inPart;
        const Walk walk = walkText(*diagnosis::builtinScenario("not-found"), "a @0+2 shop", "op_1", 1000, search);
        const auto* range = stepOf(walk, "range");
        return range == nullptr ? std::string() : range->query;
    };
    EXPECT_EQ(queryOf(false), "spanlight-cli search SOURCE --operation op_1");
    EXPECT_EQ(queryOf(true), "spanlight-cli search SOURCE --operation op_1 --since 7d");
}

TEST(Walk, AFewSpansAreNoOverheadWhateverTheirShare)
{
    std::string spans = "work @0+1000 shop";
    for (int i = 0; i < 200; ++i)
        spans += "\n  GET /health @" + std::to_string(i) + "+1 shop http.route=/health";
    const Walk walk = walkTrace("overhead", spans);
    EXPECT_EQ(walk.firstFailure(), std::nullopt) << walk.conclusion;
    EXPECT_TRUE(walk.conclusion.starts_with("Tracing costs little here")) << walk.conclusion;
}

TEST(Walk, AStepMaySayItsConclusionAsASentence)
{
    const auto scenario = diagnosis::parseScenario(R"({"id": "mine", "title": "t", "text": "x", "healthy": "fine",
        "steps": [{"id": "one", "question": "How many?", "pass": "p", "fail": "{value}", "conclusion": "There are {value}",
                   "look": {"measure": {"of": "spans", "atMost": 0}}}]})");
    ASSERT_TRUE(scenario);
    const Walk walk = walkText(*scenario, "operation.register @0+2 ktrdr-api operation.id=op_1", "op_1", 1000);
    EXPECT_EQ(walk.conclusion, "There are 1.");
}

TEST(Walk, IsTheSameTwice)
{
    const auto text = [] {
        std::string out;
        for (const auto& step : walkCase("stuck", "instance-mismatch-d-00").steps)
            out += step.id + step.answer + step.query + std::string(name(step.verdict));
        return out;
    };
    EXPECT_EQ(text(), text());
}

TEST(Walk, SuggestsTheScenarioThatFitsWhatTheTracesShow)
{
    const Walk walk = walkCase("overhead", "no-capable-workers-d-00");
    ASSERT_TRUE(walk.suggested);
    EXPECT_TRUE(diagnosis::builtinScenario(*walk.suggested));
    EXPECT_NE(walk.conclusion.find("The traces show something else"), std::string::npos) << walk.conclusion;
}

TEST(Walk, SaysNothingAboutASymptomWhoseDecisiveStepCannotBeTold)
{
    const auto scenario = diagnosis::parseScenario(R"({"id": "mine", "title": "t", "text": "x", "healthy": "fine",
        "steps": [{"id": "one", "question": "q?", "decisive": true, "pass": "p", "fail": "f", "unknown": "no age",
                   "look": {"measure": {"of": "progress-age-seconds", "atMost": 5}}}]})");
    ASSERT_TRUE(scenario);
    const Walk walk = walkText(*scenario, "operation.register @0+2 ktrdr-api operation.id=op_1", "op_1", 1000);
    EXPECT_TRUE(walk.undecided);
    EXPECT_EQ(walk.conclusion, "The traces cannot tell: no age.");
}

TEST(Walk, LeadsToTheSearchWhenThereIsNoSpan)
{
    const Walk walk = walkCase("stuck", "healthy-training-d-00", "op_training_20200101_000000_00000000");
    EXPECT_EQ(walk.steps.size(), 1U);
    EXPECT_EQ(walk.suggested.value_or(""), "not-found");
}

TEST(Walk, NamesTheIdThatWasMeant)
{
    Walk walk = walkCase("not-found", "healthy-training-d-00");
    ASSERT_TRUE(walk.steps.back().answer.starts_with("Yes")) << walk.steps.back().answer;
    const std::string id = walkCase("stuck", "healthy-training-d-00").steps[0].query;
    const std::string real = id.substr(id.rfind(' ') + 1);
    std::string slip = real;
    slip[slip.size() - 2] = slip[slip.size() - 2] == 'x' ? 'y' : 'x';
    walk = walkCase("not-found", "healthy-training-d-00", slip);
    const auto* spelling = stepOf(walk, "spelling");
    ASSERT_NE(spelling, nullptr);
    EXPECT_EQ(name(spelling->verdict), "fail");
    EXPECT_EQ(spelling->answer, "No such id; very much like it: " + real);
    EXPECT_EQ(spelling->then.front().command.find('\n'), std::string::npos);
}

TEST(Walk, NeverPutsAnIdIntoACommandUnquoted)
{
    const Walk walk =
        walkText(*diagnosis::builtinScenario("stuck"), "operation.register @0+2 ktrdr-api", "x; rm -rf ~", 1000);
    EXPECT_NE(walk.steps[0].query.find("--operation 'x; rm -rf ~'"), std::string::npos) << walk.steps[0].query;
}

TEST(Walk, SaysThatARunningOperationMayStillGetThere)
{
    const Walk walk = walkCase("backend-only", "running-training-d-00");
    EXPECT_EQ(stepsWith(walk, StepVerdict::Fail), std::vector<std::string>{});
}

TEST(SimilarIds, AreASlipOfThePenAway)
{
    const std::vector<std::string> known{"op_training_20251111_123456_ab12cd34", "op_training_20251111_123456_ffffffff",
                                         "op_data_1"};
    EXPECT_EQ(diagnosis::similarIds("OP_training_20251111_123456_ab12cd34", known), std::vector<std::string>{known[0]});
    EXPECT_EQ(diagnosis::similarIds("op_training_20251111_123456_ab12dc34", known), std::vector<std::string>{known[0]});
    EXPECT_EQ(diagnosis::similarIds("op_training_20251111_1234", known),
              (std::vector<std::string>{known[0], known[1]}));
    EXPECT_TRUE(diagnosis::similarIds("something else", known).empty());
    EXPECT_TRUE(diagnosis::similarIds("", known).empty());
    EXPECT_TRUE(diagnosis::similarIds(known[0], {known[0]}).empty());
}

} // namespace
} // namespace spanlight::test
