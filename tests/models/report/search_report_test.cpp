#include "models/report/search_report.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace spanlight::report {
namespace {

SearchHit hit()
{
    SearchHit one;
    one.summary.id = "op_1";
    one.summary.type = "training";
    one.summary.services = {"ktrdr-api"};
    one.summary.spans = 5;
    one.summary.errorSpans = 1;
    one.summary.startNs = 1'762'865'400'000'000'000;
    one.state = "failed";
    one.durationNs = 2'000'000'000;
    one.traceIds = {"0123"};
    return one;
}

TEST(SearchReport, WritesALinePerHitAndTheSummaryLast)
{
    SearchSummary summary;
    summary.services = 12;
    summary.limitReached = true;
    summary.failures = {"worker: timed out"};
    std::istringstream lines(searchJson({hit()}, summary));
    std::string first;
    std::string last;
    ASSERT_TRUE(std::getline(lines, first));
    ASSERT_TRUE(std::getline(lines, last));
    const auto operation = nlohmann::json::parse(first);
    EXPECT_EQ(operation["id"], "op_1");
    EXPECT_EQ(operation["state"], "failed");
    EXPECT_EQ(operation["startUnixNano"], "1762865400000000000");
    const auto end = nlohmann::json::parse(last);
    EXPECT_EQ(end["found"], 1);
    EXPECT_EQ(end["searched"]["services"], 12);
    EXPECT_EQ(end["limitReached"], true);
    EXPECT_EQ(end["failures"][0], "worker: timed out");
}

TEST(SearchReport, TellsPeopleThatALimitCutTheResult)
{
    SearchSummary summary;
    summary.limitReached = true;
    const std::string text = searchText({hit()}, summary);
    EXPECT_NE(text.find("op_1"), std::string::npos);
    EXPECT_NE(text.find("limit was reached"), std::string::npos);
    EXPECT_EQ(searchText({}, {}).substr(0, 7), "0 found");
}

} // namespace
} // namespace spanlight::report
