#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/profile.h"
#include "models/trace/critical_path.h"
#include "models/trace/timeline.h"
#include "models/trace/trace_set.h"
#include "models/trace/tree.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace spanlight::ui {

/// A stretch of time of a row.
struct RowInterval
{
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;

    friend constexpr bool operator==(const RowInterval&, const RowInterval&) = default;
};

/// Intervals of every row, disjoint and by time.
struct RowIntervals
{
    std::vector<std::uint32_t> begin; ///< row r has [begin[r], begin[r + 1]); empty: no row has any
    std::vector<RowInterval> intervals;

    [[nodiscard]] std::span<const RowInterval> of(std::uint32_t row) const;
};

/// A finding at its place in time.
struct Pin
{
    std::int64_t ns = 0;
    diagnosis::Severity severity = diagnosis::Severity::Info;
    std::size_t finding = 0; ///< index into Diagnosis::findings
    std::string title;
};

/// Work of a span during which nothing was heard of it, although it has not ended or should have gone on.
struct Silence
{
    std::uint32_t row = 0;
    std::int64_t fromNs = 0;          ///< last sign of life
    std::int64_t toNs = 0;            ///< moment of looking
    std::optional<double> percentage; ///< how far it was
};

/// What the spans of a fold are together.
struct FoldFacts
{
    std::uint32_t row = 0;
    std::int64_t totalNs = 0; ///< sum of the durations
    bool error = false;       ///< of one of them
};

/// Everything that the timeline shows. Immutable, built away from the GUI thread, shared with it.
struct GanttDocument
{
    std::shared_ptr<const trace::TraceSet> traces;
    std::shared_ptr<const operations::Profile> conventions; ///< what attributes mean, to say what a span does
    trace::TimelineInput input;
    trace::Timeline timeline;
    RowIntervals childTime;                     ///< time of a row that its children cover
    RowIntervals critical;                      ///< time in which the row itself is on the critical path
    trace::CriticalPath path;                   ///< without its segments: `critical` has them by row
    std::optional<trace::SpanIndex> spanRows;   ///< rows that are spans
    std::optional<trace::SpanIndex> foldPlaces; ///< in Timeline::folded
    std::vector<FoldFacts> folds;               ///< by row
    std::vector<bool> joint;                    ///< by row: begins a trace that the layout had to join to the first one
    std::vector<bool> errorBelow;               ///< by row: some row below it has an error
    std::vector<std::string> services;          ///< sorted
    std::vector<Pin> pins;                      ///< by time
    std::optional<std::int64_t> nowNs;          ///< of unfinished work
    std::optional<Silence> silence;
    bool alarming = false; ///< stuck, lost or failed: what is open or absent is wrong, not only unfinished

    [[nodiscard]] const trace::TimelineRow& row(std::uint32_t i) const { return timeline.rows[i]; }
    [[nodiscard]] bool hasChildren(std::uint32_t i) const { return row(i).subtreeEnd > i + 1; }
    [[nodiscard]] bool hasError(std::uint32_t i) const;
    /// Name of the span, text of the gap or ghost, "GET × 200" for a fold.
    [[nodiscard]] std::string label(std::uint32_t i) const;
    /// What stands in brackets at the end of a gap's or ghost's label, else empty.
    [[nodiscard]] std::string remark(std::uint32_t i) const;
    [[nodiscard]] std::string_view service(std::uint32_t i) const;
    /// Duration of the row minus the time of its children.
    [[nodiscard]] std::int64_t selfNs(std::uint32_t i) const;
    /// The row that shows the span (itself, or the fold it is in), or nothing. O(log rows).
    [[nodiscard]] std::optional<std::uint32_t> findRow(trace::SpanRef span) const;
    [[nodiscard]] std::span<const trace::SpanRef> folded(std::uint32_t i) const;
    /// Of a row that is a fold. O(log folds).
    [[nodiscard]] const FoldFacts& foldFacts(std::uint32_t i) const;
};

/// `analysed` decides about the pins and the "now" line; may be null (then there are none). O(n log n).
[[nodiscard]] std::shared_ptr<const GanttDocument> buildGanttDocument(std::shared_ptr<const trace::TraceSet> traces,
                                                                      trace::TimelineInput input,
                                                                      const diagnosis::Diagnosis* analysed);

/// Union of the children's times of every row, clipped to the row. O(n).
[[nodiscard]] RowIntervals childIntervals(const trace::Timeline& timeline);

/// Whether work in this state goes on, so that a "now" line makes sense.
[[nodiscard]] bool isUnfinished(diagnosis::State state);

} // namespace spanlight::ui
