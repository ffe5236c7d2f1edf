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

TEST(MissingData, IsSilentWhenDataCame)
{
    const char* fine =
        "data.fetch @0+500 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n"
        "  ib.fetch_historical @10+400 ktrdr-ib-host-service bars.received:=1500 data.bars_requested:=1500\n";
    EXPECT_EQ(finding(diagnoseText({fine, "op_data_load_1", 1'000}), "missing-data"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
