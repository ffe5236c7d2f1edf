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

struct Side
{
    SpanRef span;
    operations::HttpAddress address;
    std::string method;
};

// Names differ where an address, or the name that every machine has for itself, tells nothing of the host.
bool isName(const std::string& host)
{
    return host != "localhost" && host.find(':') == std::string::npos &&
           std::any_of(host.begin(), host.end(), [](char c) { return c != '.' && (c < '0' || c > '9'); });
}

std::string firstLabel(const std::string& host)
{
    std::string label = host.substr(0, host.find('.'));
    std::transform(label.begin(), label.end(), label.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return label;
}

bool areOfOneHost(const Side& call, const Side& request)
{
    return !call.address.host.empty() && firstLabel(call.address.host) == firstLabel(request.address.host) &&
           call.address.port == request.address.port;
}

// "stock" and "stock.shop.svc" are one host; behind a gateway names differ and nothing can be said.
bool mayBeOne(const Side& call, const Side& request)
{
    if (!call.method.empty() && !request.method.empty() && call.method != request.method)
        return false;
    if (call.address.port != 0 && request.address.port != 0 && call.address.port != request.address.port)
        return false;
    return !isName(call.address.host) || !isName(request.address.host) ||
           firstLabel(call.address.host) == firstLabel(request.address.host);
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
    std::map<std::string, std::vector<Side>> calls; ///< by path: nothing of the called service below them
    std::vector<Side> requests;                     ///< that begin a trace
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
            Side side{span, classifier.address(span), std::string(reader.text(span, Meaning::HttpMethod).value_or(""))};
            if (side.address.path.size() <= 1)
                continue;
            if (isRequest)
                sides.requests.push_back(std::move(side));
            else if (!hasOtherServiceBelow(traces, span))
                sides.calls[side.address.path].push_back(std::move(side));
        }
    return sides;
}

} // namespace

std::map<std::string, LostHop> findLostHops(const TraceSet& traces, const operations::AttributeReader& reader,
                                            operations::SpanClassifier& classifier)
{
    std::map<std::string, LostHop> hops;
    Sides sides = sidesOf(traces, reader, classifier);
    for (const Side& request : sides.requests) {
        const auto calls = sides.calls.find(request.address.path);
        if (calls == sides.calls.end())
            continue;
        auto& list = calls->second;
        const auto caller = std::find_if(list.begin(), list.end(), [&](const Side& call) {
            return traces.service(call.span) != traces.service(request.span) &&
                   traces.startNs(call.span) - kToleranceNs <= traces.startNs(request.span) &&
                   traces.startNs(request.span) <= traces.endNs(call.span) + kToleranceNs && mayBeOne(call, request);
        });
        if (caller == list.end())
            continue;
        LostHop& hop =
            hops[std::string(traces.service(caller->span)) + " → " + std::string(traces.service(request.span))];
        ++hop.requests;
        hop.isCertain = hop.isCertain || areOfOneHost(*caller, request);
        if (hop.examples.size() < kShown)
            hop.examples.push_back(request.address.path + " in trace " + traces.traceIdText(caller->span) + " and " +
                                   traces.traceIdText(request.span));
        list.erase(caller); // a call causes one request
    }
    return hops;
}

} // namespace spanlight::diagnosis
