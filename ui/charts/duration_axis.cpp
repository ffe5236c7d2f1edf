#include "ui/charts/duration_axis.h"

#include "models/trace/intervals.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>

namespace spanlight::ui {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

} // namespace

double durationPosition(std::int64_t durationNs)
{
    return std::log10(static_cast<double>(std::max<std::int64_t>(durationNs, 1000)) / 1e9);
}

std::vector<AxisLabel> durationLabels(std::int64_t shortestNs, std::int64_t longestNs, std::size_t most)
{
    constexpr std::int64_t kSteps[] = {1'000,
                                       10'000,
                                       100'000,
                                       1'000'000,
                                       10'000'000,
                                       100'000'000,
                                       kSecond,
                                       10 * kSecond,
                                       60 * kSecond,
                                       600 * kSecond,
                                       3600 * kSecond,
                                       6 * 3600 * kSecond,
                                       24 * 3600 * kSecond,
                                       10 * 24 * 3600 * kSecond};
    std::vector<std::int64_t> steps;
    for (const std::int64_t step : kSteps)
        if (step >= shortestNs / 10 && step <= longestNs)
            steps.push_back(step);
    if (steps.empty())
        steps.push_back(kSteps[0]);
    const std::size_t every = (steps.size() + std::max<std::size_t>(most, 1) - 1) / std::max<std::size_t>(most, 1);
    std::vector<AxisLabel> labels;
    for (std::size_t i = steps.size(); i > 0; i -= std::min(i, every)) // the longest one always has its label
        labels.emplace_back(durationPosition(steps[i - 1]),
                            QString::fromStdString(trace::toDurationText(steps[i - 1])));
    std::reverse(labels.begin(), labels.end());
    return labels;
}

std::vector<AxisLabel> timeLabels(std::int64_t fromNs, std::int64_t toNs, std::size_t most, const items::TimeZone& zone)
{
    const std::int64_t offset = zone.offsetNs(fromNs); // one for all: the clock change of a night may be an hour off
    fromNs = trace::saturatedSum(fromNs, offset);
    toNs = trace::saturatedSum(toNs, offset);
    const double seconds = static_cast<double>(std::max<std::int64_t>(toNs - fromNs, kSecond)) / 1e9;
    std::int64_t step = 1;
    for (const std::int64_t each : {1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400,
                                    30 * 86400, 91 * 86400, 365 * 86400}) {
        step = each;
        if (seconds / static_cast<double>(each) <= static_cast<double>(most))
            break;
    }
    while (seconds / static_cast<double>(step) > static_cast<double>(std::max<std::size_t>(most, 1)))
        step *= 2;
    std::vector<AxisLabel> labels;
    const std::int64_t stepNs = step * kSecond;
    for (std::int64_t at = (fromNs / stepNs + (fromNs % stepNs > 0 ? 1 : 0)) * stepNs; at <= toNs; at += stepNs) {
        const QString full = QString::fromStdString(trace::toRfc3339(at));
        const QString text = step >= 86400 ? full.left(10) : step >= 60 ? full.mid(11, 5) : full.mid(11, 8);
        labels.emplace_back(static_cast<double>(at - fromNs) / 1e9, text);
    }
    if (labels.empty()) { // no full step in between: the begin says when it was
        const QString full = QString::fromStdString(trace::toRfc3339(fromNs));
        labels.emplace_back(0.0, step >= 86400 ? full.left(10) : full.mid(11, 8));
    }
    return labels;
}

} // namespace spanlight::ui
