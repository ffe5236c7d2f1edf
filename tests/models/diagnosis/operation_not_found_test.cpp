#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

TEST(OperationNotFound, IsTheOnlyFindingOfAnUnknownId)
{
    const auto d =
        diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1\n", "op_training_2", 1'000'000});
    EXPECT_EQ(d.verdict.state, State::NotFound);
    EXPECT_EQ(d.verdict.primary, "operation-not-found");
    EXPECT_EQ(d.findings.size(), 1U);
    EXPECT_EQ(fact(d, "operation-not-found", "reason"), "unknown-id");
    EXPECT_FALSE(d.subject.startNs.has_value());
    EXPECT_TRUE(d.findings[0].evidence[0].spanId.empty());
}

TEST(OperationNotFound, LeavesTheStateOpenAfterAnIncompleteSearch)
{
    SearchContext search;
    search.complete = false;
    const auto d = diagnoseText({"operation.register @0+2 ktrdr-api operation.id=op_training_1\n", "op_training_2",
                                 1'000'000, "ktrdr", false, search});
    EXPECT_EQ(d.verdict.state, State::Unknown);
}

} // namespace
} // namespace spanlight::diagnosis
