#include "models/diagnosis/detectors/no_capable_workers.h"

#include "models/diagnosis/detectors/worker_selection.h"

namespace spanlight::diagnosis {

RuleResult detectNoCapableWorkers(const RuleInput& input)
{
    return detectSelection(input, SelectionVerdict::NoneCapable, "no-capable-workers");
}

} // namespace spanlight::diagnosis
