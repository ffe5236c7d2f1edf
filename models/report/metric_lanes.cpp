#include "models/report/metric_lanes.h"

#include "models/trace/intervals.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace spanlight::report {

using operations::MetricSample;
using operations::MetricSeries;

namespace {

bool isNumber(const MetricSample& sample)
{
    return std::isfinite(sample.value);
}

// Labels with one and the same value on all series say nothing.
std::vector<std::string> tellingLabels(const std::vector<const MetricSeries*>& series)
{
    std::map<std::string, const std::string*> first;
    std::vector<std::string> telling;
    for (const auto& [key, value] : series.front()->labels)
        first.emplace(key, &value);
    for (const MetricSeries* each : series)
        for (const auto& [key, value] : each->labels)
            first.emplace(key, nullptr); // the first series has it not
    for (const auto& [key, value] : first) {
        const bool same = std::all_of(series.begin(), series.end(), [&, key = key, value = value](const auto* each) {
            const auto own = each->labels.find(key);
            return value != nullptr && own != each->labels.end() && own->second == *value;
        });
        if (!same && key != "__name__")
            telling.push_back(key);
    }
    return telling;
}

std::string labelOf(const MetricSeries& series, const std::vector<std::string>& telling)
{
    std::string label;
    for (const std::string& key : telling)
        if (const auto own = series.labels.find(key); own != series.labels.end() && !own->second.empty())
            label += (label.empty() ? "" : " ") + own->second;
    return label;
}

// From zero, so that heights can be compared; a line that never moves lies in the middle of its lane.
void setScale(MetricLane& lane)
{
    double least = 0;
    double most = 0;
    for (const MetricLine& line : lane.lines)
        for (const MetricSample& sample : line.samples)
            if (isNumber(sample)) {
                least = std::min(least, sample.value);
                most = std::max(most, sample.value);
            }
    lane.low = least;
    lane.high = most > least ? most : least + 1;
}

MetricLane laneOf(const std::vector<const MetricSeries*>& series)
{
    MetricLane lane;
    lane.title = series.front()->title;
    lane.unit = series.front()->unit;
    lane.stepNs = std::max<std::int64_t>(1, series.front()->stepNs);
    const auto telling = tellingLabels(series);
    for (const MetricSeries* each : series)
        if (lane.lines.size() < kMostLines)
            lane.lines.push_back({labelOf(*each, telling), each->samples});
    lane.omitted = series.size() - lane.lines.size();
    setScale(lane);
    return lane;
}

} // namespace

std::vector<MetricLane> metricLanes(const operations::CompanionFacts& facts,
                                    const std::vector<operations::MetricQuery>& queries)
{
    std::vector<MetricLane> lanes;
    for (const operations::MetricQuery& query : queries) {
        std::vector<const MetricSeries*> series;
        for (const MetricSeries& each : facts.series)
            if (each.query == query.id && each.stepNs > 0 &&
                std::any_of(each.samples.begin(), each.samples.end(), isNumber))
                series.push_back(&each);
        if (!series.empty())
            lanes.push_back(laneOf(series));
    }
    return lanes;
}

std::vector<std::vector<LanePoint>> laneRuns(const MetricLane& lane, const MetricLine& line, std::int64_t startNs,
                                             std::int64_t endNs)
{
    const auto& samples = line.samples;
    const auto before = [](const MetricSample& sample, std::int64_t ns) { return sample.timeNs < ns; };
    auto from = std::lower_bound(samples.begin(), samples.end(), startNs, before);
    auto to = std::lower_bound(from, samples.end(), endNs, before);
    from = from == samples.begin() ? from : from - 1;
    to = to == samples.end() ? to : to + 1;
    const std::int64_t gapNs = lane.stepNs + lane.stepNs / 2;
    std::vector<std::vector<LanePoint>> runs;
    bool open = false;
    for (auto sample = from; sample != to; ++sample) {
        if (!isNumber(*sample)) {
            open = false;
            continue;
        }
        if (!open || trace::saturatedDifference(sample->timeNs, (sample - 1)->timeNs) > gapNs)
            runs.emplace_back();
        open = true;
        const double share = (sample->value / 2 - lane.low / 2) / (lane.high / 2 - lane.low / 2); // the sums are finite
        runs.back().push_back({sample->timeNs, std::clamp(share, 0.0, 1.0)});
    }
    return runs;
}

std::optional<MetricSample> sampleAt(const MetricLane& lane, const MetricLine& line, std::int64_t ns)
{
    const auto& samples = line.samples;
    const auto after =
        std::lower_bound(samples.begin(), samples.end(), ns,
                         [](const MetricSample& sample, std::int64_t time) { return sample.timeNs < time; });
    std::optional<MetricSample> nearest;
    std::int64_t distance = lane.stepNs / 2 + 1;
    const auto look = [&](const MetricSample& sample) {
        const std::int64_t apart = trace::saturatedDifference(std::max(ns, sample.timeNs), std::min(ns, sample.timeNs));
        if (apart < distance) {
            distance = apart;
            nearest = sample;
        }
    };
    if (after != samples.begin())
        look(*(after - 1));
    if (after != samples.end())
        look(*after);
    return nearest;
}

std::optional<MetricSample> lastSample(const MetricLine& line)
{
    const auto last = std::find_if(line.samples.rbegin(), line.samples.rend(), isNumber);
    return last == line.samples.rend() ? std::nullopt : std::optional(*last);
}

std::string metricText(double value, const std::string& unit)
{
    if (std::isnan(value))
        return "no number";
    std::string text = value < 0 ? "−∞" : "∞";
    if (std::isfinite(value)) {
        const double size = std::abs(value);
        const bool plain = size < 1e12 && (size == 0 || size >= 0.0005);
        const int decimals = value == std::floor(value) || size >= 1000 ? 0
                             : size >= 100                              ? 1
                             : size >= 1                                ? 2
                             : size >= 0.01                             ? 3
                                                                        : 4;
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, plain ? "%.*f" : "%.*g", plain ? decimals : 3, value);
        text = buffer;
        if (plain && text.find('.') != std::string::npos) {
            text.erase(text.find_last_not_of('0') + 1);
            if (text.back() == '.')
                text.pop_back();
        }
    }
    return unit.empty() ? text : text + " " + unit;
}

} // namespace spanlight::report
