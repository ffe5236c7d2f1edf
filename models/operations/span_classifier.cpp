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

Role SpanClassifier::role(trace::SpanRef span)
{
    for (const SpanRule* rule : candidates(span)) {
        if (rule->paths.empty())
            return rule->role;
        if (globMatchAny(rule->paths, addressView(span).path))
            return rule->role;
    }
    return Role::None;
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
