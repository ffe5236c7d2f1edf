#include "models/trace/trace_set.h"

#include <algorithm>
#include <utility>

namespace spanlight::trace {

namespace {

std::uint64_t keyOf(SpanRef s)
{
    return std::uint64_t{s.store} << 32 | index(s.row);
}

} // namespace

TraceSet::TraceSet(std::vector<std::shared_ptr<const TraceStore>> stores) : m_stores(std::move(stores))
{
    for (std::uint32_t i = 0; i < m_stores.size(); ++i) {
        for (std::uint32_t t = 0; t < m_stores[i]->traceCount(); ++t) {
            const TraceId id = m_stores[i]->traceId(TraceRow{t});
            auto& holders = m_traceStores[id];
            if (holders.empty())
                m_traces.push_back(id);
            holders.push_back(i);
        }
    }
    linkAcrossStores();
}

void TraceSet::linkAcrossStores()
{
    for (const auto& [id, holders] : m_traceStores) {
        if (holders.size() < 2)
            continue;
        Owners owners;
        for (const std::uint32_t i : holders)
            for (const SpanRow row : m_stores[i]->traceSpans(*m_stores[i]->findTrace(id)))
                owners.try_emplace(m_stores[i]->spanId(row), SpanRef{i, row});
        findCopies(holders, id, owners);
        linkMissingParents(holders, id, owners);
    }
}

// A server and a file may both have a span. The first one stands for all, with the children of all.
void TraceSet::findCopies(const std::vector<std::uint32_t>& holders, TraceId id, const Owners& owners)
{
    std::vector<SpanRef> copies;
    for (const std::uint32_t i : holders) {
        for (const SpanRow row : m_stores[i]->traceSpans(*m_stores[i]->findTrace(id))) {
            const SpanRef s{i, row};
            const SpanRef first = owners.at(spanId(s));
            const bool same = first.store != i && !spanId(s).empty() && startNs(first) == startNs(s) &&
                              durationNs(first) == durationNs(s) && name(first) == name(s);
            if (same && m_copies.emplace(keyOf(s), first).second)
                copies.push_back(s);
        }
    }
    for (const SpanRef copy : copies)
        for (const SpanRow child : store(copy).children(copy.row))
            if (!isCopy({copy.store, child}))
                m_foreignChildren[keyOf(original(copy))].push_back({copy.store, child});
}

void TraceSet::linkMissingParents(const std::vector<std::uint32_t>& holders, TraceId id, const Owners& owners)
{
    for (const std::uint32_t i : holders) {
        for (const SpanRow row : m_stores[i]->traceSpans(*m_stores[i]->findTrace(id))) {
            const SpanRef child{i, row};
            if (!m_stores[i]->hasMissingParent(row) || isCopy(child))
                continue;
            const auto owner = owners.find(m_stores[i]->parentSpanId(row));
            if (owner == owners.end())
                continue;
            SpanRef ancestor = owner->second; // a link that would close a cycle is left out
            while (ancestor.valid() && ancestor != child)
                ancestor = parent(ancestor);
            if (ancestor == child)
                continue;
            m_foreignParent.emplace(keyOf(child), owner->second);
            m_foreignChildren[keyOf(owner->second)].push_back(child);
        }
    }
}

SpanRef TraceSet::original(SpanRef s) const
{
    if (m_copies.empty())
        return s;
    const auto it = m_copies.find(keyOf(s));
    return it != m_copies.end() ? it->second : s;
}

bool TraceSet::isCopy(SpanRef s) const
{
    return (store(s).marks(s.row) & kMarkRepeated) != 0 || (!m_copies.empty() && m_copies.contains(keyOf(s)));
}

std::size_t TraceSet::spanCount() const
{
    std::size_t sum = 0;
    for (const auto& store : m_stores)
        sum += store->spanCount();
    return sum;
}

std::vector<SpanRef> TraceSet::traceSpans(TraceId id) const
{
    std::vector<SpanRef> spans;
    const auto holders = m_traceStores.find(id);
    if (holders == m_traceStores.end())
        return spans;
    for (const std::uint32_t i : holders->second)
        for (const SpanRow row : m_stores[i]->traceSpans(*m_stores[i]->findTrace(id)))
            if (!isCopy({i, row}))
                spans.push_back({i, row});
    if (holders->second.size() > 1)
        std::sort(spans.begin(), spans.end(),
                  [&](SpanRef a, SpanRef b) { return std::pair(startNs(a), a) < std::pair(startNs(b), b); });
    return spans;
}

SpanRef TraceSet::findSpan(TraceId trace, SpanId id) const
{
    const auto holders = m_traceStores.find(trace);
    if (holders == m_traceStores.end())
        return kNoSpanRef;
    for (const std::uint32_t i : holders->second)
        if (const SpanRow row = m_stores[i]->findSpan(*m_stores[i]->findTrace(trace), id); row != kNoSpan)
            return {i, row};
    return kNoSpanRef;
}

SpanRef TraceSet::parent(SpanRef s) const
{
    if (const SpanRow row = store(s).parent(s.row); row != kNoSpan)
        return original({s.store, row});
    if (m_foreignParent.empty())
        return kNoSpanRef;
    const auto it = m_foreignParent.find(keyOf(s));
    return it != m_foreignParent.end() ? it->second : kNoSpanRef;
}

std::vector<SpanRef> TraceSet::children(SpanRef s) const
{
    std::vector<SpanRef> result;
    for (const SpanRow row : store(s).children(s.row))
        result.push_back({s.store, row});
    const auto it = m_foreignChildren.find(keyOf(s));
    if (it == m_foreignChildren.end())
        return result;
    result.insert(result.end(), it->second.begin(), it->second.end());
    std::sort(result.begin(), result.end(),
              [&](SpanRef a, SpanRef b) { return std::pair(startNs(a), a) < std::pair(startNs(b), b); });
    return result;
}

bool TraceSet::hasForeignChildren(SpanRef s) const
{
    return !m_foreignChildren.empty() && m_foreignChildren.contains(keyOf(s));
}

} // namespace spanlight::trace
