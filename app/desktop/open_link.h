#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>

namespace spanlight::app {

/// What a `spanlight://open?…` address asks for.
struct OpenLink
{
    QString source;    ///< demo:, archive:, or an address of a server
    QString operation; ///< or
    QString traceId;
    std::optional<std::int64_t> nowNs;
};

/// Whether the text is meant as such an address.
[[nodiscard]] bool isOpenLink(const QString& text);

/// Reads `spanlight://open?source=…&operation=…` (or `trace=…`, and `now=…`), as a dashboard or a chat links to an
/// operation. Web pages may hold such links, so they can do little: the source is `demo:`, `archive:` or a server by
/// http(s) (with the prefixes of contract 1.1) on this machine; no file, no other host, no credentials, no other item,
/// nothing twice. The error says what is wrong.
[[nodiscard]] tl::expected<OpenLink, QString> parseOpenLink(const QString& text);

} // namespace spanlight::app
