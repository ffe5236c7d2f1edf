#pragma once

#include "models/operations/companion_facts.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What metrics beside a timeline look like, wherever they are drawn.
namespace spanlight::report {

/// One series of a lane.
struct MetricLine
{
    std::string label;                             ///< what tells it apart from its neighbours; may be empty
    std::vector<operations::MetricSample> samples; ///< by time; values may be infinite or no numbers
};

/// All series of one query, on a scale of their own.
struct MetricLane
{
    std::string title;
    std::string unit;
    std::vector<MetricLine> lines;
    std::size_t omitted = 0; ///< series beyond those
    std::int64_t stepNs = 1; ///< distance of samples that follow each other
    double low = 0;          ///< bottom of the scale: 0, or less where values are
    double high = 1;
};

/// Most lines in a lane; with more no one can tell them apart.
inline constexpr std::size_t kMostLines = 12;

/// A lane for each query that was answered with a number over time, in the order of `queries`.
[[nodiscard]] std::vector<MetricLane> metricLanes(const operations::CompanionFacts& facts,
                                                  const std::vector<operations::MetricQuery>& queries);

/// A sample at its place in a lane.
struct LanePoint
{
    std::int64_t timeNs = 0;
    double share = 0; ///< of the height: 0 at the bottom, 1 at the top
};

/// One run for each stretch of samples without a gap; a run of one point is a dot. Never across a missing sample or a
/// value that is no number. Only what [start, end] can show, with one neighbour on each side.
[[nodiscard]] std::vector<std::vector<LanePoint>> laneRuns(const MetricLane& lane, const MetricLine& line,
                                                           std::int64_t startNs, std::int64_t endNs);

/// The sample that is nearest to the time, at most half a step away; nothing in a gap.
[[nodiscard]] std::optional<operations::MetricSample> sampleAt(const MetricLane& lane, const MetricLine& line,
                                                               std::int64_t ns);
/// The newest number; nothing where there is none.
[[nodiscard]] std::optional<operations::MetricSample> lastSample(const MetricLine& line);

/// "3", "0.25 %", "12,400 ms".
[[nodiscard]] std::string metricText(double value, const std::string& unit);

} // namespace spanlight::report
