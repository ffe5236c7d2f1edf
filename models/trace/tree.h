#pragma once

#include "models/trace/trace_set.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanlight::trace {

/// "No node" in the index-based structures below.
inline constexpr std::uint32_t kNoNode = 0xffffffffU;

/// Where a span stands in a list of spans. O(n) memory, look-up O(1) for lists that are dense in their stores, else
/// O(log n). References that occur twice are found at their first place; invalid ones never.
class SpanIndex
{
public:
    explicit SpanIndex(std::span<const SpanRef> spans);

    /// Index in the list, or kNoNode.
    [[nodiscard]] std::uint32_t find(SpanRef s) const;

private:
    struct Table
    {
        std::uint32_t firstRow = 0;
        std::vector<std::uint32_t> places;
    };
    void fillTables(std::span<const SpanRef> spans);
    void fillSorted(std::span<const SpanRef> spans);

    std::vector<Table> m_tables; // by store; empty when the list is sparse
    std::vector<std::pair<SpanRef, std::uint32_t>> m_sorted;
};

/// Children of nodes 0 … n−1 whose parents are given as indices (kNoNode: a root). Siblings keep the order of their
/// indices. O(n). Nodes on a cycle are below no root; cutCycles() first where cycles are possible.
class Forest
{
public:
    explicit Forest(std::span<const std::uint32_t> parents);

    [[nodiscard]] std::span<const std::uint32_t> roots() const { return group(static_cast<std::uint32_t>(size())); }
    [[nodiscard]] std::span<const std::uint32_t> children(std::uint32_t node) const { return group(node); }
    [[nodiscard]] std::size_t size() const { return m_begin.size() - 2; }
    /// All nodes, each before its children, siblings in order. Iterative, O(n).
    [[nodiscard]] std::vector<std::uint32_t> preOrder() const;

private:
    [[nodiscard]] std::span<const std::uint32_t> group(std::uint32_t i) const
    {
        return std::span(m_children).subspan(m_begin[i], m_begin[i + 1] - m_begin[i]);
    }

    std::vector<std::uint32_t> m_begin; // n groups of children and the roots
    std::vector<std::uint32_t> m_children;
};

/// Turns parents into a forest: of every cycle the node with the lowest index becomes a root. O(n).
void cutCycles(std::span<std::uint32_t> parents);

/// A forest of spans as columns in pre-order: children by start, then reference; roots likewise. The children of node
/// n are n + 1, subtreeEnd[n + 1], … up to subtreeEnd[n].
struct SpanTree
{
    std::vector<SpanRef> spans;
    std::vector<std::uint32_t> parent;     ///< index, kNoNode for roots
    std::vector<std::uint32_t> depth;      ///< 0 for roots
    std::vector<std::uint32_t> subtreeEnd; ///< index after the last node below this one

    [[nodiscard]] std::size_t size() const { return spans.size(); }
    /// Indices of the roots.
    [[nodiscard]] std::vector<std::uint32_t> roots() const;
};

/// The listed spans. Spans outside the list are left out; their listed descendants move up. References that are
/// invalid or occur twice are ignored. O(n log n), iterative.
[[nodiscard]] SpanTree treeOf(const TraceSet& traces, std::span<const SpanRef> spans);
/// All spans of a trace, over all stores.
[[nodiscard]] SpanTree treeOf(const TraceSet& traces, TraceId trace);
/// All spans of a trace of one store; SpanRef::store is 0. O(n).
[[nodiscard]] SpanTree treeOf(const TraceStore& store, TraceRow trace);
/// All spans of a store; SpanRef::store is 0. O(n).
[[nodiscard]] SpanTree treeOf(const TraceStore& store);

/// Depth of every span of a store (0: root), by row. O(n), iterative.
[[nodiscard]] std::vector<std::uint32_t> depths(const TraceStore& store);

/// Finds for spans the nearest ancestor (or the span itself) of a list. Remembers what it passed, so that any number
/// of questions costs O(spans) together.
class NearestListed
{
public:
    NearestListed(const TraceSet& traces, const SpanIndex& listed) : m_traces(&traces), m_listed(&listed) {}

    /// Makes `s` hang below the node instead of its parent.
    void adopt(SpanRef s, std::uint32_t node);
    /// Node of the nearest proper ancestor, or kNoNode.
    [[nodiscard]] std::uint32_t above(SpanRef s);
    /// Node of the span itself if it is listed, else above().
    [[nodiscard]] std::uint32_t atOrAbove(SpanRef s);

private:
    const TraceSet* m_traces;
    const SpanIndex* m_listed;
    std::unordered_map<std::uint64_t, std::uint32_t> m_known; // key: store << 32 | row
};

} // namespace spanlight::trace
