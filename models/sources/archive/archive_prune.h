#pragma once

#include "models/sources/archive/archive_schema.h"

#include <cstdint>

namespace spanlight::sources {

struct PruneResult
{
    std::int64_t traces = 0;
    std::int64_t spans = 0;
    std::int64_t bytesBefore = 0; ///< of the file with its log
    std::int64_t bytesAfter = 0;
    ArchiveLimits limits; ///< that hold from now on
};

/// Deletes the oldest traces until the archive keeps to its limits, or to these new ones, which stay with the file, and
/// gives the space back to the disk. In small transactions: other programs may write meanwhile.
[[nodiscard]] tl::expected<PruneResult, SourceError> pruneArchive(const QString& path,
                                                                  const std::optional<ArchiveLimits>& newLimits);

} // namespace spanlight::sources
