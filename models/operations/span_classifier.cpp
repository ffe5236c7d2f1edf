#include "models/operations/span_classifier.h"

#include "models/operations/glob.h"
#include "models/trace/hash.h"

#include <algorithm>

namespace spanlight::operations {

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
SpanClassifier::Classified SpanClassifier::classify(trace::SpanRef span)
{
    std::optional<HttpAddressView> address;
    Classified result;
    for (const SpanRule* rule : candidates(span)) {
        if (!rule->paths.empty() && !address) {
            address = addressView(span);
            result.destination = destination(*address);
            result.pathHash = pathHash(*address);
        }
        if (rule->paths.empty() || globMatchAny(rule->paths, address->path)) {
            result.role = rule->role;
            break;
        }
    }
    return result;
}

bool SpanClassifier::mayBe(trace::SpanRef span, Role role)
{
    const Candidates& rules = candidates(span);
    return std::any_of(rules.begin(), rules.end(), [&](const SpanRule* rule) { return rule->role == role; });
}

std::uint32_t SpanClassifier::destination(const HttpAddressView& address)
{
    const std::uint64_t key = trace::mix(trace::hashBytes(address.host), static_cast<std::uint64_t>(address.port) + 1);
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
