#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

TEST(MissingData, ReadsKindAndSymbolFromTheError)
{
    const char* failed = R"(
worker.backtest @0+500 ktrdr-backtest-worker-1 operation.id=op_backtest_1 operation.type=backtesting error
  backtest.data_loading @0+100 ktrdr-backtest-worker-1 data.symbol=AAPL error !DataNotFoundError|Data_not_found
)";
    const auto d = diagnoseText({failed, "op_backtest_1", 60'000});
    EXPECT_EQ(d.verdict.primary, "missing-data");
    EXPECT_EQ(fact(d, "missing-data", "symbol"), "AAPL");
    EXPECT_EQ(fact(d, "missing-data", "kind"), "not-found");
}

TEST(MissingData, SeesAProviderThatDeliveredNothing)
{
    const char* empty = R"(
data.fetch @0+500 ktrdr-api operation.id=op_data_load_1 operation.type=data_load data.symbol=EURUSD
  ib.fetch_historical @10+400 ktrdr-ib-host-service bars.received:=0
trace 2
operation.state_transition @600+1 ktrdr-api operation.id=op_data_load_1 operation.to_status=COMPLETED
)";
    const auto d = diagnoseText({empty, "op_data_load_1", 60'000});
    EXPECT_EQ(fact(d, "missing-data", "kind"), "empty");
    EXPECT_TRUE(isSerious(d, "missing-data"));
}

Diagnosis completedWithRows(const std::string& type, const std::string& rows)
{
    const std::string phase = type == "backtesting" ? "backtest" : "training";
    const std::string id = "op_" + type + "_1";
    return diagnoseText({"worker." + phase + " @0+5000 ktrdr-worker operation.id=" + id + " operation.type=" + type +
                             " operation.status=completed\n  " + phase +
                             ".data_loading @0+100 ktrdr-worker data.rows:=" + rows + "\n",
                         id, 60'000});
}

TEST(MissingData, CountsTheRowsThatTheTypeOfWorkNeeds)
{
    EXPECT_EQ(finding(completedWithRows("backtesting", "51"), "missing-data"), nullptr);
    EXPECT_EQ(fact(completedWithRows("backtesting", "50"), "missing-data", "kind"), "incomplete");
    EXPECT_EQ(finding(completedWithRows("training", "100"), "missing-data"), nullptr);
    EXPECT_EQ(fact(completedWithRows("training", "99"), "missing-data", "kind"), "incomplete");
    EXPECT_EQ(fact(completedWithRows("backtesting", "0"), "missing-data", "kind"), "empty");
}

// Two fetches; the first failed, the operation completed all the same.
Diagnosis withFailedFetch(const std::string& secondRangeStart)
{
    return diagnoseText({"data.download @0+900 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n"
                         "  ib.fetch_historical @10+300 ktrdr-ib-host-service data.symbol=EURUSD "
                         "data.start_date=2022-01-01 error !RuntimeError|query_cancelled\n"
                         "  ib.fetch_historical @400+300 ktrdr-ib-host-service data.symbol=EURUSD data.start_date=" +
                             secondRangeStart +
                             " bars.received:=4000\n"
                             "operation.state_transition @800+1 ktrdr-api operation.id=op_data_load_1 "
                             "operation.to_status=COMPLETED\n",
                         "op_data_load_1", 60'000});
}

TEST(MissingData, MissesThePartWhoseFetchFailedWhileTheOperationWentOn)
{
    const auto d = withFailedFetch("2023-01-01");
    EXPECT_EQ(d.verdict.primary, "missing-data");
    EXPECT_EQ(fact(d, "missing-data", "kind"), "incomplete");
}

TEST(MissingData, IsHealedByAFetchOfTheSamePart)
{
    EXPECT_FALSE(isSerious(withFailedFetch("2022-01-01"), "missing-data"));
}

// The host tries to connect in traces of its own, while it validates.
Diagnosis withConnectionOfItsOwn(const std::string& connects, const char* lastWord = "FAILED", int lastWordAt = 4100)
{
    return diagnoseText({"data.download @0+5 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n"
                         "  POST @10+4020 ktrdr-api client http.url=http://host:5001/data/validate "
                         "http.status_code:=200\n"
                         "    POST /data/validate @20+4000 ktrdr-ib-host-service server "
                         "http.route=/data/validate http.status_code:=200\n"
                         "  operation.state_transition @" +
                             std::to_string(lastWordAt) +
                             "+0 ktrdr-api operation.id=op_data_load_1 operation.to_status=" + lastWord +
                             " operation.error=no_luck\n" + connects,
                         "op_data_load_1", 60'000});
}

TEST(MissingData, IsExplainedByAConnectionThatFailedInATraceOfItsOwn)
{
    const auto d =
        withConnectionOfItsOwn("trace 2\nib.connect @30+3 ktrdr-ib-host-service connection.status=error error\n"
                               "trace 3\nib.connect @2030+3 ktrdr-ib-host-service "
                               "connection.status=failed\n");
    EXPECT_EQ(d.verdict.primary, "missing-data");
    EXPECT_EQ(fact(d, "missing-data", "kind"), "disconnected");
    EXPECT_EQ(d.subject.traces.size(), 1U);
}

TEST(MissingData, IsNotExplainedByConnectionsOfOthers)
{
    const char* kOthers[] = {
        "trace 2\nib.connect @30+3 another-host-service connection.status=error error\n",    // of another service
        "trace 2\nib.connect @5000+3 ktrdr-ib-host-service connection.status=error error\n", // afterwards
        "trace 2\nib.connect @30+3 ktrdr-ib-host-service connection.status=error error\n"    // reached in the end
        "trace 3\nib.connect @2030+3 ktrdr-ib-host-service connection.status=connected\n"};
    for (const char* other : kOthers)
        EXPECT_EQ(finding(withConnectionOfItsOwn(other), "missing-data"), nullptr) << other;
    const char* failed = "trace 2\nib.connect @30+3 ktrdr-ib-host-service connection.status=error error\n";
    EXPECT_EQ(finding(withConnectionOfItsOwn(failed, "FAILED", 60'000), "missing-data"), nullptr); // it went on
    EXPECT_EQ(finding(withConnectionOfItsOwn(failed, "COMPLETED"), "missing-data"), nullptr);
}

// A fetch that failed behind a good answer, and the operation after it.
Diagnosis withErrorBehindAnswer(const std::string& error, const char* lastWord)
{
    return diagnoseText({"data.download @0+900 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n"
                         "  POST /data/historical @10+300 ktrdr-ib-host-service server http.status_code:=200\n"
                         "    ib.fetch_historical @12+290 ktrdr-ib-host-service data.symbol=EURUSD error !" +
                             error +
                             "\noperation.state_transition @950+1 ktrdr-api operation.id=op_data_load_1 "
                             "operation.to_status=" +
                             lastWord + "\n",
                         "op_data_load_1", 60'000});
}

TEST(MissingData, IsWhatAProviderThatAnsweredNothingLeaves)
{
    const auto late = withErrorBehindAnswer("TimeoutError|", "FAILED");
    EXPECT_EQ(late.verdict.primary, "missing-data");
    EXPECT_EQ(fact(late, "missing-data", "kind"), "empty");
    const auto bug = withErrorBehindAnswer("KeyError|'date'", "FAILED"); // a fault of the program, not of the data
    EXPECT_EQ(bug.verdict.primary, "operation-failed");
    EXPECT_EQ(fact(withErrorBehindAnswer("TimeoutError|", "COMPLETED"), "missing-data", "kind"), "incomplete");
}

TEST(MissingData, ExplainsAFailureThatNothingElseExplains)
{
    const std::string start = "data.fetch @0+500 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n"
                              "  ib.fetch_historical @10+400 ktrdr-ib-host-service bars.received:=0\n";
    const std::string end = "operation.state_transition @900+1 ktrdr-api operation.id=op_data_load_1 "
                            "operation.to_status=FAILED";
    const auto silent =
        diagnoseText({start + "data.parse @600+100 ktrdr-api\n" + end + "\n", "op_data_load_1", 60'000});
    EXPECT_EQ(silent.verdict.primary, "missing-data");
    const auto other = diagnoseText({start + "another @600+100 ktrdr-api operation.id=op_data_load_1\n" + end +
                                         " operation.error=the_disk_is_full\n",
                                     "op_data_load_1", 60'000});
    EXPECT_EQ(other.verdict.primary, "operation-failed");
}

TEST(MissingData, IsSilentWhenDataCame)
{
    const char* fine =
        "data.fetch @0+500 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n"
        "  ib.fetch_historical @10+400 ktrdr-ib-host-service bars.received:=1500 data.bars_requested:=1500\n";
    EXPECT_EQ(finding(diagnoseText({fine, "op_data_load_1", 1'000}), "missing-data"), nullptr);
}

TEST(MissingData, NamesAnErrorThatHasNoMessage)
{
    const char* silent = R"(
operation.register @0+2 ktrdr-api operation.id=op_data_load_1 operation.type=data_load operation.status=COMPLETED
  POST @10+900 ktrdr-api client http.url=http://ib-host:5001/data/historical http.status_code:=200
    POST /data/historical @15+800 ktrdr-ib-host-service server http.route=/data/historical
      ib.fetch_historical @20+700 ktrdr-ib-host-service error !TimeoutError|
)";
    const auto d = diagnoseText({silent, "op_data_load_1", 60'000});
    ASSERT_NE(finding(d, "missing-data"), nullptr);
    EXPECT_EQ(finding(d, "missing-data")->explanation, "It failed with TimeoutError.");
}

} // namespace
} // namespace spanlight::diagnosis
