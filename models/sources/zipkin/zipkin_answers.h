#pragma once

#include "models/sources/http/http_client.h"

#include <QString>

#include <optional>
#include <vector>

namespace spanlight::sources {

/// What a search or fetch answered, seen before its spans are read.
struct ZipkinAnswer
{
    enum class State : std::uint8_t { Traces, Empty, Failed };
    State state = State::Failed;
    std::optional<SourceError> error; ///< with Traces: the answer broke off
};

/// Looks at status and shape only. A trace that the server does not know is Empty; a path that it does not know is
/// Failed. `traceId` is the one that was asked for, empty for a search.
[[nodiscard]] ZipkinAnswer classifyZipkin(const HttpAnswer& answer, const QString& traceId);

/// Names in an answer of /api/v2/services, sorted, or nothing when it is not such an answer.
[[nodiscard]] std::optional<std::vector<QString>> zipkinServicesIn(const HttpAnswer& answer);
/// Why zipkinServicesIn() gave nothing.
[[nodiscard]] SourceError zipkinErrorOf(const HttpAnswer& answer, const QString& expected);

} // namespace spanlight::sources
