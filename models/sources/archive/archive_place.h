#pragma once

#include <QString>

#include <string>
#include <vector>

namespace spanlight::sources {

/// Whether an address names an archive: `archive:` or `archive:/path/to/file`.
[[nodiscard]] bool isArchiveAddress(const QString& address);

/// The file that an address means. Without a path: the variable SPANLIGHT_ARCHIVE, else the user's own archive
/// (~/.local/share/spanlight/archive.sqlite on Linux). A plain path stands for itself.
[[nodiscard]] QString archivePath(const QString& address = QStringLiteral("archive:"));

/// Attributes that hold operation ids in any of the built-in profiles: what an archive can be searched for quickly.
[[nodiscard]] std::vector<std::string> builtinOperationKeys();

} // namespace spanlight::sources
