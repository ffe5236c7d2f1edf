#include "models/operations/operation_list.h"

#include "models/operations/id_in_path.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

namespace spanlight::operations {

namespace {

using trace::SpanRef;
using trace::TraceId;

// Counts of one trace; operations add up those of their traces.
struct TraceCounts
{
    std::set<std::string> services;
    std::uint64_t spans = 0;
    std::uint64_t errorSpans = 0;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    bool timed = false; ///< some span has a start
    SpanRef root;
};

template <typename Visit>
void forEachSpan(const trace::TraceSet& traces, const Visit& visit)
{
    for (std::uint32_t s = 0; s < traces.stores().size(); ++s)
        for (const trace::SpanRow row : traces.store(s).byStart())
            if (!traces.isCopy({s, row}))
                visit(SpanRef{s, row});
}

std::unordered_map<TraceId, TraceCounts> countTraces(const trace::TraceSet& traces)
{
    std::unordered_map<TraceId, TraceCounts> counts;
    counts.reserve(traces.traces().size());
    forEachSpan(traces, [&](SpanRef span) {
        TraceCounts& c = counts[traces.traceId(span)];
        ++c.spans;
        c.errorSpans += traces.status(span) == trace::StatusCode::Error ? 1 : 0;
        if ((traces.store(span).marks(span.row) & trace::kMarkNoStart) == 0) {
            c.startNs = c.timed ? std::min(c.startNs, traces.startNs(span)) : traces.startNs(span);
            c.endNs = c.timed ? std::max(c.endNs, traces.endNs(span)) : traces.endNs(span);
            c.timed = true;
        }
        if (const auto service = traces.service(span); !service.empty())
            c.services.emplace(service);
        const bool isRoot = traces.store(span).parentSpanId(span.row).empty();
        if (isRoot && (!c.root.valid() || traces.startNs(span) < traces.startNs(c.root)))
            c.root = span;
    });
    return counts;
}

void add(OperationSummary& summary, const TraceId& id, const TraceCounts& counts, std::set<std::string>& services)
{
    const bool first = summary.traces.empty();
    summary.traces.push_back(id);
    summary.spans += counts.spans;
    summary.errorSpans += counts.errorSpans;
    summary.startNs = first ? counts.startNs : std::min(summary.startNs, counts.startNs);
    summary.endNs = first ? counts.endNs : std::max(summary.endNs, counts.endNs);
    services.insert(counts.services.begin(), counts.services.end());
    summary.services.assign(services.begin(), services.end());
}

void sortByStart(std::vector<OperationSummary>& summaries)
{
    std::sort(summaries.begin(), summaries.end(), [](const OperationSummary& a, const OperationSummary& b) {
        return std::pair(a.startNs, std::string_view(a.id)) < std::pair(b.startNs, std::string_view(b.id));
    });
}

struct Found
{
    std::string typeWord;
    std::set<TraceId> traces;
};

// Where an attribute names an operation its traces are known; others are told by paths only.
void addIdsInPaths(const trace::TraceSet& traces, const Profile& profile, const AttributeReader& reader,
                   std::map<std::string, Found>& found)
{
    if (profile.searchFallbacks.empty())
        return;
    std::set<TraceId> named;
    for (const auto& [id, operation] : found)
        named.insert(operation.traces.begin(), operation.traces.end());
    SpanClassifier classifier(traces, profile, reader);
    std::map<std::string, Found> inPaths;
    for (const TraceId& trace : traces.traces())
        if (!named.contains(trace))
            if (std::string id = idInPaths(traces, profile, classifier, traces.traceSpans(trace)); !id.empty())
                inPaths[std::move(id)].traces.insert(trace);
    found.merge(inPaths); // keeps what attributes name
}

} // namespace

std::vector<OperationSummary> listOperations(const trace::TraceSet& traces, const Profile& profile)
{
    const AttributeReader reader(traces, profile);
    std::map<std::string, Found> found;
    if (reader.occurs(Meaning::OperationId)) {
        forEachSpan(traces, [&](SpanRef span) {
            const auto id = reader.text(span, Meaning::OperationId);
            if (!id)
                return;
            Found& operation = found[*id];
            operation.traces.insert(traces.traceId(span));
            if (operation.typeWord.empty())
                operation.typeWord = reader.text(span, Meaning::OperationType).value_or("");
        });
    }
    addIdsInPaths(traces, profile, reader, found);
    const auto counts = found.empty() ? std::unordered_map<TraceId, TraceCounts>() : countTraces(traces);
    std::vector<OperationSummary> summaries;
    for (const auto& [id, operation] : found) {
        OperationSummary summary;
        summary.id = id;
        const OperationType* type = profile.operationType(operation.typeWord, id);
        summary.type = type != nullptr ? type->id : operation.typeWord;
        std::vector<TraceId> ordered(operation.traces.begin(), operation.traces.end());
        std::stable_sort(ordered.begin(), ordered.end(), [&](const TraceId& a, const TraceId& b) {
            return counts.at(a).startNs < counts.at(b).startNs;
        });
        std::set<std::string> services;
        for (const TraceId& trace : ordered)
            add(summary, trace, counts.at(trace), services);
        summaries.push_back(std::move(summary));
    }
    sortByStart(summaries);
    return summaries;
}

trace::TraceSet storesWith(const trace::TraceSet& traces, const std::vector<TraceId>& wanted)
{
    std::vector<std::shared_ptr<const trace::TraceStore>> stores;
    for (const auto& store : traces.stores())
        if (std::any_of(wanted.begin(), wanted.end(),
                        [&store](const TraceId& id) { return store->findTrace(id).has_value(); }))
            stores.push_back(store);
    return trace::TraceSet(std::move(stores));
}

std::vector<OperationSummary> listTraces(const trace::TraceSet& traces)
{
    std::vector<OperationSummary> summaries;
    summaries.reserve(traces.traces().size());
    for (const auto& [id, counts] : countTraces(traces)) {
        OperationSummary summary;
        std::set<std::string> services;
        add(summary, id, counts, services);
        for (const auto& store : traces.stores())
            if (summary.id.empty() && store->findTrace(id))
                summary.id = store->traceIdText(id);
        if (counts.root.valid())
            summary.root = traces.name(counts.root);
        summaries.push_back(std::move(summary));
    }
    sortByStart(summaries);
    return summaries;
}

} // namespace spanlight::operations
