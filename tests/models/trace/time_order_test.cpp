#include "models/trace/time_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

namespace spanlight::trace {
namespace {

std::vector<SpanRow> byComparing(const std::vector<std::int64_t>& times)
{
    std::vector<std::pair<std::int64_t, SpanRow>> keyed;
    for (std::uint32_t i = 0; i < times.size(); ++i)
        keyed.emplace_back(times[i], SpanRow{i});
    std::sort(keyed.begin(), keyed.end());
    std::vector<SpanRow> rows;
    for (const auto& entry : keyed)
        rows.push_back(entry.second);
    return rows;
}

TEST(TimeOrder, IsThatOfTheTimesThenOfTheRows)
{
    std::mt19937_64 random(3);
    for (const std::size_t count : {0U, 1U, 2U, 100U, 5'000U, 20'000U})
        for (const std::int64_t range : {std::int64_t{1}, std::int64_t{3}, std::int64_t{2'000}, std::int64_t{1} << 40}) {
            std::vector<std::int64_t> times(count);
            for (std::int64_t& time : times)
                time = 1'700'000'000'000'000'000 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(range));
            ASSERT_EQ(rowsByTime(times), byComparing(times)) << count << " rows within " << range;
        }
}

TEST(TimeOrder, HoldsBetweenTheEarliestAndTheLatestTimeThereIs)
{
    std::vector<std::int64_t> times;
    for (int i = 0; i < 6'000; ++i)
        times.push_back(i % 3 == 0   ? std::numeric_limits<std::int64_t>::max()
                        : i % 3 == 1 ? std::numeric_limits<std::int64_t>::min()
                                     : -i);
    EXPECT_EQ(rowsByTime(times), byComparing(times));
}

} // namespace
} // namespace spanlight::trace
