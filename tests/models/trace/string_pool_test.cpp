#include "models/trace/string_pool.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spanlight::trace {
namespace {

TEST(StringPool, GivesEqualTextsTheSameId)
{
    StringPool pool;
    const StringId a = pool.intern("alpha");
    EXPECT_EQ(pool.intern("alpha"), a);
    EXPECT_NE(pool.intern("beta"), a);
    EXPECT_EQ(pool.view(a), "alpha");
    EXPECT_EQ(pool.find("beta").has_value(), true);
    EXPECT_FALSE(pool.find("gamma"));
}

TEST(StringPool, HasTheEmptyTextFromTheStart)
{
    StringPool pool;
    EXPECT_EQ(pool.intern(""), kEmptyString);
    EXPECT_EQ(pool.view(kEmptyString), "");
}

TEST(StringPool, KeepsViewsValidWhileItGrows)
{
    StringPool pool;
    std::vector<std::pair<std::string_view, std::string>> seen;
    for (int i = 0; i < 200'000; ++i) {
        const std::string text = "text number " + std::to_string(i);
        seen.emplace_back(pool.view(pool.intern(text)), text);
    }
    for (const auto& [view, text] : seen)
        ASSERT_EQ(view, text);
}

TEST(StringPool, HoldsTextsLongerThanABlockAndAnyBytes)
{
    StringPool pool;
    const std::string longText(3'000'000, 'x');
    const std::string bytes("a\0b\xff", 4);
    const StringId first = pool.intern(longText);
    EXPECT_EQ(pool.view(pool.intern(bytes)), bytes);
    EXPECT_EQ(pool.view(first), longText);
    EXPECT_GE(pool.memoryBytes(), longText.size());
}

} // namespace
} // namespace spanlight::trace
