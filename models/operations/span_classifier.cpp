#include "models/operations/span_classifier.h"

#include "models/operations/glob.h"
#include "models/trace/hash.h"

#include <algorithm>
#include <future>
#include <optional>
#include <thread>

namespace spanlight::operations {

namespace {

// Fewer spans are looked at before another thread would have begun.
constexpr std::size_t kFewSpans = 20'000;
constexpr std::size_t kMostThreads = 8;

} // namespace

SpanClassifier::SpanClassifier(const trace::TraceSet& traces, const Profile& profile, const AttributeReader& reader)
    : m_traces(&traces), m_profile(&profile), m_reader(&reader)
{
}

const SpanClassifier::Candidates& SpanClassifier::candidates(trace::SpanRef span)
{
    const trace::TraceStore& store = m_traces->store(span);
    const trace::SpanKind kind = store.kind(span.row);
    const std::uint64_t key = std::uint64_t{span.store} << 40 | std::uint64_t{index(store.nameId(span.row))} << 4 |
                              static_cast<std::uint64_t>(kind);
    const auto [it, isNew] = m_candidates.try_emplace(key);
    if (!isNew)
        return it->second;
    for (const SpanRule& rule : m_profile->spans) {
        if (!rule.names.empty() && !globMatchAny(rule.names, store.name(span.row)))
            continue;
        if (!rule.kinds.empty() && std::find(rule.kinds.begin(), rule.kinds.end(), kind) == rule.kinds.end())
            continue;
        it->second.push_back(&rule);
        if (rule.paths.empty())
            break;
    }
    return it->second;
}

// Addresses are the longest texts of a trace, and each call has its own: reading one is a trip to memory.
SpanClassifier::Looked SpanClassifier::look(trace::SpanRef span)
{
    std::optional<HttpAddressView> address;
    Looked result;
    for (const SpanRule* rule : candidates(span)) {
        if (!rule->paths.empty() && !address) {
            address = addressView(span);
            result.hasAddress = true;
            result.destinationKey = destinationKey(*address);
            result.pathHash = pathHash(*address);
        }
        if (rule->paths.empty() || globMatchAny(rule->paths, address->path)) {
            result.role = rule->role;
            break;
        }
    }
    return result;
}

SpanClassifier::Classified SpanClassifier::numbered(const Looked& looked)
{
    return {looked.role, looked.hasAddress ? destination(looked.destinationKey) : 0, looked.pathHash};
}

std::vector<SpanClassifier::Classified> SpanClassifier::classifyAll(const std::vector<trace::SpanRef>& spans)
{
    std::vector<Looked> looked(spans.size());
    const auto lookAt = [&](SpanClassifier& classifier, std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
            looked[i] = classifier.look(spans[i]);
    };
    const std::size_t threads =
        spans.size() < kFewSpans ? 1 : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
    const auto begin = [&](std::size_t thread) { return spans.size() * thread / threads; };
    std::vector<std::future<void>> others;
    for (std::size_t thread = 1; thread < threads; ++thread)
        others.push_back(std::async(std::launch::async, [&, thread] {
            SpanClassifier own(*m_traces, *m_profile, *m_reader);
            lookAt(own, begin(thread), begin(thread + 1));
        }));
    lookAt(*this, 0, begin(1));
    for (std::future<void>& other : others)
        other.get();
    std::vector<Classified> result;
    result.reserve(spans.size());
    for (const Looked& one : looked)
        result.push_back(numbered(one));
    return result;
}

bool SpanClassifier::mayBe(trace::SpanRef span, Role role)
{
    const Candidates& rules = candidates(span);
    return std::any_of(rules.begin(), rules.end(), [&](const SpanRule* rule) { return rule->role == role; });
}

std::uint64_t SpanClassifier::destinationKey(const HttpAddressView& address)
{
    return trace::mix(trace::hashBytes(address.host), static_cast<std::uint64_t>(address.port) + 1);
}

std::uint32_t SpanClassifier::destination(const HttpAddressView& address)
{
    return destination(destinationKey(address));
}

std::uint32_t SpanClassifier::destination(std::uint64_t key)
{
    return m_destinations.try_emplace(key, static_cast<std::uint32_t>(m_destinations.size() + 1)).first->second;
}

std::uint32_t SpanClassifier::pathHash(const HttpAddressView& address)
{
    return static_cast<std::uint32_t>(trace::hashBytes(address.path));
}

HttpAddressView SpanClassifier::addressView(trace::SpanRef span) const
{
    HttpAddressView address;
    if (const auto url = m_reader->value(span, Meaning::HttpUrl))
        address = splitHttpAddress(url->string());
    if (address.path.empty())
        for (const Meaning meaning : {Meaning::HttpTarget, Meaning::HttpRoute})
            if (const auto path = m_reader->value(span, meaning); path && address.path.empty())
                address.path = splitHttpAddress(path->string()).path;
    if (address.host.empty()) {
        if (const auto host = m_reader->value(span, Meaning::PeerHost))
            address.host = host->string();
        if (const auto port = m_reader->number(span, Meaning::PeerPort))
            address.port = static_cast<std::int64_t>(*port);
    }
    return address;
}

} // namespace spanlight::operations
