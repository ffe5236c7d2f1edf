#include "models/diagnosis/detectors/all_workers_busy.h"

#include "models/diagnosis/detectors/worker_selection.h"

namespace spanlight::diagnosis {

RuleResult detectAllWorkersBusy(const RuleInput& input)
{
    return detectSelection(input, SelectionVerdict::AllBusy, "all-workers-busy");
}

} // namespace spanlight::diagnosis
