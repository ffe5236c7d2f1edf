#include "app/search/search_context.h"

#include "models/trace/intervals.h"

namespace spanlight::app {

namespace {

// Servers that want a range are asked for ten years: whoever looks for an operation of today has searched everything.
constexpr std::int64_t kEverythingNs = 365LL * 86'400 * 1'000'000'000;

bool isPart(const sources::SearchReport& report, std::int64_t nowNs)
{
    return (report.fromNs && trace::saturatedDifference(nowNs, *report.fromNs) < kEverythingNs) ||
           (report.toNs && *report.toNs < nowNs);
}

void add(const sources::SearchReport& report, bool live, std::int64_t nowNs, diagnosis::SearchContext& context)
{
    context.complete = context.complete && report.complete && report.failures.empty() && !report.limitReached;
    context.limitedRange = context.limitedRange || isPart(report, nowNs);
    context.fromNs = report.fromNs ? report.fromNs : context.fromNs;
    context.toNs = report.toNs ? report.toNs : context.toNs;
    if (!report.origin.isEmpty())
        context.origin += (context.origin.empty() ? "" : "; ") + report.origin.toStdString();
    if (live)
        for (const QString& service : report.services)
            context.services.push_back(service.toStdString());
    for (const sources::PartFailure& failure : report.failures)
        context.losses.push_back(failure.part.toStdString() + ": " + failure.error.text().toStdString());
    if (report.limitReached)
        context.losses.push_back(report.origin.toStdString() +
                                 ": the limit of the search was reached; there may be more traces");
}

} // namespace

diagnosis::SearchContext searchContext(const std::vector<sources::SearchReport>& reports, bool live, std::int64_t nowNs)
{
    diagnosis::SearchContext context;
    context.live = live;
    for (const sources::SearchReport& report : reports)
        add(report, live, nowNs, context);
    return context;
}

} // namespace spanlight::app
