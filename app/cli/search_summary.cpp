#include "app/cli/search_summary.h"

#include <algorithm>
#include <set>
#include <string>

namespace spanlight::cli {

report::SearchSummary searchSummaryOf(const LoadedTraces& loaded)
{
    report::SearchSummary summary;
    std::set<QString> services;
    for (const auto& part : loaded.reports) {
        services.insert(part.services.begin(), part.services.end());
        if (part.fromNs)
            summary.fromNs = std::min(summary.fromNs.value_or(*part.fromNs), *part.fromNs);
        if (part.toNs)
            summary.toNs = std::max(summary.toNs.value_or(*part.toNs), *part.toNs);
        summary.limitReached = summary.limitReached || part.limitReached;
        for (const QString& note : part.notes)
            summary.notes.push_back(note.toStdString());
    }
    summary.services = services.size();
    summary.failures = loaded.losses;
    if (summary.services == 0) {
        std::set<std::string> found;
        for (const auto& store : loaded.traces.stores())
            for (std::uint32_t i = 0; i < store->resourceCount(); ++i)
                if (!store->resource(trace::ResourceRow{i}).service.empty())
                    found.insert(std::string(store->resource(trace::ResourceRow{i}).service));
        summary.services = found.size();
    }
    return summary;
}

} // namespace spanlight::cli
