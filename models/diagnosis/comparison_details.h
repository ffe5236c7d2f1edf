#pragma once

#include "models/diagnosis/comparison.h"
#include "models/diagnosis/time_tree.h"

#include <vector>

// The parts of a comparison that look at single spans.
namespace spanlight::diagnosis {

/// Every step of both runs, parents before children, in the order of A, then those that only B has.
[[nodiscard]] std::vector<StepComparison> matchSteps(const operations::OperationView& a,
                                                     const operations::OperationView& b, const StepNames& names,
                                                     const TimeTree& aTree, const TimeTree& bTree);

/// Failures where they began (no span below failed), unless both runs have them equally often. By first occurrence in
/// A, then in B.
[[nodiscard]] std::vector<ErrorComparison> matchErrors(const operations::OperationView& a,
                                                       const operations::OperationView& b, StepNames& names);

/// Attributes of spans that both runs have once, with other values: what the runs were asked to do, not what they
/// measured. Fills `attributes` and `attributesOmitted`.
void compareAttributes(const operations::OperationView& a, const operations::OperationView& b, const StepNames& names,
                       const TimeTree& aTree, const TimeTree& bTree, Comparison& result);

} // namespace spanlight::diagnosis
