#include "tests/scenarios/expectation.h"
#include "tests/scenarios/scenario_case.h"

#include <gtest/gtest.h>

// Made-up and recorded traces with the diagnosis that they should get: every case through readers, engine and report.

namespace spanlight::test {
namespace {

class Scenarios : public testing::TestWithParam<std::string>
{
};

TEST_P(Scenarios, AreDiagnosedAsExpected)
{
    const auto checked = rulesWithDetector();
    for (const ScenarioCase& one : casesOf(GetParam())) {
        SCOPED_TRACE(one.name);
        const auto document = nlohmann::json::parse(diagnose(readCase(one), questionOf(one)));
        EXPECT_EQ(complaints(one.expected, document, checked), std::vector<std::string>{})
            << one.expected.value("note", "");
    }
}

TEST_P(Scenarios, GiveTheSameBytesTwiceAndInAnyOrderOfFiles)
{
    for (const ScenarioCase& one : casesOf(GetParam())) {
        SCOPED_TRACE(one.name);
        const Question question = questionOf(one);
        const trace::TraceSet traces = readCase(one);
        const std::string first = diagnose(traces, question);
        EXPECT_EQ(first, diagnose(traces, question));
        EXPECT_EQ(first, diagnose(readCase(one, true), question));
    }
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios, testing::ValuesIn(scenarioNames()),
                         [](const auto& scenario) { return testNameOf(scenario.param); });

} // namespace
} // namespace spanlight::test
