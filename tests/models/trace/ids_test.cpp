#include "models/trace/ids.h"

#include <gtest/gtest.h>

namespace spanlight::trace {
namespace {

TEST(Ids, ReadHexadecimalOfAnyCaseAndFillUpWithZeros)
{
    EXPECT_EQ(parseTraceId("ABC"), (TraceId{0, 0xabc}));
    EXPECT_EQ(parseTraceId("00000000000000010000000000000002"), (TraceId{1, 2}));
    EXPECT_EQ(parseSpanId("FF"), SpanId{255});
    EXPECT_EQ(parseSpanId("000000000000000000000000000000ff"), SpanId{255});
}

TEST(Ids, RefuseWhatIsNoHexadecimalNumber)
{
    EXPECT_FALSE(parseTraceId(""));
    EXPECT_FALSE(parseTraceId("xyz"));
    EXPECT_FALSE(parseTraceId("000000000000000000000000000000001"));
    EXPECT_FALSE(parseSpanId("10000000000000000f"));
    EXPECT_FALSE(parseSpanId("12 "));
}

TEST(Ids, PrintAllDigits)
{
    EXPECT_EQ(toHex(TraceId{0, 0xabc}), "00000000000000000000000000000abc");
    EXPECT_EQ(toHex(SpanId{255}), "00000000000000ff");
}

} // namespace
} // namespace spanlight::trace
