#include "models/diagnosis/flow.h"

#include "models/operations/span_errors.h"

#include <algorithm>
#include <set>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::OperationSpan;
using operations::OperationView;
using operations::Role;

namespace {

constexpr std::size_t kMaxSteps = 50;

// A call or request counts where it leaves or enters a service.
bool atServiceBoundary(const OperationView& view, const OperationSpan& span)
{
    const trace::SpanKind kind = view.traces().kind(span.ref);
    return kind == trace::SpanKind::Client || kind == trace::SpanKind::Server || kind == trace::SpanKind::Producer ||
           kind == trace::SpanKind::Consumer;
}

bool belongsToFlow(const OperationView& view, const OperationSpan& span)
{
    if (!view.isWork(span))
        return false;
    return span.phase >= 0 || span.role == Role::Entry || span.role == Role::Transition ||
           span.role == Role::WorkerRoot || span.role == Role::ProviderFetch ||
           (span.parent == kNoIndex && !view.traces().hasMissingParent(span.ref)) || atServiceBoundary(view, span) ||
           span.error;
}

FlowStep stepFor(const OperationView& view, trace::SpanRef span)
{
    const trace::TraceSet& traces = view.traces();
    FlowStep step;
    step.span = span;
    step.spanId = traces.spanIdText(span);
    step.traceId = traces.traceIdText(span);
    step.service = traces.service(span);
    step.name = traces.name(span);
    step.startNs = traces.startNs(span) - view.startNs;
    step.durationNs = traces.durationNs(span);
    step.status = operations::isError(traces, span) ? "error" : std::string(trace::name(traces.status(span)));
    return step;
}

} // namespace

void fillFlow(const OperationView& view, Diagnosis& diagnosis)
{
    std::set<trace::SpanRef> cited;
    if (diagnosis.verdict.primary)
        for (const Evidence& evidence : diagnosis.findings.front().evidence)
            if (evidence.span.valid())
                cited.insert(evidence.span);
    std::vector<std::pair<bool, trace::SpanRef>> chosen; // important?, span; by start
    for (const OperationSpan& span : view.spans) {
        const bool important = cited.contains(span.ref) || (view.isWork(span) && span.error);
        if (important || belongsToFlow(view, span))
            chosen.emplace_back(important, span.ref);
    }
    std::size_t important =
        static_cast<std::size_t>(std::count_if(chosen.begin(), chosen.end(), [](const auto& c) { return c.first; }));
    std::size_t others = kMaxSteps - std::min(important, kMaxSteps);
    important = std::min(important, kMaxSteps);
    for (const auto& [isImportant, span] : chosen) {
        std::size_t& left = isImportant ? important : others;
        if (left == 0) {
            ++diagnosis.flowOmitted;
            continue;
        }
        --left;
        diagnosis.flow.push_back(stepFor(view, span));
    }
    std::stable_sort(diagnosis.flow.begin(), diagnosis.flow.end(), [](const FlowStep& a, const FlowStep& b) {
        return std::tie(a.startNs, a.spanId) < std::tie(b.startNs, b.spanId);
    });
}

} // namespace spanlight::diagnosis
