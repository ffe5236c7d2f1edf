#include "tests/scenarios/expectation.h"

#include <gtest/gtest.h>

namespace spanlight::test {
namespace {

using nlohmann::json;

TEST(Expectation, ComparesNumbersWithinTwoPercentAndSmallWholeNumbersExactly)
{
    EXPECT_TRUE(isAsExpected(100.0, 101.9));
    EXPECT_FALSE(isAsExpected(100.0, 102.5));
    EXPECT_FALSE(isAsExpected(3, 4));
    EXPECT_FALSE(isAsExpected(3, "3"));
}

TEST(Expectation, KnowsTheOperators)
{
    EXPECT_TRUE(isAsExpected(json::parse(R"({"$anyOf": [1, "a"]})"), "a"));
    EXPECT_FALSE(isAsExpected(json::parse(R"({"$anyOf": [1, "a"]})"), "b"));
    EXPECT_TRUE(isAsExpected(json::parse(R"({"$contains": "Memory"})"), "out of memory"));
    EXPECT_TRUE(isAsExpected(json::parse(R"({"$type": "ConnectError"})"), "httpx.ConnectError"));
    EXPECT_TRUE(isAsExpected(json::parse(R"({"$min": 2, "$max": 4})"), 3));
    EXPECT_FALSE(isAsExpected(json::parse(R"({"$min": 2, "$max": 4})"), 5));
    EXPECT_TRUE(isAsExpected(json::parse(R"({"$countOf": 2})"), json::array({"a", "b"})));
    EXPECT_TRUE(
        isAsExpected(json::parse(R"({"$has": {"a": ["x", "y"]}})"), json::parse(R"({"a": ["y", "x"], "b": []})")));
    EXPECT_FALSE(isAsExpected(json::parse(R"({"$has": {"a": ["x"]}})"), json::parse(R"({"a": ["y"]})")));
    EXPECT_TRUE(isAsExpected(json::parse(R"({"$abs": 10, "$tolerance": 0.1})"), -10.5));
}

TEST(Expectation, ReportsAFalseAlarmOnAHealthyOperationWhateverTheRule)
{
    const json expected = json::parse(R"({"healthy": true, "rules": ["not-known-yet"]})");
    const json document = json::parse(
        R"({"verdict": {"state": "completed", "primary": null}, "findings": [{"rule": "slow-phase", "severity": "warning"}]})");
    EXPECT_EQ(complaints(expected, document, {}).size(), 1U);
}

TEST(Expectation, ReportsAWrongVerdictAndMissingRules)
{
    const json expected = json::parse(
        R"({"rules": ["stuck-phase"], "state": "stuck", "primary": "stuck-phase", "mustHave": ["stuck-phase"], "facts": {"stuck-phase": {"phase": "a"}}})");
    const json document = json::parse(R"({"verdict": {"state": "running", "primary": null}, "findings": []})");
    EXPECT_EQ(complaints(expected, document, {"stuck-phase"}).size(), 4U);
    EXPECT_EQ(complaints(expected, document, {}).size(), 0U);
}

} // namespace
} // namespace spanlight::test
