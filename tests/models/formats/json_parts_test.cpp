#include "models/formats/id_text.h"
#include "models/formats/json/extent_scanner.h"
#include "models/formats/json/json_text.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace spanlight::formats {
namespace {

// The length of the value at the front as a byte-by-byte scan finds it.
std::size_t slowExtent(std::string_view text)
{
    std::size_t depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\'))
            ++i; // nothing else that is escaped matters here
        else if (c == '"')
            inString = !inString;
        else if (!inString && (c == '{' || c == '['))
            ++depth;
        else if (!inString && (c == '}' || c == ']') && --depth == 0)
            return i + 1;
    }
    return std::string_view::npos;
}

std::size_t extentOf(std::string_view text, std::size_t piece)
{
    std::string padded(text);
    padded.append(64, ' ');
    ExtentScanner scanner;
    scanner.begin(padded[0]);
    for (std::size_t at = 0; at < text.size(); at += piece) {
        const std::size_t end = std::min(at + piece, text.size());
        if (const char* stop = scanner.scan(padded.data() + at, padded.data() + end))
            return static_cast<std::size_t>(stop - padded.data());
    }
    return std::string_view::npos;
}

TEST(ExtentScanner, FindsTheSameEndAsASlowScan)
{
    std::mt19937 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::string text = "{";
        for (std::size_t i = random() % 300; i > 0; --i)
            text += "{}[]\"\\ax,"[random() % 9];
        const std::size_t expected = slowExtent(text);
        ASSERT_EQ(extentOf(text, text.size()), expected) << text;
        ASSERT_EQ(extentOf(text, 1 + random() % 80), expected) << text;
    }
}

TEST(ExtentScanner, EndsStringsAndNumbers)
{
    EXPECT_EQ(extentOf(R"("a\"b\\" ,)", 2), 8U);
    EXPECT_EQ(extentOf("-12.5e3,", 3), 7U);
    EXPECT_EQ(extentOf("true", 3), std::string_view::npos);
}

TEST(JsonText, NumbersMustBeNumbersAsAWhole)
{
    EXPECT_EQ(parseInt64("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(parseInt64("9223372036854775808"), std::nullopt);
    EXPECT_EQ(parseInt64("012"), std::nullopt);
    EXPECT_EQ(parseInt64("1 "), std::nullopt);
    EXPECT_EQ(parseDouble("1e400"), std::numeric_limits<double>::infinity());
    EXPECT_EQ(parseDouble("-1e-400"), 0.0);
    EXPECT_EQ(parseDouble("1."), std::nullopt);
    EXPECT_EQ(parseDouble("NaN"), std::nullopt);
}

TEST(JsonText, WrongEscapesAreKeptAndReported)
{
    std::string out;
    EXPECT_FALSE(appendUnescaped(out, R"(a\x\ud800b\u12)"));
    EXPECT_EQ(out, "a\\x\xef\xbf\xbd"
                   "b\\u12");
}

TEST(JsonText, TextsAreNeverCutInsideACharacter)
{
    EXPECT_EQ(cutUtf8("aé", 2), "a");
    EXPECT_EQ(cutUtf8("aé", 3), "aé");
    EXPECT_EQ(cutUtf8("😀", 3), "");
}

TEST(JsonText, Base64IsReadInBothAlphabets)
{
    EXPECT_EQ(fromBase64("_-8="), "\xff\xef");
    EXPECT_EQ(fromBase64("/+8"), "\xff\xef");
    EXPECT_EQ(fromBase64("A"), std::nullopt);
    EXPECT_EQ(fromBase64("AA=A"), std::nullopt);
    EXPECT_EQ(fromBase64(""), "");
}

TEST(IdText, LengthAndAlphabetDecideBetweenHexadecimalAndBase64)
{
    trace::TraceBuilder builder;
    EXPECT_EQ(spanIdFromText(builder, "AAAAAAAAAAI=", true), trace::SpanId{2});
    EXPECT_EQ(spanIdFromText(builder, "AAAAAAAAAAI", true), trace::SpanId{2});
    EXPECT_EQ(spanIdFromText(builder, "AAAAAAAAAAAAAAAB", true), trace::SpanId{0xaaaaaaaaaaaaaaab});
    EXPECT_EQ(traceIdFromText(builder, "AAAAAAAAAAAAAAAAAAAAAQ==", true), (trace::TraceId{0, 1}));
    EXPECT_NE(spanIdFromText(builder, "AAAAAAAAAAI=", false), trace::SpanId{2});
}

} // namespace
} // namespace spanlight::formats
