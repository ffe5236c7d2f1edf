#include "models/diagnosis/detectors/no_workers_registered.h"

#include "models/diagnosis/detectors/worker_selection.h"

namespace spanlight::diagnosis {

RuleResult detectNoWorkersRegistered(const RuleInput& input)
{
    return detectSelection(input, SelectionVerdict::NoneRegistered, "no-workers-registered");
}

} // namespace spanlight::diagnosis
