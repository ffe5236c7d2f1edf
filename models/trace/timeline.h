#pragma once

#include "models/trace/trace_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanlight::trace {

/// What a row of the timeline is (contract section 2.4).
enum class RowMark : std::uint8_t {
    Span,  ///< a span
    Gap,   ///< time in which a phase must have run although no span covers it
    Ghost, ///< a span that must exist and has not arrived
    Fold,  ///< several similar siblings shown as one row
};

/// A row that is no span: given by the operations layer, placed by the layout.
struct ExtraRow
{
    RowMark mark = RowMark::Gap; ///< Gap or Ghost
    SpanRef parent;              ///< below which span; invalid: at the top
    std::vector<SpanRef> adopts; ///< spans that name this absent span as their parent; they become its children
    std::string label;
    std::string service; ///< empty when unknown
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    bool openEnd = false; ///< still open at the moment of looking
    SpanRef beside = {};  ///< instead of `parent`: below what this span is below, be it a span or a ghost
};

/// What to lay out. Spans outside the list are not shown; their listed descendants move up.
struct TimelineInput
{
    const TraceSet* traces = nullptr;
    std::vector<SpanRef> spans; ///< the subject's spans, any order
    std::vector<ExtraRow> extras;
    std::vector<SpanRef> noise; ///< spans that may be folded (polls, receive and send), sorted
    std::size_t minFold = 3;    ///< shorter runs of similar siblings are not folded
    bool fold = true;
};

/// One row. Compact: a million of them are common.
struct TimelineRow
{
    RowMark mark = RowMark::Span;
    bool openEnd = false;
    std::uint32_t depth = 0;
    std::uint32_t parentRow = 0xffffffffU; ///< index of the parent's row
    std::uint32_t subtreeEnd = 0;          ///< index after the last row below this one
    SpanRef span;                          ///< Span: itself; Fold: the first folded span; else invalid
    std::uint32_t extra = 0xffffffffU;     ///< Gap, Ghost: index into TimelineInput::extras
    std::uint32_t foldBegin = 0;           ///< Fold: its spans are Timeline::folded[foldBegin, foldBegin + foldCount)
    std::uint32_t foldCount = 0;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
};

/// The rows of an operation in display order, all expanded. Pure function of its input.
struct Timeline
{
    std::vector<TimelineRow> rows;
    std::vector<SpanRef> folded;
    std::int64_t startNs = 0; ///< earliest start
    std::int64_t endNs = 0;   ///< latest end
};

/// Lays the spans out as a forest: roots by start, children below their parents by start; extras where they belong;
/// similar noise siblings (same name, same service) folded. O(n log n), iterative.
[[nodiscard]] Timeline layoutTimeline(const TimelineInput& input);

} // namespace spanlight::trace
