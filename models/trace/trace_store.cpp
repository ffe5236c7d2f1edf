#include "models/trace/trace_store.h"

#include <algorithm>
#include <limits>

namespace spanlight::trace {

namespace {

template <typename Rows>
auto findRow(const Rows& rows, SpanRow row)
{
    const auto it = std::lower_bound(rows.begin(), rows.end(), row,
                                     [](const auto& entry, SpanRow wanted) { return entry.first < wanted; });
    return it != rows.end() && it->first == row ? it : rows.end();
}

template <typename T>
std::size_t bytes(const std::vector<T>& items)
{
    return items.capacity() * sizeof(T);
}

} // namespace

std::string_view name(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Unspecified: return "unspecified";
    case SpanKind::Internal: return "internal";
    case SpanKind::Server: return "server";
    case SpanKind::Client: return "client";
    case SpanKind::Producer: return "producer";
    case SpanKind::Consumer: return "consumer";
    }
    return "unspecified";
}

std::string_view name(StatusCode status)
{
    switch (status) {
    case StatusCode::Unset: return "unset";
    case StatusCode::Ok: return "ok";
    case StatusCode::Error: return "error";
    }
    return "unset";
}

std::optional<TraceRow> TraceStore::findTrace(TraceId id) const
{
    const auto it = m_traceRows.find(id);
    if (it == m_traceRows.end())
        return std::nullopt;
    return it->second;
}

SpanRow TraceStore::findSpan(TraceRow trace, SpanId id) const
{
    SpanRow found = kNoSpan;
    for (const SpanRow row : traceSpans(trace))
        if (spanId(row) == id && (found == kNoSpan || row < found))
            found = row;
    return found;
}

std::int64_t TraceStore::endNs(SpanRow s) const
{
    const std::int64_t start = startNs(s);
    const std::int64_t duration = std::max<std::int64_t>(durationNs(s), 0);
    if (start > 0 && duration > std::numeric_limits<std::int64_t>::max() - start)
        return std::numeric_limits<std::int64_t>::max();
    return start + duration;
}

ResourceView TraceStore::resource(ResourceRow row) const
{
    const Resource& resource = m_resources[index(row)];
    return {text(resource.service), resource.service, text(resource.schemaUrl),
            extraAttributes(resource.attributeBegin, resource.attributeCount)};
}

ScopeView TraceStore::scope(ScopeRow row) const
{
    const Scope& scope = m_scopes[index(row)];
    return {text(scope.name), text(scope.version), text(scope.schemaUrl),
            extraAttributes(scope.attributeBegin, scope.attributeCount)};
}

EventView TraceStore::event(SpanRow s, std::size_t i) const
{
    const Event& event = m_events[m_eventBegin[index(s)] + i];
    return {event.timeNs, text(event.name), event.dropped, extraAttributes(event.attributeBegin, event.attributeCount)};
}

LinkView TraceStore::link(SpanRow s, std::size_t i) const
{
    const Link& link = m_links[m_linkBegin[index(s)] + i];
    return {link.traceId, link.spanId,  text(link.traceState),
            link.flags,   link.dropped, extraAttributes(link.attributeBegin, link.attributeCount)};
}

std::span<const StringId> TraceStore::warnings(SpanRow s) const
{
    const auto it = findRow(m_warnings, s);
    return it != m_warnings.end() ? std::span<const StringId>(it->second) : std::span<const StringId>();
}

TraceStore::Dropped TraceStore::dropped(SpanRow s) const
{
    const auto it = findRow(m_dropped, s);
    return it != m_dropped.end() ? it->second : Dropped{};
}

std::string TraceStore::traceIdText(TraceId id) const
{
    const auto it = m_oddTraceIds.find(id);
    return it != m_oddTraceIds.end() ? it->second : toHex(id);
}

std::string TraceStore::spanIdText(SpanId id) const
{
    const auto it = m_oddSpanIds.find(id.value);
    return it != m_oddSpanIds.end() ? it->second : toHex(id);
}

std::size_t TraceStore::memoryBytes() const
{
    std::size_t sum = sizeof *this + m_pool.memoryBytes();
    sum += bytes(m_traceIds) + m_traceRows.size() * (sizeof(TraceId) + 3 * sizeof(void*));
    sum += bytes(m_traceBegin) + bytes(m_traceSpans) + bytes(m_trace) + bytes(m_spanId) + bytes(m_parentSpanId);
    sum += bytes(m_parent) + bytes(m_name) + bytes(m_statusMessage) + bytes(m_traceState) + bytes(m_resource);
    sum += bytes(m_scope) + bytes(m_kindStatus) + bytes(m_marks) + bytes(m_startNs) + bytes(m_durationNs);
    sum += bytes(m_keySet) + m_keySets.memoryBytes();
    sum += bytes(m_flags) + bytes(m_attributes) + bytes(m_attributeBegin) + bytes(m_extraAttributes) + bytes(m_events);
    sum += bytes(m_eventBegin) + bytes(m_links) + bytes(m_linkBegin) + bytes(m_warnings) + bytes(m_dropped);
    for (const auto& [row, texts] : m_warnings)
        sum += bytes(texts);
    sum += bytes(m_childBegin) + bytes(m_children) + bytes(m_byStart) + bytes(m_byEnd) + bytes(m_resources);
    sum += bytes(m_scopes) + (m_oddSpanIds.size() + m_oddTraceIds.size()) * 64;
    return sum;
}

} // namespace spanlight::trace
