#pragma once

#include "models/trace/trace_store.h"

#include <compare>
#include <memory>
#include <unordered_map>
#include <vector>

namespace spanlight::trace {

/// A span of a TraceSet: which store, which row. Order: store, then row.
struct SpanRef
{
    std::uint32_t store = 0xffffffffU;
    SpanRow row = kNoSpan;

    friend constexpr auto operator<=>(const SpanRef&, const SpanRef&) = default;
    [[nodiscard]] constexpr bool valid() const { return row != kNoSpan; }
};
inline constexpr SpanRef kNoSpanRef{};

/// Several stores seen as one. Immutable; copying shares the stores.
///
/// A trace may be spread over stores (one file per process, a page of a server and a file): parent() and children()
/// look across. Parents in another store are resolved once, in the constructor, for spans without parent in their own.
class TraceSet
{
public:
    TraceSet() = default;
    explicit TraceSet(std::vector<std::shared_ptr<const TraceStore>> stores);

    [[nodiscard]] const std::vector<std::shared_ptr<const TraceStore>>& stores() const { return m_stores; }
    [[nodiscard]] const TraceStore& store(std::uint32_t i) const { return *m_stores[i]; }
    [[nodiscard]] const TraceStore& store(SpanRef s) const { return *m_stores[s.store]; }
    [[nodiscard]] std::size_t spanCount() const;
    /// Whether the reference points at a span of this set.
    [[nodiscard]] bool contains(SpanRef s) const
    {
        return s.store < m_stores.size() && index(s.row) < m_stores[s.store]->spanCount();
    }

    /// Distinct trace ids in order of first appearance.
    [[nodiscard]] const std::vector<TraceId>& traces() const { return m_traces; }
    [[nodiscard]] bool hasTrace(TraceId id) const { return m_traceStores.contains(id); }
    /// The same span is there already: written twice, or also in an earlier store. Copies are nobody's parent.
    [[nodiscard]] bool isCopy(SpanRef s) const;
    /// All spans of the trace by start, then reference, without copies. O(n log n) of the trace.
    [[nodiscard]] std::vector<SpanRef> traceSpans(TraceId id) const;
    /// First span of the trace with the id, or kNoSpanRef. O(spans of the trace).
    [[nodiscard]] SpanRef findSpan(TraceId trace, SpanId id) const;

    [[nodiscard]] TraceId traceId(SpanRef s) const { return store(s).traceId(store(s).traceOf(s.row)); }
    [[nodiscard]] SpanId spanId(SpanRef s) const { return store(s).spanId(s.row); }
    /// kNoSpanRef when there is none in any store.
    [[nodiscard]] SpanRef parent(SpanRef s) const;
    /// Names a parent that is in none of the stores.
    [[nodiscard]] bool hasMissingParent(SpanRef s) const
    {
        return store(s).hasMissingParent(s.row) && !parent(s).valid();
    }
    /// By start, then reference.
    [[nodiscard]] std::vector<SpanRef> children(SpanRef s) const;
    /// Whether some of its children are in another store; if not, store(s).children(s.row) are all.
    [[nodiscard]] bool hasForeignChildren(SpanRef s) const;

    [[nodiscard]] std::string_view name(SpanRef s) const { return store(s).name(s.row); }
    [[nodiscard]] std::string_view service(SpanRef s) const { return store(s).service(s.row); }
    [[nodiscard]] SpanKind kind(SpanRef s) const { return store(s).kind(s.row); }
    [[nodiscard]] StatusCode status(SpanRef s) const { return store(s).status(s.row); }
    [[nodiscard]] std::int64_t startNs(SpanRef s) const { return store(s).startNs(s.row); }
    [[nodiscard]] std::int64_t durationNs(SpanRef s) const { return store(s).durationNs(s.row); }
    [[nodiscard]] std::int64_t endNs(SpanRef s) const { return store(s).endNs(s.row); }
    [[nodiscard]] AttributeRange attributes(SpanRef s) const { return store(s).attributes(s.row); }
    [[nodiscard]] std::optional<ValueView> attribute(SpanRef s, StringId key) const
    {
        return store(s).attribute(s.row, key);
    }
    [[nodiscard]] std::string traceIdText(SpanRef s) const { return store(s).traceIdText(traceId(s)); }
    [[nodiscard]] std::string spanIdText(SpanRef s) const { return store(s).spanIdText(spanId(s)); }

private:
    using Owners = std::unordered_map<SpanId, SpanRef>;

    void linkAcrossStores();
    void findCopies(const std::vector<std::uint32_t>& holders, TraceId id, const Owners& owners);
    void linkMissingParents(const std::vector<std::uint32_t>& holders, TraceId id, const Owners& owners);
    [[nodiscard]] SpanRef original(SpanRef s) const;

    std::vector<std::shared_ptr<const TraceStore>> m_stores;
    std::vector<TraceId> m_traces;
    std::unordered_map<TraceId, std::vector<std::uint32_t>> m_traceStores;
    std::unordered_map<std::uint64_t, SpanRef> m_copies; // key: store << 32 | row; to the span in an earlier store
    std::unordered_map<std::uint64_t, SpanRef> m_foreignParent; // the same key
    std::unordered_map<std::uint64_t, std::vector<SpanRef>> m_foreignChildren;
};

} // namespace spanlight::trace
