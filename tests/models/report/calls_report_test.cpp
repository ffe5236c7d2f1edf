#include "models/report/calls_report.h"

#include "models/report/text_table.h"
#include "tests/models/report/report_case.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace spanlight::report {
namespace {

using nlohmann::json;

constexpr std::string_view kCalls = R"(
operation.register @0+9000 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://user:pw@w:5003/training/start !httpx.ConnectError|refused error
  POST @100+40 ktrdr-api client http.url=http://user:pw@w:5003/training/start http.status_code:=200
  POST @300+5 ktrdr-api client http.url=http://w:5003/training/stop http.status_code:=404 error
  GET @400+20 ktrdr-api client http.url=http://w:5003/api/v1/operations/op_training_1 http.status_code:=200
  SELECT @500+7 ktrdr-api client db.system=postgresql
)";

struct CallsCase : test::ReportCase
{
    CallsCase() : ReportCase(test::storeFromText(kCalls), "op_training_1")
    {
        rows = callRows(operations::buildOperationView(
            {&traces, profile.get(), false, "op_training_1", analysis.diagnosis.asOfNs}));
    }
    std::vector<CallRow> rows;
};

TEST(CallsReport, HasARowPerCallWithItsAnswerAndAttempts)
{
    const CallsCase given;
    ASSERT_EQ(given.rows.size(), 4U);
    EXPECT_EQ(given.rows[0].method, "POST");
    EXPECT_EQ(given.rows[0].target, "w:5003");
    EXPECT_EQ(answerText(given.rows[0]), "no answer");
    EXPECT_EQ(given.rows[0].errorType, "ConnectError");
    EXPECT_TRUE(given.rows[0].healed);
    EXPECT_EQ(given.rows[0].attempts, 2U);
    EXPECT_EQ(answerText(given.rows[1]), "200");
    EXPECT_EQ(given.rows[1].attempt, 2U);
    EXPECT_EQ(given.rows[1].startNs, 100'000'000);
    EXPECT_EQ(answerText(given.rows[2]), "404");
    EXPECT_EQ(given.rows[2].attempts, 1U);
    EXPECT_EQ(requestText(given.rows[3]), "SELECT (postgresql)");
}

TEST(CallsReport, ShowsNoCredentialsOfAUrl)
{
    const CallsCase given;
    EXPECT_EQ(callsText(given.rows, 200).find("user:pw"), std::string::npos);
    EXPECT_EQ(callsJson(given.rows, given.analysis.diagnosis, given.traces).find("user:pw"), std::string::npos);
}

TEST(CallsReport, JsonTellsEveryValueAndNullWhereNothingIsKnown)
{
    const CallsCase given;
    const json document = json::parse(callsJson(given.rows, given.analysis.diagnosis, given.traces));
    EXPECT_EQ(document["schema"], "spanlight.calls/1");
    EXPECT_EQ(document["subject"]["id"], "op_training_1");
    const json& first = document["calls"][0];
    EXPECT_EQ(first["outcome"], "no-answer");
    EXPECT_EQ(first["status"], nullptr);
    EXPECT_EQ(first["attempt"], 1);
    EXPECT_EQ(first["attempts"], 2);
    EXPECT_EQ(first["durationNs"], 50'000'000);
    EXPECT_EQ(document["calls"][3]["url"], nullptr);
    EXPECT_EQ(document["calls"][3]["method"], nullptr);
}

TEST(CallsReport, TextFitsTheTerminalAndSumsUp)
{
    const CallsCase given;
    const std::string text = callsText(given.rows, 120);
    EXPECT_NE(text.find("1 of 2"), std::string::npos);
    EXPECT_NE(text.find("4 calls, 2 failed, 1 of them answered when made again."), std::string::npos);
    EXPECT_EQ(callsText({}, 120), "No calls to other services. Polls and health checks are not counted.\n");
}

TEST(CallsReport, TextCannotBeForgedByNames)
{
    CallRow call;
    call.name = "x\n\x1b[31mforged";
    const std::string text = callsText({call}, 120);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\nforged"), std::string::npos);
}

CallRow longCall()
{
    CallRow call;
    call.method = "POST";
    call.target = "host-of-a-long-name.docker.internal:5001";
    call.roleLabel = "IB host service";
    call.url = "http://" + call.target + "/data/" + std::string(150, 'x') + "/historical";
    call.caller = "ktrdr-api";
    return call;
}

TEST(CallsReport, TextIsNotCutWhereThereIsNoTerminal)
{
    const std::string text = callsText({longCall()}, kAnyWidth);
    EXPECT_EQ(text.find("…"), std::string::npos) << text;
    EXPECT_NE(text.find(longCall().url), std::string::npos) << text;
}

TEST(CallsReport, TextNeverCutsThePortOfATarget)
{
    const std::string text = callsText({longCall()}, 60);
    EXPECT_NE(text.find("host-of-a-long-name.docker.internal:5001"), std::string::npos) << text;
    EXPECT_NE(text.find("torical"), std::string::npos) << "the end of an address tells more than its middle";
}

} // namespace
} // namespace spanlight::report
