#include "models/report/json_report.h"

#include "tests/models/report/report_case.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace spanlight::report {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> keys(const ordered_json& object)
{
    std::vector<std::string> names;
    for (const auto& [key, value] : object.items())
        names.push_back(key);
    return names;
}

TEST(JsonReport, HasTheMembersOfTheContractInItsOrder)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const auto json = ordered_json::parse(jsonReport(one.analysis.diagnosis));
    EXPECT_EQ(keys(json),
              (std::vector<std::string>{"schema", "generator", "profile", "asOf", "subject", "verdict", "findings",
                                        "phases", "flow", "flowOmitted", "ruledOut", "notChecked", "completeness"}));
    EXPECT_EQ(json["schema"], "spanlight.diagnosis/1");
    EXPECT_EQ(keys(json["subject"]), (std::vector<std::string>{"kind", "id", "type", "traces", "services", "start",
                                                               "end", "durationNs", "spans", "errorSpans"}));
    EXPECT_EQ(keys(json["findings"][0]),
              (std::vector<std::string>{"rule", "severity", "confidence", "title", "explanation", "rootCause", "phase",
                                        "symptoms", "facts", "evidence", "fixes", "prevention"}));
    EXPECT_EQ(keys(json["findings"][0]["evidence"][0]),
              (std::vector<std::string>{"traceId", "spanId", "service", "name", "attribute", "value", "note"}));
    EXPECT_EQ(keys(json["phases"][0]),
              (std::vector<std::string>{"phase", "state", "startNs", "durationNs", "share", "spanId"}));
    EXPECT_EQ(keys(json["flow"][0]),
              (std::vector<std::string>{"spanId", "traceId", "service", "name", "startNs", "durationNs", "status"}));
    EXPECT_TRUE(json["subject"]["end"].is_null());
    EXPECT_TRUE(json["findings"][0]["facts"]["idleSeconds"].is_number());
}

TEST(JsonReport, IsOneLineWhereAskedFor)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const std::string text = jsonReport(one.analysis.diagnosis, 0);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(JsonReport, OfANotFoundOperationHasNoTimes)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_2");
    const auto json = ordered_json::parse(jsonReport(one.analysis.diagnosis));
    EXPECT_EQ(json["verdict"]["state"], "not-found");
    EXPECT_TRUE(json["subject"]["start"].is_null());
    EXPECT_TRUE(json["subject"]["end"].is_null());
    EXPECT_EQ(json["subject"]["durationNs"], 0);
}

} // namespace
} // namespace spanlight::report
