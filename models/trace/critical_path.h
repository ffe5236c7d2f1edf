#pragma once

#include "models/trace/trace_set.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanlight::trace {

/// A stretch of time of the critical path. The span is invalid for waiting that no span explains.
struct PathSegment
{
    SpanRef span;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;

    friend constexpr bool operator==(const PathSegment&, const PathSegment&) = default;
};

/// A span that the path passes through, with the time that the path spends in the span itself (may be 0 when its
/// children fill it).
struct PathSpan
{
    SpanRef span;
    std::int64_t criticalNs = 0;
    std::int64_t pathNs = 0; ///< time of the path in the span and in what it waited for, below it
    std::int64_t dragNs = 0; ///< by so much the trace would be shorter if the span and all below it took no time
};

/// What a span waited for: a child on the path, with the time of the path in the child and below.
struct Blocker
{
    SpanRef span;
    std::int64_t pathNs = 0;
};

/// The chain of work that decided how long a trace took; models/trace/CRITICAL_PATH.md defines it.
struct CriticalPath
{
    std::vector<PathSegment> segments; ///< by time, without gaps or overlap, from startNs to endNs, none empty
    std::vector<PathSpan> spans;       ///< sorted by reference
    std::int64_t startNs = 0;          ///< earliest start of the spans
    std::int64_t endNs = 0;            ///< latest end of the spans
    std::int64_t unexplainedNs = 0;    ///< sum of the segments without span

    /// Whether the path passes through the span. O(log n).
    [[nodiscard]] bool contains(SpanRef s) const;
    /// Time of the path in the span itself; 0 when the path does not pass through it. O(log n).
    [[nodiscard]] std::int64_t criticalNs(SpanRef s) const;
    /// The span's entry, or nullptr when the path does not pass through it. O(log n).
    [[nodiscard]] const PathSpan* find(SpanRef s) const;
};

/// Path of the listed spans, taken as one trace. Spans outside the list do not exist for it; their listed descendants
/// move up. Leave polls and other noise out of the list: the path must not be made of them. Spans without a start are
/// ignored. O(n log n), iterative.
[[nodiscard]] CriticalPath criticalPath(const TraceSet& traces, std::span<const SpanRef> spans);
/// Path of a trace over all stores.
[[nodiscard]] CriticalPath criticalPath(const TraceSet& traces, TraceId trace);

/// What decided how long the span took, the most important first: its children on the path. Empty for spans beside the
/// path and for those that waited for nothing. O(children · log n).
[[nodiscard]] std::vector<Blocker> blockersOf(const TraceSet& traces, const CriticalPath& path, SpanRef span);

/// Time of every listed span on the critical path of its own trace, in the order of the list; every trace is looked at
/// by itself, with its listed spans only. 0 for spans beside the path. O(n log n).
[[nodiscard]] std::vector<std::int64_t> criticalTimes(const TraceSet& traces, std::span<const SpanRef> spans);

} // namespace spanlight::trace
