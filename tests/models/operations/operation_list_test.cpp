#include "models/operations/operation_list.h"

#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

namespace spanlight::operations {
namespace {

constexpr const char* kTwo = R"(
trace 1
operation.register @0+2 ktrdr-api operation.id=op_b operation.type=BACKTESTING
  child @1+1 ktrdr-api
trace 2
operation.register @5000+2 ktrdr-api operation.id=op_a operation.type=training
trace 3
worker.training @5010+100 ktrdr-training-worker-1 operation.id=op_a error
trace 4
GET @0+1 other
)";

TEST(OperationList, GathersAllTracesOfAnIdByStart)
{
    const trace::TraceSet traces({test::storeFromText(kTwo)});
    const auto list = listOperations(traces, *builtinProfile("ktrdr"));
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].id, "op_b");
    EXPECT_EQ(list[0].type, "backtesting");
    EXPECT_EQ(list[1].id, "op_a");
    EXPECT_EQ(list[1].traces.size(), 2U);
    EXPECT_EQ(list[1].errorSpans, 1U);
    EXPECT_EQ(list[1].services, (std::vector<std::string>{"ktrdr-api", "ktrdr-training-worker-1"}));
}

constexpr const char* kOnlyInPaths = R"(
trace 1
POST /api/v1/backtests/start @0+80 ktrdr-api server http.target=/api/v1/backtests/start
  GET /api/v1/operations/{operation_id}/metrics @30+3 ktrdr-api server http.target=/api/v1/operations/op_backtesting_7/metrics
  GET /api/v1/operations/{operation_id} @35+3 ktrdr-api server http.target=/api/v1/operations/op_backtesting_7
  GET /api/v1/operations/{operation_id} @40+3 ktrdr-api server http.target=/api/v1/operations/active
trace 2
GET /api/v1/operations/{operation_id} @90+3 ktrdr-api server http.target=/api/v1/operations/op_training_elsewhere
trace 3
POST /api/v1/trainings/start @0+80 ktrdr-api server http.target=/api/v1/trainings/start
  operation.register @5+1 ktrdr-api operation.id=op_training_9
  GET /api/v1/operations/{operation_id} @30+3 ktrdr-api server http.target=/api/v1/operations/op_training_8
trace 4
POST /api/v1/backtests/start @0+80 ktrdr-api server http.target=/api/v1/backtests/start
  GET /api/v1/operations/{operation_id} @30+3 ktrdr-api server http.target=/api/v1/operations/op_backtesting_5
  GET /api/v1/operations/{operation_id} @35+3 ktrdr-api server http.target=/api/v1/operations/op_backtesting_6
trace 5
POST /api/v1/backtests/start @0+80 ktrdr-api server http.target=/api/v1/backtests/start
  GET /api/v1/operations/{operation_id} @30+3 ktrdr-api server http.target=/api/v1/operations/op_backtesting_4?full=1
)";

TEST(OperationList, ListsWhatATraceStartedAndNamesInItsPathsOnly)
{
    const trace::TraceSet traces({test::storeFromText(kOnlyInPaths)});
    const auto list = listOperations(traces, *builtinProfile("ktrdr"));
    ASSERT_EQ(list.size(), 2U) << "asking for a state starts nothing; an attribute stands above paths; of two ids "
                                  "nobody knows which was started; "
                                  "what a search for the id would not find is not listed";
    EXPECT_EQ(list[0].id, "op_backtesting_7");
    EXPECT_EQ(list[0].type, "backtesting");
    EXPECT_EQ(list[0].traces.size(), 1U);
    EXPECT_EQ(list[1].id, "op_training_9");
}

TEST(OperationList, ListsEveryTraceWithItsRoot)
{
    const trace::TraceSet traces({test::storeFromText(kTwo)});
    const auto list = listTraces(traces);
    ASSERT_EQ(list.size(), 4U);
    std::size_t named = 0;
    for (const auto& entry : list)
        named += entry.root.empty() ? 0 : 1;
    EXPECT_EQ(named, 4U);
}

} // namespace
} // namespace spanlight::operations
