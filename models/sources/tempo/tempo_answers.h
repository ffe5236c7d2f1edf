#pragma once

#include "models/sources/http/http_client.h"
#include "models/trace/ids.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// What a search answered: ids only, the traces are fetched one by one.
struct TempoHits
{
    std::vector<trace::TraceId> traces;
    std::optional<SourceError> error;
    bool incomplete = false; ///< some of the search's jobs did not run
};
[[nodiscard]] TempoHits hitsIn(const HttpAnswer& answer);

/// What the server allows, when it refused a search because it asked for more; nothing: it did not.
struct TempoLimits
{
    std::optional<int> traces;
    std::optional<std::int64_t> rangeNs;
};
[[nodiscard]] TempoLimits limitsIn(const HttpAnswer& answer);

/// The error of a search with a query of the user's own: his mistake in the words of Tempo, else `error`.
[[nodiscard]] SourceError errorOfQuery(const HttpAnswer& answer, const SourceError& error);

/// One trace as Tempo answered, made ready for a reader.
struct TempoTrace
{
    enum class State : std::uint8_t { Trace, Unknown, Failed, NoSuchPath };
    State state = State::Failed;
    QByteArray body;                  ///< OTLP in protobuf or JSON
    std::optional<QString> partial;   ///< Tempo left out a part: why
    std::optional<SourceError> error; ///< for Failed
};
/// `v1`: what /api/traces/ID answered, else /api/v2/traces/ID. NoSuchPath: the version is older than 2.6.
[[nodiscard]] TempoTrace traceIn(const HttpAnswer& answer, bool v1);

/// Values of a tag (both generations of the interface), or nothing when it is no such answer.
[[nodiscard]] std::optional<std::vector<QString>> tagValuesIn(const HttpAnswer& answer);

} // namespace spanlight::sources
