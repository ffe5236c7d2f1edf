#include "models/diagnosis/pipeline_hops.h"

#include "models/operations/attribute_reader.h"
#include "models/operations/http_address.h"

#include <algorithm>
#include <cstdint>

namespace spanlight::diagnosis {

using operations::Meaning;
using trace::SpanKind;
using trace::SpanRef;
using trace::TraceSet;

namespace {

constexpr std::size_t kMostSpans = 20'000;
constexpr std::size_t kShown = 5;
// The clock of the called service may be a little off; the longer it is, the more calls fit by chance.
constexpr std::int64_t kToleranceNs = 20'000'000;

std::string pathOf(const operations::AttributeReader& reader, SpanRef span)
{
    for (const Meaning meaning : {Meaning::HttpTarget, Meaning::HttpUrl, Meaning::HttpRoute})
        if (const auto text = reader.text(span, meaning))
            if (std::string path = operations::parseHttpAddress(*text).path; path.size() > 1)
                return path;
    return {};
}

bool hasOtherServiceBelow(const TraceSet& traces, SpanRef call)
{
    const trace::TraceStore& store = traces.store(call.store);
    const auto children = store.children(call.row);
    return std::any_of(children.begin(), children.end(), [&](trace::SpanRow child) {
        return store.kind(child) == SpanKind::Server || store.service(child) != store.service(call.row);
    });
}

struct Sides
{
    std::map<std::string, std::vector<SpanRef>> calls;     ///< by path: nothing of the called service below them
    std::vector<std::pair<std::string, SpanRef>> requests; ///< path and request that begins a trace
};

Sides sidesOf(const TraceSet& traces, const operations::AttributeReader& reader, operations::SpanClassifier& classifier)
{
    Sides sides;
    std::size_t left = kMostSpans;
    for (std::uint32_t s = 0; s < traces.stores().size(); ++s)
        for (const trace::SpanRow row : traces.store(s).byStart()) {
            const SpanRef span{s, row};
            const SpanKind kind = traces.kind(span);
            const bool isRequest = kind == SpanKind::Server && traces.store(s).parentSpanId(row).empty();
            if ((!isRequest && kind != SpanKind::Client) || left == 0 || traces.isCopy(span) ||
                operations::isNoise(classifier.role(span)))
                continue;
            --left;
            std::string path = pathOf(reader, span);
            if (path.empty())
                continue;
            if (isRequest)
                sides.requests.emplace_back(std::move(path), span);
            else if (!hasOtherServiceBelow(traces, span))
                sides.calls[std::move(path)].push_back(span);
        }
    return sides;
}

} // namespace

std::map<std::string, LostHop> findLostHops(const TraceSet& traces, const operations::AttributeReader& reader,
                                            operations::SpanClassifier& classifier)
{
    std::map<std::string, LostHop> hops;
    Sides sides = sidesOf(traces, reader, classifier);
    for (const auto& [path, request] : sides.requests) {
        const auto calls = sides.calls.find(path);
        if (calls == sides.calls.end())
            continue;
        auto& list = calls->second;
        const auto caller = std::find_if(list.begin(), list.end(), [&, &begun = request](SpanRef call) {
            return traces.service(call) != traces.service(begun) &&
                   traces.startNs(call) - kToleranceNs <= traces.startNs(begun) &&
                   traces.startNs(begun) <= traces.endNs(call) + kToleranceNs;
        });
        if (caller == list.end())
            continue;
        LostHop& hop = hops[std::string(traces.service(*caller)) + " → " + std::string(traces.service(request))];
        ++hop.requests;
        if (hop.examples.size() < kShown)
            hop.examples.push_back(path + " in trace " + traces.traceIdText(*caller) + " and " +
                                   traces.traceIdText(request));
        list.erase(caller); // a call causes one request
    }
    return hops;
}

} // namespace spanlight::diagnosis
