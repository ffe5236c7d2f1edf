#include "models/operations/span_classifier.h"

#include "models/operations/glob.h"

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
    const std::uint64_t key = std::uint64_t{span.store} << 40 | std::uint64_t{index(store.nameId(span.row))} << 4
                              | static_cast<std::uint64_t>(kind);
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

Role SpanClassifier::role(trace::SpanRef span)
{
    for (const SpanRule* rule : candidates(span)) {
        if (rule->paths.empty())
            return rule->role;
        if (globMatchAny(rule->paths, address(span).path))
            return rule->role;
    }
    return Role::None;
}

const HttpAddress& SpanClassifier::address(trace::SpanRef span)
{
    const auto [it, isNew] = m_addresses.try_emplace(addressKey(span));
    if (isNew)
        it->second = readAddress(span);
    return it->second;
}

HttpAddress SpanClassifier::readAddress(trace::SpanRef span) const
{
    HttpAddress address;
    if (const auto url = m_reader->text(span, Meaning::HttpUrl))
        address = parseHttpAddress(*url);
    if (address.path.empty())
        for (const Meaning meaning : {Meaning::HttpTarget, Meaning::HttpRoute})
            if (const auto path = m_reader->text(span, meaning); path && address.path.empty())
                address.path = parseHttpAddress(*path).path;
    if (address.host.empty()) {
        address.host = m_reader->text(span, Meaning::PeerHost).value_or("");
        if (const auto port = m_reader->number(span, Meaning::PeerPort))
            address.port = static_cast<std::int64_t>(*port);
    }
    return address;
}

} // namespace spanlight::operations
