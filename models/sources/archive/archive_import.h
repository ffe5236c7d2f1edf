#pragma once

#include "models/sources/source.h"
#include "models/trace/trace_store.h"

#include <QString>

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace spanlight::sources {

struct ImportResult
{
    std::uint64_t kept = 0;          ///< spans that are new in the archive
    std::uint64_t repeated = 0;      ///< spans that were there already
    std::vector<std::string> losses; ///< "N × …": what OTLP cannot hold
};

/// Keeps all spans of the stores in an archive, which is made when it is not there. A span that is there already is
/// left out: the same trace id and span id, and all else equal, too. Blocks until everything is kept; not for the GUI
/// thread. `goOn` gets the spans done so far; false: stop, what was kept stays.
[[nodiscard]] tl::expected<ImportResult, SourceError>
importTraces(const QString& path, const std::vector<std::shared_ptr<const trace::TraceStore>>& stores,
             const std::function<bool(std::uint64_t spans)>& goOn);

} // namespace spanlight::sources
