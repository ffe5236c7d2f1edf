#pragma once

#include "models/diagnosis/walk.h"
#include "models/diagnosis/walk_facts.h"
#include "models/operations/operation_view.h"

#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// What a step saw where it looked.
struct Seen
{
    StepVerdict verdict = StepVerdict::Unknown;
    StepValues values;
    std::vector<Evidence> evidence;
    std::string rule;
    std::vector<Fix> fixes;
};

/// What was searched for, where, and over which time.
[[nodiscard]] std::string searchText(const WalkRequest& request);
/// One part of how the traces were searched: what was asked, and what came back.
[[nodiscard]] Seen lookAtSearch(SearchAspect aspect, const WalkRequest& request, const operations::OperationView& view);

} // namespace spanlight::diagnosis
