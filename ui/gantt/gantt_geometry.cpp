#include "ui/gantt/gantt_geometry.h"

#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace spanlight::ui {

namespace {

constexpr double kFarAway = 1e9;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kLongest = std::numeric_limits<std::int64_t>::max() / 4;

std::int64_t saturatedAdd(std::int64_t a, std::int64_t b)
{
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    return b > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

std::int64_t rounded(double ns)
{
    return static_cast<std::int64_t>(std::clamp(ns, -static_cast<double>(kLongest), static_cast<double>(kLongest)));
}

} // namespace

std::int64_t lengthNs(std::int64_t startNs, std::int64_t endNs)
{
    std::int64_t length = 0;
    if (!__builtin_sub_overflow(endNs, startNs, &length))
        return length;
    return endNs > startNs ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

TimeWindow wholeWindow(std::int64_t startNs, std::int64_t endNs, std::optional<std::int64_t> nowNs)
{
    if (nowNs)
        endNs = std::max(endNs, *nowNs);
    endNs = std::max(endNs, startNs);
    const std::int64_t length = std::max<std::int64_t>(lengthNs(startNs, endNs), kShortestWindowNs);
    return {startNs, saturatedAdd(startNs, saturatedAdd(length, length / 12))};
}

TimeWindow clamped(TimeWindow window, TimeWindow whole)
{
    const std::int64_t longest = std::max(whole.lengthNs(), kShortestWindowNs);
    const std::int64_t length = std::clamp(window.lengthNs(), kShortestWindowNs, longest);
    std::int64_t start = std::min(window.startNs, saturatedAdd(whole.endNs, -length));
    start = std::max(start, whole.startNs);
    return {start, saturatedAdd(start, length)};
}

TimeWindow zoomed(TimeWindow window, double factor, std::int64_t anchorNs, TimeWindow whole)
{
    const auto length = static_cast<double>(window.lengthNs());
    const double newLength = std::clamp(length * factor, static_cast<double>(kShortestWindowNs),
                                        static_cast<double>(std::max(whole.lengthNs(), kShortestWindowNs)));
    const double share = std::clamp(static_cast<double>(lengthNs(window.startNs, anchorNs)) / length, 0.0, 1.0);
    const std::int64_t start = saturatedAdd(anchorNs, -rounded(newLength * share));
    return clamped({start, saturatedAdd(start, rounded(newLength))}, whole);
}

TimeWindow panned(TimeWindow window, double share, TimeWindow whole)
{
    const std::int64_t by = rounded(static_cast<double>(window.lengthNs()) * share);
    return clamped({saturatedAdd(window.startNs, by), saturatedAdd(window.endNs, by)}, whole);
}

TimeWindow windowAround(std::int64_t startNs, std::int64_t endNs, TimeWindow whole)
{
    const std::int64_t length = std::max<std::int64_t>(lengthNs(startNs, std::max(startNs, endNs)), kShortestWindowNs);
    const std::int64_t margin = length / 8;
    return clamped({saturatedAdd(startNs, -margin), saturatedAdd(startNs, saturatedAdd(length, margin))}, whole);
}

double TimeScale::nsPerPixel() const
{
    return static_cast<double>(std::max<std::int64_t>(window.lengthNs(), 1)) / std::max(width, 1.0);
}

double TimeScale::x(std::int64_t ns) const
{
    const double pixels = static_cast<double>(lengthNs(window.startNs, ns)) / nsPerPixel();
    return left + std::clamp(pixels, -kFarAway, kFarAway);
}

std::int64_t TimeScale::ns(double x) const
{
    return saturatedAdd(window.startNs, rounded((x - left) * nsPerPixel()));
}

std::optional<BarPixels> barPixels(const TimeScale& scale, std::int64_t startNs, std::int64_t endNs, double minWidth)
{
    BarPixels bar{scale.x(startNs), scale.x(std::max(startNs, endNs))};
    bar.right = std::max(bar.right, bar.left + minWidth);
    if (bar.right < scale.left || bar.left > scale.right())
        return std::nullopt;
    bar.cutLeft = bar.left < scale.left;
    bar.cutRight = bar.right > scale.right();
    bar.left = std::max(bar.left, scale.left);
    bar.right = std::min(bar.right, scale.right());
    return bar;
}

std::int64_t tickStepNs(std::int64_t atLeastNs)
{
    if (atLeastNs <= 10 * kSecond) {
        std::int64_t power = 1;
        while (power * 10 <= atLeastNs)
            power *= 10;
        for (const std::int64_t factor : {1, 2, 5, 10})
            if (power * factor >= atLeastNs)
                return power * factor;
    }
    for (const std::int64_t seconds :
         {15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400})
        if (seconds * kSecond >= atLeastNs)
            return seconds * kSecond;
    std::int64_t days = 1;
    while (days * 86400 * kSecond < atLeastNs && days < 50'000)
        days *= days % 3 == 1 ? 2 : 5; // any growing row of whole days will do
    return days * 86400 * kSecond;
}

std::vector<Tick> rulerTicks(const TimeScale& scale, std::int64_t originNs, double minSpacing)
{
    std::vector<Tick> ticks;
    const std::int64_t step = tickStepNs(std::max<std::int64_t>(rounded(scale.nsPerPixel() * minSpacing), 1));
    const std::int64_t from = lengthNs(originNs, scale.window.startNs);
    std::int64_t offset = from / step * step;
    if (offset < from)
        offset += step;
    const std::size_t most = static_cast<std::size_t>(scale.width / std::max(minSpacing, 1.0)) + 2;
    for (; ticks.size() < most; offset = saturatedAdd(offset, step)) {
        const std::int64_t ns = saturatedAdd(originNs, offset);
        if (ns > scale.window.endNs)
            break;
        ticks.push_back({ns, scale.x(ns), offset == 0 ? "0" : trace::toDurationText(offset)});
    }
    return ticks;
}

} // namespace spanlight::ui
