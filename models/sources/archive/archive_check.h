#pragma once

#include "models/sources/source.h"

#include <QString>

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace spanlight::sources {

/// What a look at the whole archive has found.
struct ArchiveVerdict
{
    std::int64_t batches = 0;
    std::int64_t spans = 0;
    std::int64_t brokenBatches = 0; ///< whose spans cannot be read
    std::vector<QString> damages;   ///< sentences; empty: the archive is sound
};

/// Looks at everything: SQLite's own check, every batch against its hash and number of spans, and whether the index
/// names what is there. Never alters the file. `goOn` is asked every now and then; false: stop (error Cancelled). An
/// error also when the file cannot be opened at all.
[[nodiscard]] tl::expected<ArchiveVerdict, SourceError> checkArchive(const QString& path,
                                                                     const std::function<bool()>& goOn);

} // namespace spanlight::sources
