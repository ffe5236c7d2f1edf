#include "models/trace/utf8.h"

#include <gtest/gtest.h>

namespace spanlight::trace {
namespace {

TEST(Utf8, MeasuresSequences)
{
    EXPECT_EQ(utf8Length("a"), 1U);
    EXPECT_EQ(utf8Length("\xc3\xa9"), 2U);
    EXPECT_EQ(utf8Length("\xe2\x82\xac"), 3U);
    EXPECT_EQ(utf8Length("\xf0\x9f\x98\x80"), 4U);
}

TEST(Utf8, RefusesWhatIsNone)
{
    for (const char* text : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xe2\x82", "\xf0\x80\x80\x80",
                             "\xf4\x90\x80\x80", "\xff"})
        EXPECT_EQ(utf8Length(text), 0U);
}

} // namespace
} // namespace spanlight::trace
