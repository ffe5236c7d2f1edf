#include "models/trace/time_text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace spanlight::trace {
namespace {

TEST(TimeText, WritesUtcWithNineDigits)
{
    EXPECT_EQ(toRfc3339(1'762'865'400'000'000'001), "2025-11-11T12:50:00.000000001Z");
    EXPECT_EQ(toRfc3339(0), "1970-01-01T00:00:00.000000000Z");
    EXPECT_EQ(toRfc3339(-1), "1969-12-31T23:59:59.999999999Z");
}

TEST(TimeText, ReadsRfc3339WithAnyOffsetAndUnixSeconds)
{
    EXPECT_EQ(parseTime("2025-11-11T12:50:00Z"), 1'762'865'400'000'000'000);
    EXPECT_EQ(parseTime("2025-11-11T13:50:00.5+01:00"), 1'762'865'400'500'000'000);
    EXPECT_EQ(parseTime("1762865400.25"), 1'762'865'400'250'000'000);
    EXPECT_EQ(parseTime("1762865400.123456789"), 1'762'865'400'123'456'789);
}

TEST(TimeText, RefusesOtherText)
{
    for (const char* text : {"", "soon", "2025-13-01T00:00:00Z", "2025-02-30T00:00:00Z", "2025-11-11",
                             "9999-01-01T00:00:00Z", "1e30", "12:50"})
        EXPECT_FALSE(parseTime(text)) << text;
}

TEST(TimeText, WritesDurationsWithTwoUnitsAtMost)
{
    EXPECT_EQ(toDurationText(850), "850 ns");
    EXPECT_EQ(toDurationText(1'200'000), "1.2 ms");
    EXPECT_EQ(toDurationText(58'000'000'000), "58 s");
    EXPECT_EQ(toDurationText(903'000'000'000), "15 min 3 s");
    EXPECT_EQ(toDurationText(7'500'000'000'000), "2 h 5 min");
}

TEST(TimeText, TakesTheNextUnitWhereRoundingReachesIt)
{
    EXPECT_EQ(toDurationText(999), "999 ns");
    EXPECT_EQ(toDurationText(1'000), "1 µs");
    EXPECT_EQ(toDurationText(999'400), "999 µs");
    EXPECT_EQ(toDurationText(999'500), "1 ms");
    EXPECT_EQ(toDurationText(999'900), "1 ms");
    EXPECT_EQ(toDurationText(99'940'000), "99.9 ms");
    EXPECT_EQ(toDurationText(99'960'000), "100 ms");
    EXPECT_EQ(toDurationText(999'499'999), "999 ms");
    EXPECT_EQ(toDurationText(999'900'000), "1 s");
    EXPECT_EQ(toDurationText(-999'900'000), "-1 s");
    EXPECT_EQ(toDurationText(59'940'000'000), "59.9 s");
    EXPECT_EQ(toDurationText(59'990'000'000), "1 min");
    EXPECT_EQ(toDurationText(3'599'400'000'000), "59 min 59 s");
    EXPECT_EQ(toDurationText(3'599'600'000'000), "1 h");
    EXPECT_EQ(toDurationText(172'769'000'000'000), "47 h 59 min");
    EXPECT_EQ(toDurationText(172'771'000'000'000), "2 d");
}

TEST(TimeText, WritesTheLongestDurationOfAll)
{
    EXPECT_EQ(toDurationText(std::numeric_limits<std::int64_t>::max()), "106752 d");
}

TEST(TimeText, ReadsDurations)
{
    EXPECT_EQ(parseDuration("1.5s"), 1'500'000'000);
    EXPECT_EQ(parseDuration("100ms"), 100'000'000);
    EXPECT_EQ(parseDuration("2m30s"), 150'000'000'000);
    EXPECT_EQ(parseDuration("2d"), 172'800'000'000'000);
    EXPECT_EQ(parseDuration("7"), 7'000'000'000);
    for (const char* text : {"", "s", "1x", "1 fortnight", "--1s"})
        EXPECT_FALSE(parseDuration(text)) << text;
}

} // namespace
} // namespace spanlight::trace
