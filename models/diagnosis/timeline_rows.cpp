#include "models/diagnosis/timeline_rows.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>
#include <map>

namespace spanlight::diagnosis {

using operations::AbsentParent;
using operations::OperationSpan;
using operations::OperationView;
using operations::PartyRole;
using operations::Phase;
using operations::PhaseShape;
using operations::Role;
using trace::ExtraRow;
using trace::RowMark;

namespace {

// A gap stands beside the phases of the same work: beside the last of them.
trace::SpanRef lastWork(const OperationView& view)
{
    trace::SpanRef last;
    std::int64_t newest = 0;
    for (const Phase& phase : view.phases.phases) {
        if (!phase.isWork || phase.runs.empty() || (last.valid() && phase.endNs < newest))
            continue;
        last = phase.runs.back().span;
        newest = phase.endNs;
    }
    return last;
}

// Where gaps stand as long as no phase of the work has been seen.
trace::SpanRef workersSpan(const OperationView& view)
{
    for (const OperationSpan& span : view.spans)
        if (view.isWork(span) && (span.role == Role::WorkerRoot || span.role == Role::WorkerRequest))
            return span.ref;
    return trace::kNoSpanRef;
}

std::string gapLabel(const Phase& phase, const StateInfo& state)
{
    if (phase.shape == PhaseShape::Missing)
        return phase.rule->id + " (expected, absent)";
    if (phase.shape == PhaseShape::OpenGap && state.state == State::Stuck)
        return phase.rule->id + " (silent for " + durationText(state.idleNs) + ")";
    return phase.rule->id + (phase.shape == PhaseShape::OpenGap ? " (not seen yet)" : " (not instrumented)");
}

// A phase whose span was written while it was open and that has been silent since.
void addSilence(const OperationView& view, const StateInfo& state, const Phase& phase, std::vector<ExtraRow>& extras)
{
    if (state.state != State::Stuck || !phase.open || phase.runs.empty())
        return;
    const trace::SpanRef last = phase.runs.back().span;
    const std::int64_t endNs = phase.runs.back().endNs;
    if (view.request.asOfNs <= endNs)
        return;
    ExtraRow row;
    row.mark = RowMark::Gap;
    row.beside = last;
    row.label = phase.rule->id + " (silent for " + durationText(state.idleNs) + ")";
    row.service = view.traces().service(last);
    row.startNs = endNs;
    row.endNs = view.request.asOfNs;
    row.openEnd = true;
    extras.push_back(std::move(row));
}

void addPhaseRows(const OperationView& view, const StateInfo& state, std::vector<ExtraRow>& extras)
{
    const trace::SpanRef beside = lastWork(view);
    const trace::SpanRef parent = beside.valid() ? trace::kNoSpanRef : workersSpan(view);
    for (const Phase& phase : view.phases.phases) {
        if (phase.shape == PhaseShape::Seen) {
            addSilence(view, state, phase, extras);
            continue;
        }
        ExtraRow row;
        row.mark = phase.shape == PhaseShape::Missing ? RowMark::Ghost : RowMark::Gap;
        row.beside = beside;
        row.parent = parent;
        row.label = gapLabel(phase, state);
        row.startNs = phase.startNs;
        row.endNs = phase.endNs;
        row.openEnd = phase.shape != PhaseShape::Gap;
        if (const trace::SpanRef near = beside.valid() ? beside : parent; near.valid())
            row.service = view.traces().service(near);
        extras.push_back(std::move(row));
    }
}

// What an absent parent most likely is, from what names it.
std::string ghostLabel(const OperationView& view, const AbsentParent& absent)
{
    if (absent.requestInFlight)
        return absent.route + " (received, not answered yet)";
    const trace::SpanRef child = absent.children.front();
    const PartyRole party = view.profile().serviceRole(view.traces().service(child));
    const std::string what = party == PartyRole::Client ? "command"
                             : party == PartyRole::Worker
                                 ? "worker's root span"
                                 : "parent " + view.traces().store(child).spanIdText(absent.id);
    return what + " (not arrived yet: still open, or lost)";
}

void addGhosts(const OperationView& view, std::vector<ExtraRow>& extras)
{
    for (const AbsentParent& absent : view.absentParents) {
        ExtraRow row;
        row.mark = RowMark::Ghost;
        row.adopts = absent.children;
        row.label = ghostLabel(view, absent);
        row.service = view.traces().service(absent.children.front());
        row.startNs = view.traces().startNs(absent.children.front());
        row.endNs = row.startNs;
        for (const trace::SpanRef child : absent.children)
            row.endNs = std::max(row.endNs, view.traces().endNs(child));
        row.openEnd = !view.isFinished();
        if (row.openEnd)
            row.endNs = std::max(row.endNs, view.request.asOfNs);
        extras.push_back(std::move(row));
    }
}

} // namespace

trace::TimelineInput timelineRows(const OperationView& view, const StateInfo& state)
{
    trace::TimelineInput input;
    input.traces = view.request.traces;
    for (const OperationSpan& span : view.spans) {
        input.spans.push_back(span.ref);
        if (isNoise(span.role))
            input.noise.push_back(span.ref);
    }
    std::sort(input.noise.begin(), input.noise.end());
    addPhaseRows(view, state, input.extras);
    addGhosts(view, input.extras);
    return input;
}

} // namespace spanlight::diagnosis
