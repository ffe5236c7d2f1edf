#include "models/report/safe_text.h"

#include <gtest/gtest.h>

namespace spanlight::report {
namespace {

TEST(SafeText, StaysOnOneLineWithoutControlCharacters)
{
    EXPECT_EQ(oneLine("a\nb\r\tc"), "a b  c");
    EXPECT_EQ(oneLine("\x1b[31mred"), "\xEF\xBF\xBD[31mred");
    EXPECT_EQ(oneLine("ok \xe2\x80\xae evil"), "ok \xEF\xBF\xBD evil");
    EXPECT_EQ(oneLine("\xff\xc0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(oneLine("naïve ✓ 𝄞"), "naïve ✓ 𝄞");
}

TEST(SafeText, CountsAndCutsCharactersNotBytes)
{
    EXPECT_EQ(columnsOf("äöü"), 3U);
    EXPECT_EQ(shortened("äöüß", 3), "äö…");
    EXPECT_EQ(shortened("abc", 3), "abc");
    EXPECT_EQ(padded("ä", 3), "ä  ");
}

TEST(SafeText, LeavesIdsReadableInMarkdown)
{
    EXPECT_EQ(markdownText("op_training_2025_ab"), "op_training_2025_ab");
    EXPECT_EQ(markdownText("_emphasis_"), "\\_emphasis\\_");
}

TEST(SafeText, LetsNothingBecomeMarkdown)
{
    EXPECT_EQ(markdownText("# heading"), "\\# heading");
    EXPECT_EQ(markdownText("1. list"), "1\\. list");
    EXPECT_EQ(markdownText("- list"), "\\- list");
    EXPECT_EQ(markdownText("a\n# b"), "a # b");
    EXPECT_EQ(markdownText("[x](y)"), "\\[x\\](y)");
    EXPECT_EQ(markdownText("![x](y)"), "!\\[x\\](y)");
    EXPECT_EQ(markdownText("<img src=x>"), "&lt;img src=x&gt;");
    EXPECT_EQ(markdownText("a|b"), "a\\|b");
    EXPECT_EQ(markdownText("**b**"), "\\*\\*b\\*\\*");
    EXPECT_EQ(markdownText("see http://evil.example now"), "see `http://evil.example` now");
    EXPECT_EQ(markdownText("&lt;"), "&amp;lt;");
}

TEST(SafeText, LetsNoCodeEndEarly)
{
    EXPECT_EQ(markdownCode("a`b"), "``a`b``");
    EXPECT_EQ(markdownCode("`"), "`` ` ``");
    EXPECT_EQ(markdownFence("x\n```\n# y"), "````text\nx\n```\n# y\n````\n");
}

TEST(SafeText, EscapesXml)
{
    EXPECT_EQ(xmlText("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

TEST(SafeText, KeepsBothEndsOfWhatItCutsInTheMiddle)
{
    EXPECT_EQ(shortenedInTheMiddle("abcdefghij", 10), "abcdefghij");
    EXPECT_EQ(shortenedInTheMiddle("abcdefghij", 7), "abc…hij");
    EXPECT_EQ(shortenedInTheMiddle("äöüäöüäöü", 5), "äö…öü");
    EXPECT_EQ(shortenedInTheMiddle("abc", 2), "a…");
}

} // namespace
} // namespace spanlight::report
