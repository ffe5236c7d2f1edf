#include "models/trace/intervals.h"

#include <algorithm>
#include <limits>

namespace spanlight::trace {

std::int64_t saturatedDifference(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (!__builtin_sub_overflow(a, b, &result))
        return result;
    return a < b ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

std::int64_t saturatedSum(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    if (!__builtin_add_overflow(a, b, &result))
        return result;
    return a < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

std::int64_t lengthNs(Interval interval)
{
    return interval.empty() ? 0 : saturatedDifference(interval.endNs, interval.startNs);
}

Interval clipped(Interval interval, Interval to)
{
    return {std::max(interval.startNs, to.startNs), std::min(interval.endNs, to.endNs)};
}

std::vector<Interval> unionOf(std::span<const Interval> intervals)
{
    std::vector<Interval> sorted;
    sorted.reserve(intervals.size());
    std::copy_if(intervals.begin(), intervals.end(), std::back_inserter(sorted),
                 [](const Interval& i) { return !i.empty(); });
    std::sort(sorted.begin(), sorted.end(), [](const Interval& a, const Interval& b) { return a.startNs < b.startNs; });
    std::size_t count = 0;
    for (const Interval& interval : sorted) {
        if (count > 0 && interval.startNs <= sorted[count - 1].endNs)
            sorted[count - 1].endNs = std::max(sorted[count - 1].endNs, interval.endNs);
        else
            sorted[count++] = interval;
    }
    sorted.resize(count);
    return sorted;
}

std::vector<Interval> subtract(std::span<const Interval> from, std::span<const Interval> holes)
{
    const std::vector<Interval> keep = unionOf(from);
    const std::vector<Interval> cut = unionOf(holes);
    std::vector<Interval> result;
    std::size_t next = 0;
    for (Interval rest : keep) {
        while (next < cut.size() && cut[next].endNs <= rest.startNs)
            ++next;
        for (std::size_t i = next; i < cut.size() && cut[i].startNs < rest.endNs; ++i) {
            if (cut[i].startNs > rest.startNs)
                result.push_back({rest.startNs, cut[i].startNs});
            rest.startNs = std::max(rest.startNs, cut[i].endNs);
        }
        if (!rest.empty())
            result.push_back(rest);
    }
    return result;
}

std::int64_t coveredNs(std::span<const Interval> intervals, Interval window)
{
    std::int64_t sum = 0;
    for (const Interval& interval : unionOf(intervals))
        sum = saturatedSum(sum, lengthNs(clipped(interval, window)));
    return sum;
}

void CoverageSweep::add(std::int64_t startNs, std::int64_t endNs)
{
    const std::int64_t from = std::max(startNs, m_cursor);
    const std::int64_t to = std::min(endNs, m_window.endNs);
    if (to <= from)
        return;
    m_covered = saturatedSum(m_covered, saturatedDifference(to, from));
    m_cursor = to;
}

} // namespace spanlight::trace
