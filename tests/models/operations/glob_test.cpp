#include "models/operations/glob.h"

#include <gtest/gtest.h>

namespace spanlight::operations {
namespace {

TEST(Glob, StandsForAnyRunOfCharacters)
{
    EXPECT_TRUE(globMatch("*", ""));
    EXPECT_TRUE(globMatch("ktrdr-*-host-service", "ktrdr-ib-host-service"));
    EXPECT_FALSE(globMatch("ktrdr-*-host-service", "ktrdr-ib-host-services"));
    EXPECT_TRUE(globMatch("* http receive", "POST /a http receive"));
    EXPECT_FALSE(globMatch("abc", "abcd"));
    EXPECT_TRUE(globMatch("POST /Abc/*", "post /abc/x")) << "as Zipkin keeps it";
}

TEST(Glob, DoesNotExplodeOnManyStars)
{
    const std::string text(5'000, 'a');
    EXPECT_FALSE(globMatch("*a*a*a*a*a*a*a*a*b", text));
}

TEST(Glob, NormalizesWordsForComparison)
{
    EXPECT_EQ(normalized("  FAILED "), "failed");
}

} // namespace
} // namespace spanlight::operations
