#include "models/diagnosis/pipeline_hops.h"

#include "models/operations/attribute_reader.h"
#include "models/operations/http_address.h"

#include <algorithm>
#include <cstdint>
#include <optional>

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
    operations::HttpAddress address; ///< host in lower case
    std::string method;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
};

enum class Sameness : std::uint8_t { Different, Possible, Certain };

bool isNumeric(const std::string& host)
{
    return host.find(':') != std::string::npos ||
           std::all_of(host.begin(), host.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

bool isBelow(const std::string& name, const std::string& shorter)
{
    return name.size() > shorter.size() && name.starts_with(shorter) && name[shorter.size()] == '.';
}

// "stock" and "stock.shop.svc" are one host. Different addresses may be one behind a translation, and every machine
// calls itself localhost.
Sameness hostsOf(const Side& call, const Side& request)
{
    const std::string& one = call.address.host;
    const std::string& other = request.address.host;
    if (one.empty() || other.empty())
        return Sameness::Possible;
    const bool numeric = isNumeric(one) || isNumeric(other);
    if (one == other || (!numeric && (isBelow(one, other) || isBelow(other, one))))
        return Sameness::Certain;
    return numeric || one == "localhost" || other == "localhost" ? Sameness::Possible : Sameness::Different;
}

Sameness sameness(const Side& call, const Side& request)
{
    if (!call.method.empty() && !request.method.empty() && call.method != request.method)
        return Sameness::Different;
    const bool ports = call.address.port != 0 && request.address.port != 0;
    if (ports && call.address.port != request.address.port)
        return Sameness::Different;
    return ports ? hostsOf(call, request) : std::min(hostsOf(call, request), Sameness::Possible);
}

bool hasOtherServiceBelow(const TraceSet& traces, SpanRef call)
{
    const trace::TraceStore& store = traces.store(call.store);
    const auto children = store.children(call.row);
    return std::any_of(children.begin(), children.end(), [&](trace::SpanRow child) {
        return store.kind(child) == SpanKind::Server || store.service(child) != store.service(call.row);
    });
}

// Hosts that may be one have the same group, or one of them none.
std::string groupOf(const std::string& host)
{
    return host == "localhost" || isNumeric(host) ? std::string() : host.substr(0, host.find('.'));
}

// Calls to one path of one group of hosts; time only goes on, so what has ended is looked at no more.
struct Waiting
{
    std::vector<Side> calls; ///< by start, once all are there
    std::vector<Side> open;
    std::size_t next = 0;

    [[nodiscard]] std::vector<Side>& openAt(std::int64_t timeNs)
    {
        for (; next < calls.size() && calls[next].startNs - kToleranceNs <= timeNs; ++next)
            open.push_back(std::move(calls[next]));
        std::erase_if(open, [&](const Side& call) { return call.endNs + kToleranceNs < timeNs; });
        return open;
    }
};

struct Sides
{
    std::map<std::string, std::map<std::string, Waiting>>
        calls;                  ///< by path and group: none of the called service below
    std::vector<Side> requests; ///< that begin a trace
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
            Side side{span, classifier.address(span), std::string(reader.text(span, Meaning::HttpMethod).value_or("")),
                      traces.startNs(span), traces.endNs(span)};
            if (side.address.path.size() <= 1)
                continue;
            std::transform(side.address.host.begin(), side.address.host.end(), side.address.host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
            if (isRequest)
                sides.requests.push_back(std::move(side));
            else if (!hasOtherServiceBelow(traces, span))
                sides.calls[side.address.path][groupOf(side.address.host)].calls.push_back(std::move(side));
        }
    return sides;
}

// The call that was under way and may have caused the request; it causes no other.
std::optional<Side> takeCallOf(const Side& request, const TraceSet& traces, Sides& sides)
{
    const auto groups = sides.calls.find(request.address.path);
    if (groups == sides.calls.end())
        return std::nullopt;
    const auto takeFrom = [&](Waiting& waiting) -> std::optional<Side> {
        std::vector<Side>& open = waiting.openAt(request.startNs);
        const auto call = std::find_if(open.begin(), open.end(), [&](const Side& one) {
            return sameness(one, request) != Sameness::Different &&
                   traces.service(one.span) != traces.service(request.span);
        });
        if (call == open.end())
            return std::nullopt;
        std::optional<Side> taken(std::move(*call));
        open.erase(call);
        return taken;
    };
    const std::string group = groupOf(request.address.host);
    for (auto& [label, waiting] : groups->second)
        if (group.empty() || label.empty() || label == group)
            if (auto taken = takeFrom(waiting))
                return taken;
    return std::nullopt;
}

} // namespace

std::map<std::string, LostHop> findLostHops(const TraceSet& traces, const operations::AttributeReader& reader,
                                            operations::SpanClassifier& classifier)
{
    std::map<std::string, LostHop> hops;
    Sides sides = sidesOf(traces, reader, classifier);
    const auto byStart = [](const Side& a, const Side& b) { return a.startNs < b.startNs; };
    std::stable_sort(sides.requests.begin(), sides.requests.end(), byStart);
    for (auto& [path, groups] : sides.calls)
        for (auto& [group, waiting] : groups)
            std::stable_sort(waiting.calls.begin(), waiting.calls.end(), byStart);
    for (const Side& request : sides.requests) {
        const auto call = takeCallOf(request, traces, sides);
        if (!call)
            continue;
        LostHop& hop =
            hops[std::string(traces.service(call->span)) + " → " + std::string(traces.service(request.span))];
        ++hop.requests;
        hop.isCertain = hop.isCertain || sameness(*call, request) == Sameness::Certain;
        if (hop.examples.size() < kShown)
            hop.examples.push_back(request.address.path + " in trace " + traces.traceIdText(call->span) + " and " +
                                   traces.traceIdText(request.span));
    }
    return hops;
}

} // namespace spanlight::diagnosis
