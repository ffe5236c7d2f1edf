#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Arithmetic of the timeline: times to pixels and back, zoom, ticks. Pure functions, no Qt.
namespace spanlight::ui {

/// end − start, saturated.
[[nodiscard]] std::int64_t lengthNs(std::int64_t startNs, std::int64_t endNs);

/// A stretch of time in nanoseconds since the epoch; never empty in use (see window functions).
struct TimeWindow
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 1;

    [[nodiscard]] std::int64_t lengthNs() const { return ui::lengthNs(startNs, endNs); }
    friend constexpr bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

/// Shortest window that zooming reaches.
inline constexpr std::int64_t kShortestWindowNs = 100;

/// The window that shows everything: from the earliest start to the latest end or `nowNs`, with room on the right for
/// labels.
[[nodiscard]] TimeWindow wholeWindow(std::int64_t startNs, std::int64_t endNs, std::optional<std::int64_t> nowNs);

/// `window` moved and, if need be, shortened to lie within `whole`.
[[nodiscard]] TimeWindow clamped(TimeWindow window, TimeWindow whole);
/// Length times `factor` (< 1 zooms in); `anchorNs` stays at its place on the screen. Within `whole`.
[[nodiscard]] TimeWindow zoomed(TimeWindow window, double factor, std::int64_t anchorNs, TimeWindow whole);
/// Moved by a share of its length (positive: to later times). Within `whole`.
[[nodiscard]] TimeWindow panned(TimeWindow window, double share, TimeWindow whole);
/// The window that shows [start, end] with some room around. Within `whole`.
[[nodiscard]] TimeWindow windowAround(std::int64_t startNs, std::int64_t endNs, TimeWindow whole);

/// Places a window of time on pixels [left, left + width).
struct TimeScale
{
    TimeWindow window;
    double left = 0;
    double width = 1;

    /// May lie far outside of the pixels, but never beyond ± 1e9.
    [[nodiscard]] double x(std::int64_t ns) const;
    [[nodiscard]] std::int64_t ns(double x) const;
    [[nodiscard]] double right() const { return left + width; }
    [[nodiscard]] double nsPerPixel() const;
};

/// Pixels of a bar.
struct BarPixels
{
    double left = 0;
    double right = 0;
    bool cutLeft = false; ///< goes on to the left of the view
    bool cutRight = false;

    [[nodiscard]] double width() const { return right - left; }
};

/// The visible part of [start, end], at least `minWidth` wide; nothing when it is outside.
[[nodiscard]] std::optional<BarPixels> barPixels(const TimeScale& scale, std::int64_t startNs, std::int64_t endNs,
                                                 double minWidth);

/// A line of the ruler.
struct Tick
{
    std::int64_t ns = 0; ///< since the epoch
    double x = 0;
    std::string label; ///< time since the origin: "3 min", "1.5 s"
};

/// Round times since `originNs`, at least `minSpacing` pixels apart. At most width / minSpacing + 2.
[[nodiscard]] std::vector<Tick> rulerTicks(const TimeScale& scale, std::int64_t originNs, double minSpacing);

/// Distance of the ticks: 1, 2 or 5 times a power of ten, and 15 s, 30 s, 1, 2, 5, 15, 30 min, 1, 2, 3, 6, 12 h, days.
[[nodiscard]] std::int64_t tickStepNs(std::int64_t atLeastNs);

} // namespace spanlight::ui
