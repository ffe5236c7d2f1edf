#pragma once

#include "models/diagnosis/pipeline.h"

#include <vector>

namespace spanlight::diagnosis {

/// What recent traces tell about the way they were made: propagation hop by hop (the rules for lost context and missing
/// worker spans over recent operations), orphans, client spans at the root, service names, span names, kinds, sizes.
/// `companions`: addresses for the commands of the remedies.
[[nodiscard]] std::vector<PipelineCheck> examineTraces(const PipelinePart& part, const operations::Profile& profile,
                                                       std::int64_t nowNs,
                                                       const operations::CompanionFacts& companions);

} // namespace spanlight::diagnosis
