#include "models/sources/moment.h"

#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace spanlight::sources {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kNewest = 1'762'864'802 * kSecond;

TEST(MomentTest, AFileWrittenWithinTenMinutesAfterItsNewestSpanGivesItsModificationTime)
{
    EXPECT_EQ(momentOfRecording(kNewest, kNewest + 600 * kSecond), kNewest + 600 * kSecond);
    EXPECT_EQ(momentOfRecording(kNewest, kNewest), kNewest);
}

TEST(MomentTest, AFileCopiedLaterGivesTheNewestTimePlusFiveSeconds)
{
    EXPECT_EQ(momentOfRecording(kNewest, kNewest + 601 * kSecond), kNewest + 5 * kSecond);
}

TEST(MomentTest, AFileOlderThanItsSpansGivesTheNewestTimePlusFiveSeconds)
{
    EXPECT_EQ(momentOfRecording(kNewest, kNewest - kSecond), kNewest + 5 * kSecond);
}

TEST(MomentTest, StandardInputGivesTheNewestTimePlusFiveSeconds)
{
    EXPECT_EQ(momentOfRecording(kNewest, std::nullopt), kNewest + 5 * kSecond);
}

TEST(MomentTest, ABrokenTimeAtTheEndOfTheRangeDoesNotOverflow)
{
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(momentOfRecording(kMax - 1, std::nullopt), kMax);
    EXPECT_EQ(momentOfRecording(kMax - 1, kMax), kMax);
}

TEST(MomentTest, TheNewestTimeIsTheLatestEndOrEventOfAllStores)
{
    const Stores stores{test::storeFromText("a @0+1000 api\n", kNewest),
                        test::storeFromText("trace 2\nb @500+9000 api !X|y\n", kNewest)};
    EXPECT_EQ(newestTimeNs(stores), kNewest + 9500 * std::int64_t{1'000'000});
    EXPECT_EQ(newestTimeNs({}), std::nullopt);
}

} // namespace
} // namespace spanlight::sources
