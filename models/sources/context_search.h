#pragma once

#include "models/operations/context_query.h"
#include "models/sources/source.h"

#include <optional>

namespace spanlight::sources {

/// The question in the words of a source.
[[nodiscard]] SearchQuery toSearchQuery(const operations::ContextQuery& query);

/// What the answer lacks, as a sentence for the completeness of a diagnosis; empty when nothing.
[[nodiscard]] QString contextLoss(const operations::ContextQuery& query, const SearchAnswer& answer,
                                  const std::optional<SourceError>& error);

} // namespace spanlight::sources
