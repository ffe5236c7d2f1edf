#include "models/trace/time_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace spanlight::trace {

namespace {

constexpr int kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
// Fewer rows are sorted by comparing.
constexpr std::size_t kFewRows = 4096;

struct Keyed
{
    std::uint64_t time; ///< since the earliest
    SpanRow row;
};

void sortByDigit(const std::vector<Keyed>& from, std::vector<Keyed>& to, int shift)
{
    const auto digit = [shift](const Keyed& entry) { return (entry.time >> shift) & (kDigits - 1); };
    std::array<std::uint32_t, kDigits> next{};
    for (const Keyed& entry : from)
        ++next[digit(entry)];
    std::uint32_t begin = 0;
    for (std::uint32_t& count : next)
        begin += std::exchange(count, begin);
    for (const Keyed& entry : from)
        to[next[digit(entry)]++] = entry;
}

} // namespace

std::vector<SpanRow> rowsByTime(std::span<const std::int64_t> times)
{
    std::vector<SpanRow> rows(times.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i)
        rows[i] = SpanRow{i};
    if (std::is_sorted(times.begin(), times.end()))
        return rows;
    const auto [least, most] = std::minmax_element(times.begin(), times.end());
    const auto earliest = static_cast<std::uint64_t>(*least);
    std::vector<Keyed> keyed(times.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i)
        keyed[i] = {static_cast<std::uint64_t>(times[i]) - earliest, rows[i]};
    if (keyed.size() < kFewRows) {
        std::sort(keyed.begin(), keyed.end(),
                  [](const Keyed& a, const Keyed& b) { return std::pair(a.time, a.row) < std::pair(b.time, b.row); });
    } else {
        std::vector<Keyed> other(keyed.size());
        const int bits = std::bit_width(static_cast<std::uint64_t>(*most) - earliest);
        for (int shift = 0; shift < bits; shift += kDigitBits) {
            sortByDigit(keyed, other, shift);
            keyed.swap(other);
        }
    }
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const Keyed& entry) { return entry.row; });
    return rows;
}

} // namespace spanlight::trace
