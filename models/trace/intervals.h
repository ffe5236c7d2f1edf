#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace spanlight::trace {

/// Half-open time [startNs, endNs); empty when the end is not after the start.
struct Interval
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;

    friend constexpr bool operator==(const Interval&, const Interval&) = default;
    [[nodiscard]] constexpr bool empty() const { return endNs <= startNs; }
};

/// a − b, limited to what int64 holds.
[[nodiscard]] std::int64_t saturatedDifference(std::int64_t a, std::int64_t b);
/// a + b, limited to what int64 holds.
[[nodiscard]] std::int64_t saturatedSum(std::int64_t a, std::int64_t b);
/// Length of an interval, 0 when empty, limited to what int64 holds.
[[nodiscard]] std::int64_t lengthNs(Interval interval);
/// Common part; may be empty.
[[nodiscard]] Interval clipped(Interval interval, Interval to);

/// The same points as sorted, disjoint intervals that do not touch, without empty ones. O(n log n).
[[nodiscard]] std::vector<Interval> unionOf(std::span<const Interval> intervals);
/// Points of `from` that are in none of `holes`; both in any order. Sorted and disjoint. O(n log n).
[[nodiscard]] std::vector<Interval> subtract(std::span<const Interval> from, std::span<const Interval> holes);
/// Time of `window` that at least one interval covers. O(n log n).
[[nodiscard]] std::int64_t coveredNs(std::span<const Interval> intervals, Interval window);

/// Adds up the covered time of a window by intervals that come sorted by start. O(1) each, no memory.
class CoverageSweep
{
public:
    explicit CoverageSweep(Interval window) : m_window(window), m_cursor(window.startNs) {}

    /// Counts the part of [startNs, endNs) that lies in the window and was not yet counted.
    void add(std::int64_t startNs, std::int64_t endNs);
    [[nodiscard]] std::int64_t covered() const { return m_covered; }
    /// The rest of the window.
    [[nodiscard]] std::int64_t uncovered() const { return saturatedDifference(lengthNs(m_window), m_covered); }

private:
    Interval m_window;
    std::int64_t m_cursor;
    std::int64_t m_covered = 0;
};

} // namespace spanlight::trace
