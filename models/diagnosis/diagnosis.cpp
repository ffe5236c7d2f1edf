#include "models/diagnosis/diagnosis.h"

namespace spanlight::diagnosis {

std::string_view name(Severity severity)
{
    switch (severity) {
    case Severity::Critical:
        return "critical";
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Info:
        return "info";
    }
    return "info";
}

std::string_view name(State state)
{
    switch (state) {
    case State::Completed:
        return "completed";
    case State::Failed:
        return "failed";
    case State::Cancelled:
        return "cancelled";
    case State::Running:
        return "running";
    case State::Stuck:
        return "stuck";
    case State::Lost:
        return "lost";
    case State::NotFound:
        return "not-found";
    case State::Unknown:
        return "unknown";
    }
    return "unknown";
}

std::string_view name(PhaseState state)
{
    switch (state) {
    case PhaseState::Completed:
        return "completed";
    case PhaseState::Failed:
        return "failed";
    case PhaseState::Running:
        return "running";
    case PhaseState::Stuck:
        return "stuck";
    case PhaseState::Gap:
        return "gap";
    case PhaseState::Missing:
        return "missing";
    }
    return "missing";
}

} // namespace spanlight::diagnosis
