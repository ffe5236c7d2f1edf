#pragma once

#include "models/sources/source.h"

#include <QUrl>

#include <cstdint>
#include <vector>

namespace spanlight::sources {

/// Jaeger's two HTTP interfaces: the one of its web pages (v1 … v2.20) and the documented API v3.
enum class JaegerApi : std::uint8_t { Legacy, V3 };

/// What one search request asks of one service.
struct JaegerSearch
{
    QString service;
    QString name;
    std::vector<std::pair<QString, QString>> attributes;
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    std::optional<std::int64_t> minDurationNs;
    std::optional<std::int64_t> maxDurationNs;
    int limit = 100;
    bool raw = false; ///< without Jaeger's adjustments of times
};

/// GET that lists the services.
[[nodiscard]] QUrl servicesUrl(const QUrl& base, JaegerApi api);
/// GET without parameters: API v3 of 2.19 and newer answers with an error in JSON, older servers do not know the path.
[[nodiscard]] QUrl summariesProbeUrl(const QUrl& base);
/// GET that searches traces. Legacy times are microseconds, those of v3 RFC 3339; durations are in Go's notation.
/// The spelling of v3 is snake_case, which every version understands.
[[nodiscard]] QUrl searchUrl(const QUrl& base, JaegerApi api, const JaegerSearch& search);
/// The same question, answered by API v3 of 2.19 and newer with what the traces are like instead of the traces.
[[nodiscard]] QUrl summariesUrl(const QUrl& base, const JaegerSearch& search);
/// GET of one trace; the id is hexadecimal. `raw`: as it was sent, without Jaeger's adjustments of times.
[[nodiscard]] QUrl traceUrl(const QUrl& base, JaegerApi api, const QString& traceId, bool raw = false);
/// Any other path below the base, for example `/api/echo`.
[[nodiscard]] QUrl urlBelow(const QUrl& base, const QString& path);

} // namespace spanlight::sources
