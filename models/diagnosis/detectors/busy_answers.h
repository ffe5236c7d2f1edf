#pragma once

#include "models/diagnosis/rule.h"

#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// Workers that were asked to take the work and said that they are busy.
struct BusyAnswers
{
    std::vector<const operations::ClientCall*> calls; ///< the last one to each worker, by start
    std::string words;                                ///< what says so
    trace::SpanRef saidBy;
};

/// Contract 2.2: workers that each answer 503 are all busy if an answer says so. Three of them, or all that can do the
/// work if the selection counted fewer. The error that the operation ends with counts where no
/// selection saw a free worker. Nothing when one of them took the work, or nobody says why.
[[nodiscard]] std::optional<BusyAnswers> findBusyAnswers(const RuleInput& input);

} // namespace spanlight::diagnosis
