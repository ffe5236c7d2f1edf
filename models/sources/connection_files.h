#pragma once

#include "models/sources/source.h"

#include <tl/expected.hpp>

#include <optional>

namespace spanlight::sources {

/// Says which of the files that the options name (token, certificates, key) is not there or may not be read. Does not
/// open them: they may be pipes, and files that hold traces need none of them.
[[nodiscard]] std::optional<SourceError> unreadableFile(const ConnectionOptions& options);

/// The value of a header as it was typed: itself, or what the file of "@FILE" holds, without surrounding space. So
/// secrets need not stand on a command line.
[[nodiscard]] tl::expected<QString, SourceError> headerValue(const QString& typed);

} // namespace spanlight::sources
