#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/operation_view.h"

#include <vector>

namespace spanlight::diagnosis {

/// The phases of the document from those of the operation.
[[nodiscard]] std::vector<PhaseResult> phaseResults(const operations::OperationView& view, State state);

} // namespace spanlight::diagnosis
