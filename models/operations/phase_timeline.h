#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanlight::operations {

struct OperationView;

/// One uninterrupted stretch of a phase: its outermost span.
struct PhaseRun
{
    trace::SpanRef span;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    bool failed = false;
};

/// What is known about a phase.
enum class PhaseShape : std::uint8_t {
    Seen,    ///< spans show it
    Gap,     ///< must have run between other spans or until the end, not instrumented
    OpenGap, ///< must be running now, or should be; nothing shows it
    Missing, ///< expected next, has not begun as far as one can tell
};

struct Phase
{
    const PhaseRule* rule = nullptr;
    PhaseShape shape = PhaseShape::Seen;
    std::vector<PhaseRun> runs; ///< by start; empty unless Seen
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;  ///< asOf for open phases
    std::int64_t busyNs = 0; ///< union of the runs; length of the gap
    bool open = false;       ///< not finished at the moment of looking
    bool failed = false;     ///< its last run failed, or the operation failed in this gap
    bool isWork = false;     ///< a phase of the work itself, not of submitting it
};

/// The phases of an operation in their order on the time line.
struct PhaseTimeline
{
    std::vector<Phase> phases;          ///< by start, then the profile's order
    int open = -1;                      ///< index of the phase that is under way, -1: finished or unknown
    std::vector<std::string> alsoInGap; ///< other phases that may hide in the gap `open` or the last gap

    [[nodiscard]] const Phase* openPhase() const
    {
        return open < 0 ? nullptr : &phases[static_cast<std::size_t>(open)];
    }
    [[nodiscard]] const Phase* find(std::string_view id) const;
};

/// Phases from spans, then gaps: where the operation ended or is, although no span says so (contract 2.2 and 2.3).
/// Uses the view's spans, life cycle, calls and absences.
[[nodiscard]] PhaseTimeline buildPhases(const OperationView& view);

/// Index into OperationType::phases of the phase that a span belongs to, or -1.
[[nodiscard]] int phaseOf(const Profile& profile, const OperationType& type, Role role, std::string_view name,
                          std::string_view service, std::string_view path, trace::SpanKind kind);

} // namespace spanlight::operations
