#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/engine.h"
#include "models/operations/operation_view.h"

#include <cstdint>
#include <string>

namespace spanlight::diagnosis {

/// How the operation stands, and how sure that is.
struct StateInfo
{
    State state = State::Unknown;
    std::int64_t idleNs = 0;  ///< asOf − newest sign of life; 0 when finished
    std::int64_t limitNs = 0; ///< idle limit that applied
    double confidence = 1;
    bool silentPhase = false; ///< the open phase is never instrumented: healthy and stuck look alike
    std::string because;      ///< for Unknown: why the data cannot tell
};

/// Contract 2.1: terminal evidence, then unknown, stuck, running. Pure.
[[nodiscard]] StateInfo determineState(const operations::OperationView& view, const SearchContext& search);

/// How long the operation may give no sign of life.
[[nodiscard]] std::int64_t idleLimitNs(const operations::OperationView& view);

/// Whether work was handed to a worker with success, as far as the spans tell.
[[nodiscard]] bool isDispatched(const operations::OperationView& view);

/// The root that decides about a plain trace: the earliest span without a parent id; invalid when there is none.
[[nodiscard]] trace::SpanRef rootOf(const operations::OperationView& view);

} // namespace spanlight::diagnosis
