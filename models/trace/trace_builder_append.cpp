#include "models/trace/trace_builder.h"

#include <algorithm>
#include <utility>

// How the spans of one builder come into another.

namespace spanlight::trace {

namespace {

template <typename Item>
void extend(std::vector<Item>& items, const std::vector<Item>& more, std::size_t first, std::size_t last)
{
    items.insert(items.end(), more.begin() + static_cast<std::ptrdiff_t>(first),
                 more.begin() + static_cast<std::ptrdiff_t>(last));
}

template <typename Id>
void extend(std::vector<Id>& items, const std::vector<Id>& more, std::size_t first, std::size_t last,
            const std::vector<Id>& ids)
{
    const std::size_t size = items.size();
    items.resize(size + last - first);
    std::transform(more.begin() + static_cast<std::ptrdiff_t>(first), more.begin() + static_cast<std::ptrdiff_t>(last),
                   items.begin() + static_cast<std::ptrdiff_t>(size), [&ids](Id id) { return ids[index(id)]; });
}

// Where the things of each span of a part end, behind those that are there.
void extendBegins(std::vector<std::uint32_t>& begins, const std::vector<std::uint32_t>& more, std::size_t first,
                  std::size_t last)
{
    const std::uint32_t shift = begins.back() - more[first];
    for (std::size_t i = first; i < last; ++i)
        begins.push_back(shift + more[i + 1]);
}

} // namespace

void TraceBuilder::adopt(const TraceBuilder& part, Adopted& ids)
{
    const TraceStore& from = *part.m_store;
    pool().internAll(from.m_pool, ids.texts, ids.attributes);
    adoptTables(from, ids);
    for (const TraceId id : part.m_oddTraceIds)
        if (m_store->m_oddTraceIds.insert(*from.m_oddTraceIds.find(id)).second)
            m_oddTraceIds.push_back(id);
    for (const SpanId id : part.m_oddSpanIds)
        if (m_store->m_oddSpanIds.insert(*from.m_oddSpanIds.find(id.value)).second)
            m_oddSpanIds.push_back(id);
}

void TraceBuilder::append(const TraceBuilder& part, const Adopted& ids, std::size_t first, std::size_t last)
{
    const TraceStore& from = *part.m_store;
    const std::size_t rows = spanCount();
    appendColumns(from, ids, first, last);
    appendEvents(from, ids, first, last);
    appendLinks(from, ids, first, last);
    const auto byRow = [](const auto& entry, std::size_t row) { return index(entry.first) < row; };
    const auto each = [&](const auto& entries, const auto& take) {
        for (auto it = std::lower_bound(entries.begin(), entries.end(), first, byRow);
             it != entries.end() && index(it->first) < last; ++it)
            take(SpanRow{static_cast<std::uint32_t>(rows + index(it->first) - first)}, it->second);
    };
    each(from.m_warnings, [&](SpanRow row, const std::vector<StringId>& warnings) {
        auto& here = m_store->m_warnings.emplace_back(row, warnings).second;
        for (StringId& warning : here)
            warning = ids.texts[index(warning)];
    });
    each(from.m_dropped,
         [&](SpanRow row, const TraceStore::Dropped& dropped) { m_store->m_dropped.emplace_back(row, dropped); });
}

void TraceBuilder::adoptTables(const TraceStore& part, Adopted& ids)
{
    std::vector<AttributeId> attributes;
    const auto attributesOf = [&](const auto& entry) {
        attributes.clear();
        for (std::uint32_t i = 0; i < entry.attributeCount; ++i)
            attributes.push_back(ids.attributes[index(part.m_extraAttributes[entry.attributeBegin + i])]);
        return std::span<const AttributeId>(attributes);
    };
    const auto text = [&ids](StringId id) { return ids.texts[index(id)]; };
    ids.resources.clear();
    for (const auto& entry : part.m_resources)
        ids.resources.push_back(resource(text(entry.service), attributesOf(entry), text(entry.schemaUrl)));
    ids.scopes.clear();
    for (const auto& entry : part.m_scopes)
        ids.scopes.push_back(scope(text(entry.name), text(entry.version), attributesOf(entry), text(entry.schemaUrl)));
    ids.traces.clear();
    for (const TraceId id : part.m_traceIds)
        ids.traces.push_back(traceRow(id));
    ids.keySets.clear();
    std::vector<StringId> keys;
    for (std::size_t set = 0; set < part.m_keySets.size(); ++set) {
        keys.clear();
        for (const StringId key : part.m_keySets.keys(static_cast<std::uint16_t>(set)))
            keys.push_back(text(key));
        ids.keySets.push_back(m_store->m_keySets.intern(keys));
    }
}

void TraceBuilder::appendColumns(const TraceStore& part, const Adopted& ids, std::size_t first, std::size_t last)
{
    TraceStore& s = *m_store;
    const auto same = [&](auto& column, const auto& more) { extend(column, more, first, last); };
    const auto mapped = [&](auto& column, const auto& more, const auto& map) {
        extend(column, more, first, last, map);
    };
    if (!part.m_flags.empty() || !s.m_flags.empty()) {
        s.m_flags.resize(spanCount());
        const std::size_t given = std::min(part.m_flags.size(), last);
        if (first < given)
            extend(s.m_flags, part.m_flags, first, given);
        s.m_flags.resize(spanCount() + last - first);
    }
    mapped(s.m_trace, part.m_trace, ids.traces);
    same(s.m_spanId, part.m_spanId);
    same(s.m_parentSpanId, part.m_parentSpanId);
    mapped(s.m_name, part.m_name, ids.texts);
    mapped(s.m_statusMessage, part.m_statusMessage, ids.texts);
    mapped(s.m_traceState, part.m_traceState, ids.texts);
    mapped(s.m_resource, part.m_resource, ids.resources);
    mapped(s.m_scope, part.m_scope, ids.scopes);
    same(s.m_kindStatus, part.m_kindStatus);
    same(s.m_marks, part.m_marks);
    same(s.m_startNs, part.m_startNs);
    same(s.m_durationNs, part.m_durationNs);
    extend(s.m_attributes, part.m_attributes, part.m_attributeBegin[first], part.m_attributeBegin[last],
           ids.attributes);
    extendBegins(s.m_attributeBegin, part.m_attributeBegin, first, last);
    for (std::size_t i = first; i < last; ++i) {
        const std::uint16_t set = part.m_keySet[i];
        s.m_keySet.push_back(set == KeySets::kNotKept ? set : ids.keySets[set]);
    }
}

std::pair<std::uint32_t, std::uint32_t> TraceBuilder::appendAttributes(const TraceStore& part, std::uint32_t begin,
                                                                       std::uint32_t count, const Adopted& ids)
{
    auto& all = m_store->m_extraAttributes;
    const auto first = static_cast<std::uint32_t>(all.size());
    for (std::uint32_t i = begin; i < begin + count; ++i)
        all.push_back(ids.attributes[index(part.m_extraAttributes[i])]);
    return {first, count};
}

void TraceBuilder::appendEvents(const TraceStore& part, const Adopted& ids, std::size_t first, std::size_t last)
{
    for (std::uint32_t i = part.m_eventBegin[first]; i < part.m_eventBegin[last]; ++i) {
        const auto& event = part.m_events[i];
        const auto [begin, count] = appendAttributes(part, event.attributeBegin, event.attributeCount, ids);
        m_store->m_events.push_back({event.timeNs, ids.texts[index(event.name)], begin, count, event.dropped});
    }
    extendBegins(m_store->m_eventBegin, part.m_eventBegin, first, last);
}

void TraceBuilder::appendLinks(const TraceStore& part, const Adopted& ids, std::size_t first, std::size_t last)
{
    for (std::uint32_t i = part.m_linkBegin[first]; i < part.m_linkBegin[last]; ++i) {
        const auto& link = part.m_links[i];
        const auto [begin, count] = appendAttributes(part, link.attributeBegin, link.attributeCount, ids);
        m_store->m_links.push_back(
            {link.traceId, link.spanId, ids.texts[index(link.traceState)], link.flags, begin, count, link.dropped});
    }
    extendBegins(m_store->m_linkBegin, part.m_linkBegin, first, last);
}

void TraceBuilder::clear()
{
    goBackTo({});
    m_store->m_pool.clear();
    m_store->m_keySets.clear();
    m_resourceRows.clear();
    m_scopeRows.clear();
    m_traceInput.clear();
    m_inputTraces.clear();
}

TraceBuilder::Mark TraceBuilder::mark() const
{
    const TraceStore& s = *m_store;
    Mark mark;
    mark.spans = spanCount();
    mark.traces = s.traceCount();
    mark.resources = s.m_resources.size() - 1;
    mark.scopes = s.m_scopes.size() - 1;
    mark.extraAttributes = s.m_extraAttributes.size();
    mark.inputs = s.m_inputs.size();
    mark.oddTraceIds = m_oddTraceIds.size();
    mark.oddSpanIds = m_oddSpanIds.size();
    mark.log = s.m_log;
    return mark;
}

void TraceBuilder::goBackTo(const Mark& mark)
{
    TraceStore& s = *m_store;
    const std::size_t spans = mark.spans;
    s.m_flags.resize(std::min(s.m_flags.size(), spans));
    const auto cut = [](std::size_t size, auto&... columns) { (columns.resize(size), ...); };
    cut(spans, s.m_trace, s.m_spanId, s.m_parentSpanId, s.m_name, s.m_statusMessage, s.m_traceState, s.m_resource,
        s.m_scope, s.m_kindStatus, s.m_marks, s.m_startNs, s.m_durationNs, s.m_keySet);
    cut(spans + 1, s.m_attributeBegin, s.m_eventBegin, s.m_linkBegin);
    s.m_attributes.resize(s.m_attributeBegin.back());
    s.m_events.resize(s.m_eventBegin.back());
    s.m_links.resize(s.m_linkBegin.back());
    s.m_extraAttributes.resize(mark.extraAttributes);
    while (!s.m_warnings.empty() && index(s.m_warnings.back().first) >= spans)
        s.m_warnings.pop_back();
    while (!s.m_dropped.empty() && index(s.m_dropped.back().first) >= spans)
        s.m_dropped.pop_back();
    for (std::size_t i = mark.traces; i < s.m_traceIds.size(); ++i)
        s.m_traceRows.erase(s.m_traceIds[i]);
    s.m_traceIds.resize(mark.traces);
    m_lastTraceId = s.m_traceIds.empty() ? TraceId{} : s.m_traceIds.back();
    m_lastTrace = TraceRow{static_cast<std::uint32_t>(std::max<std::size_t>(s.m_traceIds.size(), 1) - 1)};
    s.m_inputs.resize(mark.inputs);
    m_inputFirstSpan.resize(mark.inputs);
    for (; m_oddTraceIds.size() > mark.oddTraceIds; m_oddTraceIds.pop_back())
        s.m_oddTraceIds.erase(m_oddTraceIds.back());
    for (; m_oddSpanIds.size() > mark.oddSpanIds; m_oddSpanIds.pop_back())
        s.m_oddSpanIds.erase(m_oddSpanIds.back().value);
    const auto forget = [](auto& rowsByHash, std::size_t kept) {
        for (auto& [hash, rows] : rowsByHash)
            std::erase_if(rows, [kept](auto row) { return index(row) > kept; });
    };
    forget(m_resourceRows, mark.resources);
    forget(m_scopeRows, mark.scopes);
    s.m_resources.resize(mark.resources + 1);
    s.m_scopes.resize(mark.scopes + 1);
    s.m_log = mark.log;
}

} // namespace spanlight::trace
