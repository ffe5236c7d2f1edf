#pragma once

#include "models/diagnosis/state.h"
#include "models/operations/operation_view.h"
#include "models/trace/timeline.h"

namespace spanlight::diagnosis {

/// What the timeline of the operation shows: its spans, its gaps and ghosts, and which spans are noise.
[[nodiscard]] trace::TimelineInput timelineRows(const operations::OperationView& view, const StateInfo& state);

} // namespace spanlight::diagnosis
