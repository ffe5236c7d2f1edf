#include "ui/gantt/row_matches.h"

#include "models/trace/sibling_order.h"
#include "ui/gantt/gantt_geometry.h"

#include <algorithm>

namespace spanlight::ui {

using trace::RowMark;

bool RowMatches::anyShown(std::uint32_t begin, std::uint32_t end) const
{
    for (std::uint32_t i = begin; i < end;) {
        if (i % 64 == 0 && end - i >= 64) {
            if (shown.words()[i / 64] != 0)
                return true;
            i += 64;
        } else if (shown.test(i++)) {
            return true;
        }
    }
    return false;
}

namespace {

bool rowMatches(const GanttDocument& document, const RowMatches& matches, std::uint32_t i)
{
    const trace::TimelineRow& row = document.row(i);
    if (row.mark == RowMark::Span)
        return matches.spans.has(row.span);
    const auto spans = document.folded(i);
    if (row.mark == RowMark::Fold)
        return std::any_of(spans.begin(), spans.end(), [&](trace::SpanRef s) { return matches.spans.has(s); });
    const trace::ExtraRow& extra = document.input.extras[row.extra];
    return trace::matchesLabel(matches.query, extra.label, extra.service);
}

std::int64_t sortKey(const GanttDocument& document, SiblingOrder by, std::uint32_t i)
{
    const trace::TimelineRow& row = document.row(i);
    switch (by) {
    case SiblingOrder::Start:
        break;
    case SiblingOrder::Longest:
        return lengthNs(row.startNs, row.endNs);
    case SiblingOrder::OwnTime:
        return document.selfNs(i);
    case SiblingOrder::Errors:
        return document.hasError(i) || document.errorBelow[i] ? 1 : 0;
    }
    return 0;
}

} // namespace

std::optional<RowMatches> findRows(const GanttDocument& document, trace::SpanQuery query, const RowMatches* earlier,
                                   const std::stop_token& stop)
{
    RowMatches matches;
    matches.query = std::move(query);
    const bool refines = earlier != nullptr && matches.query.refines(earlier->query);
    auto spans = trace::findSpans(*document.traces, document.input.spans, matches.query,
                                  refines ? &earlier->spans : nullptr, stop);
    if (!spans)
        return std::nullopt;
    matches.spans = std::move(*spans);
    matches.count = matches.spans.count;
    const auto count = static_cast<std::uint32_t>(document.timeline.rows.size());
    matches.rows = matches.shown = trace::BitSet(count);
    for (std::uint32_t i = count; i-- > 0;) { // children come after their parents
        if (rowMatches(document, matches, i)) {
            matches.rows.set(i);
            matches.shown.set(i);
            matches.count += document.row(i).span.valid() ? 0 : 1;
        }
        if (const std::uint32_t parent = document.row(i).parentRow; parent != trace::kNoNode && matches.shown.test(i))
            matches.shown.set(parent);
    }
    return matches;
}

RowOrder orderRows(const GanttDocument& document, SiblingOrder by)
{
    RowOrder order;
    order.by = by;
    if (by == SiblingOrder::Start)
        return order;
    std::vector<std::int64_t> keys(document.timeline.rows.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i)
        keys[i] = sortKey(document, by, i);
    order.rows = trace::siblingsByKey(document.timeline, keys);
    order.places.resize(order.rows.size());
    for (std::uint32_t place = 0; place < order.rows.size(); ++place)
        order.places[order.rows[place]] = place;
    return order;
}

std::size_t findableCount(const GanttDocument& document)
{
    return document.timeline.rows.size() - document.folds.size() + document.timeline.folded.size();
}

} // namespace spanlight::ui
