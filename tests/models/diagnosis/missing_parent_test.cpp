#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

TEST(MissingParent, CountsSpansAndParents)
{
    const char* broken = "GET / @0+100 shop server\n  a @10+10 shop ?7\n  b @30+10 shop ?7\n  c @50+10 shop ?8\n";
    const auto d = diagnoseText({broken, "00000000000000000000000000000001", 1'000, "opentelemetry", true});
    EXPECT_EQ(fact(d, "missing-parent", "spans"), "3");
    EXPECT_EQ(fact(d, "missing-parent", "parents"), "2");
    EXPECT_EQ(d.verdict.state, State::Completed);
}

TEST(MissingParent, LeavesTheStateUnknownWhenTheRootItselfIsMissing)
{
    const auto d =
        diagnoseText({"a @0+10 shop ?7\n", "00000000000000000000000000000001", 1'000'000, "opentelemetry", true});
    EXPECT_EQ(d.verdict.state, State::Unknown);
}

TEST(MissingParent, IsSilentForAWholeTree)
{
    EXPECT_EQ(finding(diagnoseText({"GET / @0+100 shop server\n  a @10+10 shop\n", "00000000000000000000000000000001",
                                    1'000, "opentelemetry", true}),
                      "missing-parent"),
              nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
