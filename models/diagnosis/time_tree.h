#pragma once

#include "models/diagnosis/step_names.h"
#include "models/operations/operation_view.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanlight::diagnosis {

/// A stretch of time, [startNs, endNs).
struct TimeWindow
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
};

/// The time of one phase that no phase inside it has: every instant of the operation belongs to one phase at most.
struct PhaseTime
{
    const operations::Phase* phase = nullptr; ///< null: outside of every phase
    std::vector<TimeWindow> windows;          ///< by time, disjoint
    std::int64_t ownNs = 0;
};

/// The operation's time by phase, from its start to its end (for unfinished work: the moment of looking), in the order
/// of the view's phases; the last entry is what lies outside of them. O(n log n) in the runs of the phases.
[[nodiscard]] std::vector<PhaseTime> phaseTimes(const operations::OperationView& view);

/// Spans of one step below one parent, and the time that is theirs.
struct TimeNode
{
    std::uint32_t step = 0; ///< of StepNames; meaningless for the root
    std::uint32_t parent = 0;
    std::vector<std::uint32_t> children; ///< nodes, by first start
    std::uint64_t count = 0;
    std::uint64_t errors = 0;
    std::int64_t ownNs = 0;   ///< instants in which nothing below it was at work
    std::int64_t totalNs = 0; ///< with everything below
    std::int64_t sumNs = 0;   ///< of the spans' durations
    std::int64_t maxNs = 0;
    std::vector<trace::SpanRef> spans; ///< by start
    trace::SpanRef longest;
};

/// What the time of some windows went to. Node 0 is the root: its own time is that of no span at all.
struct TimeTree
{
    std::vector<TimeNode> nodes; ///< parents before children; never empty

    /// The child of that step, or kNoIndex. O(1).
    [[nodiscard]] std::uint32_t childOf(std::uint32_t node, std::uint32_t step) const;

    std::unordered_map<std::uint64_t, std::uint32_t> byStep; ///< key: node, step
};

/// A node of one tree and the node of another that stands for the same step; kNoIndex where one has none.
struct NodePair
{
    std::uint32_t a = operations::kNoIndex;
    std::uint32_t b = operations::kNoIndex;
};

/// The children of two nodes, matched by step, in the order of A, then those that only B has. When one child remains on
/// either side and it is the only one at the top, has the same name, or has steps in common below, both are the same
/// step. Both trees must have been built with these names. O(children).
[[nodiscard]] std::vector<NodePair> pairChildren(const TimeTree& a, const TimeTree& b, const StepNames& names,
                                                 NodePair parent);

/// Every instant of the windows is given to the span that began last among those at work; work that runs beside it has
/// no part in how long things take. `phase`: only spans of that phase and below them; null: all the operation's work.
/// O(n log n), iterative.
[[nodiscard]] TimeTree buildTimeTree(const operations::OperationView& view, StepNames& names,
                                     const std::vector<TimeWindow>& windows, const operations::Phase* phase);

} // namespace spanlight::diagnosis
