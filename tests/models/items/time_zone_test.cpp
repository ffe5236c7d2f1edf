#include "models/items/time_zone.h"

#include <gtest/gtest.h>

#include <limits>

namespace spanlight::items {
namespace {

constexpr std::int64_t kMoment = 1'762'865'400'125'000'000; // 2025-11-11T12:50:00.125Z

TEST(TimeZone, IsUtcUnlessToldOtherwise)
{
    const TimeZone zone;
    EXPECT_EQ(zone.timeOfDay(kMoment), QStringLiteral("12:50:00"));
    EXPECT_EQ(zone.timeOfDay(kMoment, true), QStringLiteral("12:50:00.125"));
    EXPECT_EQ(zone.dateAndTime(kMoment), QStringLiteral("2025-11-11 12:50:00"));
    EXPECT_EQ(zone.label(kMoment), QStringLiteral("UTC"));
    EXPECT_EQ(TimeZone::named(QStringLiteral("anything")), zone);
}

TEST(TimeZone, MovesMomentsByItsOffset)
{
    const TimeZone east(QTimeZone(5 * 3600 + 1800));
    EXPECT_EQ(east.timeOfDay(kMoment), QStringLiteral("18:20:00"));
    EXPECT_EQ(east.label(kMoment), QStringLiteral("UTC+5:30"));
    const TimeZone west(QTimeZone(-13 * 3600));
    EXPECT_EQ(west.dateAndTime(kMoment), QStringLiteral("2025-11-10 23:50:00"));
    EXPECT_EQ(west.label(kMoment), QString(QStringLiteral("UTC") + QChar(0x2212) + QStringLiteral("13")));
}

TEST(TimeZone, KnowsTheClockOfThisComputer)
{
    EXPECT_EQ(TimeZone::named(QStringLiteral("local")), TimeZone(QTimeZone::systemTimeZone()));
}

TEST(TimeZone, SurvivesTheEndsOfTime)
{
    const TimeZone east(QTimeZone(14 * 3600));
    EXPECT_FALSE(east.dateAndTime(std::numeric_limits<std::int64_t>::max()).isEmpty());
    EXPECT_FALSE(east.dateAndTime(std::numeric_limits<std::int64_t>::min()).isEmpty());
}

} // namespace
} // namespace spanlight::items
