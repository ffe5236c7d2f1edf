#pragma once

#include "models/operations/companion_facts.h"
#include "models/sources/http/http_client.h"
#include "models/sources/source.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <vector>

class QJsonObject;

namespace spanlight::sources {

/// An answer, read; or why it cannot be used.
template <typename Value>
using Read = tl::expected<Value, SourceError>;

/// `GET /api/v1/operations/{id}` in the real shape (`success`, `data`) and the documented ones (the operation itself,
/// `operation`). "No such operation" is an answer only where the server names the id: any server has a 404.
[[nodiscard]] Read<operations::OperationFact> operationIn(const HttpAnswer& answer, const QString& id,
                                                          std::int64_t timeNs);

/// `GET /api/v1/workers`: a bare list, or an object with `workers` or `data`.
[[nodiscard]] Read<operations::WorkerList> workersIn(const HttpAnswer& answer, std::int64_t timeNs);

/// `GET /api/v1/health`, or `/health` where that is documented.
[[nodiscard]] Read<operations::ApiHealth> apiHealthIn(const HttpAnswer& answer, std::int64_t timeNs);

/// A worker's own `GET /health`; a failure comes with status 200, too.
[[nodiscard]] Read<operations::WorkerAnswer> workerAnswerIn(const HttpAnswer& answer, const std::string& worker,
                                                            std::int64_t timeNs);

/// What Prometheus answered.
struct MetricAnswer
{
    std::vector<operations::MetricSeries> series;
    std::vector<QString> warnings; ///< Prometheus' own, and what was left out here
};

/// `GET /api/v1/query` and `/query_range`: vector, matrix and scalar; sample values are texts, "NaN" and "+Inf" too.
[[nodiscard]] Read<MetricAnswer> metricsIn(const HttpAnswer& answer, const operations::MetricQuery& query,
                                           std::int64_t timeNs);

/// `GET /api/v1/status/buildinfo`: the version.
[[nodiscard]] Read<QString> prometheusVersionIn(const HttpAnswer& answer);

} // namespace spanlight::sources
