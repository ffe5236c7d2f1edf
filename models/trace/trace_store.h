#pragma once

#include "models/trace/attributes.h"
#include "models/trace/ids.h"
#include "models/trace/import_log.h"
#include "models/trace/key_sets.h"
#include "models/trace/span_types.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace spanlight::trace {

class TraceBuilder;

/// The spans of one or several traces in immutable columns.
///
/// Built by TraceBuilder on a worker thread, shared as std::shared_ptr<const TraceStore>, read from any thread.
/// Times are int64 nanoseconds since the Unix epoch. All look-ups are O(1) unless said otherwise. Views stay valid as
/// long as the store.
///
/// parent() and children() are always a forest: links that close a cycle are left out (kMarkCycleCut), the raw
/// parentSpanId() stays.
class TraceStore
{
public:
    TraceStore(const TraceStore&) = delete;
    TraceStore& operator=(const TraceStore&) = delete;

    [[nodiscard]] std::size_t spanCount() const { return m_spanId.size(); }
    [[nodiscard]] std::size_t traceCount() const { return m_traceIds.size(); }

    // --- traces ---
    [[nodiscard]] TraceId traceId(TraceRow trace) const { return m_traceIds[index(trace)]; }
    /// Row of the trace, or nothing. O(1).
    [[nodiscard]] std::optional<TraceRow> findTrace(TraceId id) const;
    /// The spans of a trace by start, then row.
    [[nodiscard]] std::span<const SpanRow> traceSpans(TraceRow trace) const { return slice(m_traceSpans, m_traceBegin, index(trace)); }

    // --- spans ---
    [[nodiscard]] TraceRow traceOf(SpanRow s) const { return m_trace[index(s)]; }
    [[nodiscard]] SpanId spanId(SpanRow s) const { return m_spanId[index(s)]; }
    /// As the input had it, also when that span is missing; empty for a root. Its own id for the server's half of a root
    /// call whose client's half has the same id.
    [[nodiscard]] SpanId parentSpanId(SpanRow s) const { return m_parentSpanId[index(s)]; }
    /// kNoSpan for roots, absent parents and cut cycles.
    [[nodiscard]] SpanRow parent(SpanRow s) const { return m_parent[index(s)]; }
    /// Names a parent that is not in this store.
    [[nodiscard]] bool hasMissingParent(SpanRow s) const
    {
        return parent(s) == kNoSpan && !parentSpanId(s).empty() && (marks(s) & kMarkCycleCut) == 0;
    }
    /// By start, then row.
    [[nodiscard]] std::span<const SpanRow> children(SpanRow s) const { return slice(m_children, m_childBegin, index(s)); }
    /// First span of the trace with this id, or kNoSpan. O(spans of the trace).
    [[nodiscard]] SpanRow findSpan(TraceRow trace, SpanId id) const;

    [[nodiscard]] std::string_view name(SpanRow s) const { return text(nameId(s)); }
    [[nodiscard]] StringId nameId(SpanRow s) const { return m_name[index(s)]; }
    [[nodiscard]] std::string_view service(SpanRow s) const { return text(serviceId(s)); }
    [[nodiscard]] StringId serviceId(SpanRow s) const { return m_resources[index(resourceOf(s))].service; }
    [[nodiscard]] SpanKind kind(SpanRow s) const { return static_cast<SpanKind>(m_kindStatus[index(s)] & 0xf); }
    [[nodiscard]] StatusCode status(SpanRow s) const { return static_cast<StatusCode>(m_kindStatus[index(s)] >> 4); }
    [[nodiscard]] std::string_view statusMessage(SpanRow s) const { return text(m_statusMessage[index(s)]); }
    [[nodiscard]] std::uint8_t marks(SpanRow s) const { return m_marks[index(s)]; }
    [[nodiscard]] std::int64_t startNs(SpanRow s) const { return m_startNs[index(s)]; }
    /// May be negative.
    [[nodiscard]] std::int64_t durationNs(SpanRow s) const { return m_durationNs[index(s)]; }
    /// start + duration, saturated; never before the start.
    [[nodiscard]] std::int64_t endNs(SpanRow s) const;
    [[nodiscard]] std::string_view traceState(SpanRow s) const { return text(m_traceState[index(s)]); }
    [[nodiscard]] std::uint32_t flags(SpanRow s) const { return m_flags.empty() ? 0 : m_flags[index(s)]; }

    [[nodiscard]] ResourceRow resourceOf(SpanRow s) const { return m_resource[index(s)]; }
    [[nodiscard]] ScopeRow scopeOf(SpanRow s) const { return m_scope[index(s)]; }
    [[nodiscard]] std::size_t resourceCount() const { return m_resources.size(); }
    [[nodiscard]] ResourceView resource(ResourceRow row) const;
    [[nodiscard]] ScopeView scope(ScopeRow row) const;

    [[nodiscard]] AttributeRange attributes(SpanRow s) const { return {&m_pool, slice(m_attributes, m_attributeBegin, index(s))}; }
    /// First value of the key, as attributes(s).find(key), but without looking at the values: faster for one of many.
    [[nodiscard]] std::optional<ValueView> attribute(SpanRow s, StringId key) const
    {
        const std::uint16_t keySet = m_keySet[index(s)];
        if (keySet == KeySets::kNotKept)
            return attributes(s).find(key);
        const auto keys = m_keySets.keys(keySet);
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (keys[i] == key)
                return m_pool.view(m_attributes[m_attributeBegin[index(s)] + i]).value;
        return std::nullopt;
    }
    /// Which keys the attributes of a span have, in order; KeySets::kNotKept when only the attributes tell.
    [[nodiscard]] std::uint16_t keySetOf(SpanRow s) const { return m_keySet[index(s)]; }
    [[nodiscard]] const KeySets& keySets() const { return m_keySets; }
    /// Value of the attribute at a place among those of the span. O(1).
    [[nodiscard]] ValueView attributeAt(SpanRow s, std::size_t place) const
    {
        return m_pool.view(m_attributes[m_attributeBegin[index(s)] + place]).value;
    }
    [[nodiscard]] std::size_t eventCount(SpanRow s) const { return m_eventBegin[index(s) + 1] - m_eventBegin[index(s)]; }
    [[nodiscard]] EventView event(SpanRow s, std::size_t i) const;
    [[nodiscard]] std::size_t linkCount(SpanRow s) const { return m_linkBegin[index(s) + 1] - m_linkBegin[index(s)]; }
    [[nodiscard]] LinkView link(SpanRow s, std::size_t i) const;
    /// Warnings that the writer of the trace attached to the span.
    [[nodiscard]] std::span<const StringId> warnings(SpanRow s) const;
    /// Dropped attributes, events and links as the SDK counted them.
    struct Dropped
    {
        std::uint32_t attributes = 0;
        std::uint32_t events = 0;
        std::uint32_t links = 0;
    };
    [[nodiscard]] Dropped dropped(SpanRow s) const;

    // --- orders ---
    /// All spans by start, then row.
    [[nodiscard]] std::span<const SpanRow> byStart() const { return m_byStart; }
    /// All spans by end, then row.
    [[nodiscard]] std::span<const SpanRow> byEnd() const { return m_byEnd; }

    // --- texts ---
    [[nodiscard]] std::string_view text(StringId id) const { return m_pool.strings().view(id); }
    /// Id of a text of this store, or nothing when no span has it.
    [[nodiscard]] std::optional<StringId> findText(std::string_view s) const { return m_pool.strings().find(s); }
    [[nodiscard]] const AttributePool& pool() const { return m_pool; }
    /// 32 hexadecimal digits, or the text of an id that is not hexadecimal.
    [[nodiscard]] std::string traceIdText(TraceId id) const;
    /// 16 hexadecimal digits, or the text of an id that is not hexadecimal.
    [[nodiscard]] std::string spanIdText(SpanId id) const;

    // --- about the input ---
    [[nodiscard]] const std::vector<InputInfo>& inputs() const { return m_inputs; }
    [[nodiscard]] const ImportLog& importLog() const { return m_log; }
    /// Bytes held by this store.
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    friend class TraceBuilder;
    TraceStore() = default;

    struct Event
    {
        std::int64_t timeNs;
        StringId name;
        std::uint32_t attributeBegin;
        std::uint32_t attributeCount;
        std::uint32_t dropped;
    };
    struct Link
    {
        TraceId traceId;
        SpanId spanId;
        StringId traceState;
        std::uint32_t flags;
        std::uint32_t attributeBegin;
        std::uint32_t attributeCount;
        std::uint32_t dropped;
    };
    struct Resource
    {
        StringId service{};
        StringId schemaUrl{};
        std::uint32_t attributeBegin = 0;
        std::uint32_t attributeCount = 0;
    };
    struct Scope
    {
        StringId name{};
        StringId version{};
        StringId schemaUrl{};
        std::uint32_t attributeBegin = 0;
        std::uint32_t attributeCount = 0;
    };

    template <typename T>
    static std::span<const T> slice(const std::vector<T>& items, const std::vector<std::uint32_t>& begin, std::uint32_t i)
    {
        return std::span<const T>(items).subspan(begin[i], begin[i + 1] - begin[i]);
    }
    [[nodiscard]] AttributeRange extraAttributes(std::uint32_t begin, std::uint32_t count) const
    {
        return {&m_pool, std::span<const AttributeId>(m_extraAttributes).subspan(begin, count)};
    }

    AttributePool m_pool;
    std::vector<TraceId> m_traceIds;
    std::unordered_map<TraceId, TraceRow> m_traceRows;
    std::vector<std::uint32_t> m_traceBegin;
    std::vector<SpanRow> m_traceSpans;

    std::vector<TraceRow> m_trace;
    std::vector<SpanId> m_spanId;
    std::vector<SpanId> m_parentSpanId;
    std::vector<SpanRow> m_parent;
    std::vector<StringId> m_name;
    std::vector<StringId> m_statusMessage;
    std::vector<StringId> m_traceState;
    std::vector<ResourceRow> m_resource;
    std::vector<ScopeRow> m_scope;
    std::vector<std::uint8_t> m_kindStatus;
    std::vector<std::uint8_t> m_marks;
    std::vector<std::int64_t> m_startNs;
    std::vector<std::int64_t> m_durationNs;
    std::vector<std::uint32_t> m_flags; // empty when every span has 0

    std::vector<AttributeId> m_attributes;
    std::vector<std::uint16_t> m_keySet; // by span
    KeySets m_keySets;
    std::vector<std::uint32_t> m_attributeBegin;
    std::vector<AttributeId> m_extraAttributes; // of events, links, resources and scopes
    std::vector<Event> m_events;
    std::vector<std::uint32_t> m_eventBegin;
    std::vector<Link> m_links;
    std::vector<std::uint32_t> m_linkBegin;
    std::vector<std::pair<SpanRow, std::vector<StringId>>> m_warnings; // by row; few spans have any
    std::vector<std::pair<SpanRow, Dropped>> m_dropped;                // by row; few spans have any

    std::vector<std::uint32_t> m_childBegin;
    std::vector<SpanRow> m_children;
    std::vector<SpanRow> m_byStart;
    std::vector<SpanRow> m_byEnd;

    std::vector<Resource> m_resources;
    std::vector<Scope> m_scopes;
    std::unordered_map<std::uint64_t, std::string> m_oddSpanIds;
    std::unordered_map<TraceId, std::string> m_oddTraceIds;
    std::vector<InputInfo> m_inputs;
    ImportLog m_log;
};

} // namespace spanlight::trace
