#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/operation_view.h"

#include <vector>

namespace spanlight::diagnosis {

/// The execution flow of the contract: spans that carry a phase, the entry, calls and requests at service boundaries,
/// failed spans; by start, then span id. At most 50; failed spans and the evidence of the first finding are kept first.
void fillFlow(const operations::OperationView& view, Diagnosis& diagnosis);

} // namespace spanlight::diagnosis
