#include "ui/gantt/gantt_document.h"

#include "models/operations/profile_catalog.h"
#include "models/trace/time_text.h"
#include "models/trace/tree.h"
#include "ui/gantt/gantt_geometry.h"

#include <algorithm>
#include <unordered_map>

namespace spanlight::ui {

using trace::kNoNode;
using trace::RowMark;
using trace::SpanRef;
using trace::TimelineRow;

std::span<const RowInterval> RowIntervals::of(std::uint32_t row) const
{
    if (row + 1 >= begin.size())
        return {};
    return std::span(intervals).subspan(begin[row], begin[row + 1] - begin[row]);
}

namespace {

// Joins sorted intervals of each row where they touch. In: grouped by row through `begin`. Keeps the groups.
void mergeTouching(RowIntervals& rows)
{
    std::uint32_t out = 0;
    std::uint32_t next = rows.begin.empty() ? 0 : rows.begin[0];
    for (std::size_t r = 0; r + 1 < rows.begin.size(); ++r) {
        const std::uint32_t from = next;
        next = rows.begin[r + 1];
        const std::uint32_t first = out;
        rows.begin[r] = first;
        for (std::uint32_t i = from; i < next; ++i) {
            const RowInterval interval = rows.intervals[i];
            if (out > first && interval.startNs <= rows.intervals[out - 1].endNs)
                rows.intervals[out - 1].endNs = std::max(rows.intervals[out - 1].endNs, interval.endNs);
            else
                rows.intervals[out++] = interval;
        }
    }
    if (!rows.begin.empty())
        rows.begin.back() = out;
    rows.intervals.resize(out);
}

void countsToBegins(std::vector<std::uint32_t>& begin)
{
    std::uint32_t sum = 0;
    for (std::uint32_t& value : begin) {
        const std::uint32_t count = value;
        value = sum;
        sum += count;
    }
}

std::vector<SpanRef> spansOfRows(const trace::Timeline& timeline)
{
    std::vector<SpanRef> spans;
    spans.reserve(timeline.rows.size());
    for (const TimelineRow& row : timeline.rows)
        spans.push_back(row.mark == RowMark::Span ? row.span : trace::kNoSpanRef);
    return spans;
}

std::vector<FoldFacts> foldsOf(const GanttDocument& document)
{
    std::vector<FoldFacts> folds;
    for (std::uint32_t i = 0; i < document.timeline.rows.size(); ++i) {
        if (document.row(i).mark != RowMark::Fold)
            continue;
        FoldFacts facts{i, 0, false};
        for (const SpanRef s : document.folded(i)) {
            facts.totalNs += std::clamp<std::int64_t>(document.traces->durationNs(s), 0, std::int64_t{1} << 50);
            facts.error = facts.error || document.traces->status(s) == trace::StatusCode::Error;
        }
        folds.push_back(facts);
    }
    return folds;
}

trace::CriticalPath pathOf(const GanttDocument& document)
{
    std::vector<SpanRef> work;
    const auto& noise = document.input.noise;
    for (const SpanRef s : document.input.spans)
        if (document.traces->contains(s) && !std::binary_search(noise.begin(), noise.end(), s))
            work.push_back(s);
    return trace::criticalPath(*document.traces, work);
}

RowIntervals criticalIntervals(const GanttDocument& document, const trace::SpanIndex& index)
{
    const trace::CriticalPath& path = document.path;
    RowIntervals result;
    result.begin.assign(document.timeline.rows.size() + 1, 0);
    for (const trace::PathSegment& segment : path.segments)
        if (const std::uint32_t row = segment.span.valid() ? index.find(segment.span) : kNoNode; row != kNoNode)
            ++result.begin[row];
    countsToBegins(result.begin);
    result.intervals.resize(result.begin.back());
    std::vector<std::uint32_t> next(result.begin.begin(), result.begin.end());
    for (const trace::PathSegment& segment : path.segments)
        if (const std::uint32_t row = segment.span.valid() ? index.find(segment.span) : kNoNode; row != kNoNode)
            result.intervals[next[row]++] = {segment.startNs, segment.endNs};
    mergeTouching(result);
    return result;
}

std::vector<bool> jointRows(const GanttDocument& document)
{
    std::vector<bool> joint(document.timeline.rows.size(), false);
    std::optional<trace::TraceId> first;
    for (std::uint32_t i = 0; i < joint.size(); ++i) {
        const TimelineRow& row = document.row(i);
        if (!row.span.valid() || row.mark == RowMark::Fold)
            continue;
        const trace::TraceId trace = document.traces->traceId(row.span);
        if (!first)
            first = trace;
        const bool top = row.parentRow == kNoNode || !document.row(row.parentRow).span.valid();
        joint[i] = top && trace != *first && !document.traces->parent(row.span).valid();
    }
    return joint;
}

void markErrors(GanttDocument& document)
{
    const auto count = static_cast<std::uint32_t>(document.timeline.rows.size());
    document.errorBelow.assign(count, false);
    for (std::uint32_t i = count; i-- > 0;) {
        const std::uint32_t parent = document.row(i).parentRow;
        if (parent != kNoNode && (document.errorBelow[i] || document.hasError(i)))
            document.errorBelow[parent] = true;
    }
}

std::vector<std::string> servicesOf(const GanttDocument& document)
{
    std::vector<std::string> services;
    for (const auto& store : document.traces->stores())
        for (std::uint32_t r = 0; r < store->resourceCount(); ++r)
            services.emplace_back(store->resource(trace::ResourceRow{r}).service);
    std::sort(services.begin(), services.end());
    services.erase(std::unique(services.begin(), services.end()), services.end());
    return services;
}

const diagnosis::FactValue* fact(const diagnosis::Finding& finding, std::string_view name)
{
    const auto found =
        std::find_if(finding.facts.begin(), finding.facts.end(), [name](const auto& f) { return f.first == name; });
    return found == finding.facts.end() ? nullptr : &found->second;
}

// How long before the moment of looking the last sign of life came, in nanoseconds.
std::optional<std::int64_t> secondsFact(const diagnosis::Finding& finding)
{
    for (const char* name : {"idleSeconds", "ageSeconds"})
        if (const auto* value = fact(finding, name); value != nullptr && std::holds_alternative<double>(*value))
            return static_cast<std::int64_t>(std::clamp(std::get<double>(*value), 0.0, 1e9) * 1e9);
    return std::nullopt;
}

// Only where the span itself covers the silence; elsewhere a gap row shows it.
std::optional<Silence> silenceOf(const GanttDocument& document, const diagnosis::Diagnosis& analysed)
{
    std::optional<Silence> silence;
    std::optional<double> percentage;
    for (const diagnosis::Finding& finding : analysed.findings) {
        if (const auto* value = fact(finding, "percentage"); value != nullptr && std::holds_alternative<double>(*value))
            percentage = std::get<double>(*value);
        const auto idle = secondsFact(finding);
        if (finding.rule != "stuck-phase" || !idle || finding.evidence.empty() || silence)
            continue;
        const auto row = document.findRow(finding.evidence.front().span);
        const std::int64_t from = analysed.asOfNs - *idle;
        if (row && document.row(*row).mark == RowMark::Span && document.row(*row).endNs > from)
            silence = Silence{*row, std::max(from, document.row(*row).startNs), analysed.asOfNs, std::nullopt};
    }
    if (silence)
        silence->percentage = percentage;
    return silence;
}

std::vector<Pin> pinsOf(const diagnosis::Diagnosis& analysed)
{
    std::vector<Pin> pins;
    for (std::size_t i = 0; i < analysed.findings.size(); ++i) {
        const diagnosis::Finding& finding = analysed.findings[i];
        if (finding.severity == diagnosis::Severity::Info)
            continue;
        const auto shown = std::find_if(finding.evidence.begin(), finding.evidence.end(),
                                        [](const diagnosis::Evidence& e) { return e.span.valid(); });
        if (shown == finding.evidence.end())
            continue;
        const auto idle = secondsFact(finding);
        pins.push_back({idle ? analysed.asOfNs - *idle : shown->startNs, finding.severity, i, finding.title});
    }
    std::stable_sort(pins.begin(), pins.end(), [](const Pin& a, const Pin& b) { return a.ns < b.ns; });
    return pins;
}

} // namespace

RowIntervals childIntervals(const trace::Timeline& timeline)
{
    RowIntervals result;
    result.begin.assign(timeline.rows.size() + 1, 0);
    const auto clip = [&timeline](const TimelineRow& row) -> RowInterval {
        const TimelineRow& parent = timeline.rows[row.parentRow];
        return {std::max(row.startNs, parent.startNs), std::min(row.endNs, parent.endNs)};
    };
    const auto counts = [&](const TimelineRow& row) {
        return row.parentRow != kNoNode && row.mark == RowMark::Span && clip(row).startNs < clip(row).endNs;
    };
    for (const TimelineRow& row : timeline.rows)
        if (counts(row))
            ++result.begin[row.parentRow];
    countsToBegins(result.begin);
    result.intervals.resize(result.begin.back());
    std::vector<std::uint32_t> next(result.begin.begin(), result.begin.end());
    for (const TimelineRow& row : timeline.rows) // siblings come by start, so each group is sorted
        if (counts(row))
            result.intervals[next[row.parentRow]++] = clip(row);
    mergeTouching(result);
    return result;
}

bool isUnfinished(diagnosis::State state)
{
    return state == diagnosis::State::Running || state == diagnosis::State::Stuck || state == diagnosis::State::Lost;
}

bool GanttDocument::hasError(std::uint32_t i) const
{
    const TimelineRow& shown = row(i);
    if (shown.mark == RowMark::Fold)
        return foldFacts(i).error;
    return shown.mark == RowMark::Span && traces->status(shown.span) == trace::StatusCode::Error;
}

const FoldFacts& GanttDocument::foldFacts(std::uint32_t i) const
{
    return *std::lower_bound(folds.begin(), folds.end(), i,
                             [](const FoldFacts& fold, std::uint32_t wanted) { return fold.row < wanted; });
}

std::span<const SpanRef> GanttDocument::folded(std::uint32_t i) const
{
    return std::span(timeline.folded).subspan(row(i).foldBegin, row(i).foldCount);
}

std::string GanttDocument::label(std::uint32_t i) const
{
    const TimelineRow& shown = row(i);
    switch (shown.mark) {
    case RowMark::Span:
        return std::string(traces->name(shown.span));
    case RowMark::Fold:
        return std::string(traces->name(shown.span)) + " × " + std::to_string(shown.foldCount) + ", " +
               trace::toDurationText(foldFacts(i).totalNs);
    case RowMark::Gap:
    case RowMark::Ghost:
        break;
    }
    const std::string& text = input.extras[shown.extra].label;
    const std::size_t bracket = text.ends_with(')') ? text.rfind(" (") : std::string::npos;
    return text.substr(0, bracket);
}

std::string GanttDocument::remark(std::uint32_t i) const
{
    if (row(i).mark != RowMark::Gap && row(i).mark != RowMark::Ghost)
        return {};
    const std::string& text = input.extras[row(i).extra].label;
    const std::size_t bracket = text.ends_with(')') ? text.rfind(" (") : std::string::npos;
    return bracket == std::string::npos ? std::string() : text.substr(bracket + 2, text.size() - bracket - 3);
}

std::string_view GanttDocument::service(std::uint32_t i) const
{
    const TimelineRow& shown = row(i);
    return shown.span.valid() ? traces->service(shown.span) : std::string_view(input.extras[shown.extra].service);
}

std::int64_t GanttDocument::selfNs(std::uint32_t i) const
{
    std::int64_t own = lengthNs(row(i).startNs, row(i).endNs);
    for (const RowInterval& child : childTime.of(i))
        own -= child.endNs - child.startNs;
    return std::max<std::int64_t>(own, 0);
}

std::optional<std::uint32_t> GanttDocument::findRow(SpanRef span) const
{
    if (const std::uint32_t found = spanRows ? spanRows->find(span) : kNoNode; found != kNoNode)
        return found;
    const std::uint32_t place = foldPlaces ? foldPlaces->find(span) : kNoNode;
    if (place == kNoNode)
        return std::nullopt;
    const auto after = std::upper_bound(folds.begin(), folds.end(), place, [this](std::uint32_t p, const FoldFacts& f) {
        return p < row(f.row).foldBegin; // folds come in the order of their rows
    });
    return std::prev(after)->row;
}

std::shared_ptr<const GanttDocument> buildGanttDocument(std::shared_ptr<const trace::TraceSet> traces,
                                                        trace::TimelineInput input,
                                                        const diagnosis::Diagnosis* analysed)
{
    auto document = std::make_shared<GanttDocument>();
    document->traces = std::move(traces);
    document->conventions = operations::builtinProfile("opentelemetry");
    document->input = std::move(input);
    document->input.traces = document->traces.get();
    document->timeline = trace::layoutTimeline(document->input);
    document->childTime = childIntervals(document->timeline);
    document->spanRows.emplace(spansOfRows(document->timeline));
    document->foldPlaces.emplace(document->timeline.folded);
    document->folds = foldsOf(*document);
    document->path = pathOf(*document);
    document->critical = criticalIntervals(*document, *document->spanRows);
    document->path.segments = {};
    document->joint = jointRows(*document);
    document->services = servicesOf(*document);
    markErrors(*document);
    if (analysed != nullptr) {
        document->pins = pinsOf(*analysed);
        document->alarming = diagnosis::isAlarming(analysed->verdict.state);
        if (isUnfinished(analysed->verdict.state)) {
            document->nowNs = analysed->asOfNs;
            document->silence = silenceOf(*document, *analysed);
        }
    }
    return document;
}

} // namespace spanlight::ui
