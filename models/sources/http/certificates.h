#pragma once

#include "models/sources/source.h"

#include <QList>
#include <QSslConfiguration>
#include <QSslError>
#include <QUrl>

#include <tl/expected.hpp>

namespace spanlight::sources {

/// The authorities to trust and the certificate to show, read from the files that the options name. The error names the
/// file and what is wrong with it.
[[nodiscard]] tl::expected<QSslConfiguration, SourceError> tlsFor(const ConnectionOptions& options);

/// Which certificate of the server is not accepted and why: expired, issued by whom, for which names.
[[nodiscard]] SourceError errorOfCertificate(const QList<QSslError>& errors, const QUrl& url);

} // namespace spanlight::sources
