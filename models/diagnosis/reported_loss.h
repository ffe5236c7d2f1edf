#pragma once

#include "models/diagnosis/worker_loss.h"

#include <optional>
#include <string>

namespace spanlight::diagnosis {

/// Signs in the companions' words that the process that ran an unfinished operation is gone: the API or the worker
/// denies to know it, the worker's health checks fail, the worker is idle, not in the list, or down for Prometheus.
/// `worker`: id or host:port of the worker as the traces tell it, `target`: host:port of its address; both may be
/// empty. Only health checks count while the operation is not idle beyond its limit.
[[nodiscard]] std::optional<WorkerLoss> findReportedLoss(const operations::OperationView& view,
                                                         const std::string& worker, const std::string& target);

} // namespace spanlight::diagnosis
