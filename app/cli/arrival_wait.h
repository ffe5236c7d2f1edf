#pragma once

#include "models/sources/source.h"

#include <memory>

namespace spanlight::cli {

/// Waits for what is asked for to arrive at a source that receives: searches again whenever spans have come, until the
/// answer has something and nothing more has come to it for a while, at most `timeoutMs`. Says on standard error where
/// to send. `first` is the answer of a search that has just ended. Runs an event loop.
[[nodiscard]] std::unique_ptr<sources::SourceJob> searchAgainUntilThere(sources::Source& source,
                                                                        const sources::SearchQuery& query,
                                                                        std::unique_ptr<sources::SourceJob> first,
                                                                        int timeoutMs);

} // namespace spanlight::cli
