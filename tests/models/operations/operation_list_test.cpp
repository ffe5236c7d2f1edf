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
