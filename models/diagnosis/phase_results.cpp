#include "models/diagnosis/phase_results.h"

namespace spanlight::diagnosis {

using operations::Phase;
using operations::PhaseShape;

namespace {

PhaseState stateOf(const Phase& phase, State state)
{
    if (phase.shape == PhaseShape::Missing)
        return PhaseState::Missing;
    if (phase.open)
        return state == State::Running ? PhaseState::Running
               : state == State::Stuck ? PhaseState::Stuck
                                       : PhaseState::Missing;
    if (phase.failed)
        return PhaseState::Failed;
    return phase.shape == PhaseShape::Gap ? PhaseState::Gap : PhaseState::Completed;
}

} // namespace

std::vector<PhaseResult> phaseResults(const operations::OperationView& view, State state)
{
    std::vector<PhaseResult> results;
    const double envelope = static_cast<double>(view.envelopeNs());
    for (const Phase& phase : view.phases.phases) {
        PhaseResult result;
        result.phase = phase.rule->id;
        result.state = stateOf(phase, state);
        result.startNs = phase.startNs - view.startNs;
        result.durationNs = phase.busyNs;
        result.share = envelope > 0 ? static_cast<double>(phase.busyNs) / envelope : 0;
        if (!phase.runs.empty()) {
            result.span = phase.runs.front().span;
            result.spanId = view.traces().spanIdText(result.span);
        }
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace spanlight::diagnosis
