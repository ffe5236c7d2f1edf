#pragma once

#include "models/diagnosis/engine.h"
#include "models/sources/source.h"

#include <cstdint>
#include <vector>

namespace spanlight::app {

/// What the engine must know about the searches that found the traces, the same for the command line and the window.
/// `live`: a server was asked; files name no services. `nowNs`: when it was asked.
[[nodiscard]] diagnosis::SearchContext searchContext(const std::vector<sources::SearchReport>& reports, bool live,
                                                     std::int64_t nowNs);

} // namespace spanlight::app
