#pragma once

#include "models/operations/profile.h"
#include "models/sources/source.h"

#include <memory>

namespace spanlight::app {

/// What profiles know of how operations are found: keys of the id, services to leave out, tags to fall back on. Of all
/// built-in ones unless one is named.
void addProfileKeys(sources::SearchQuery& query, const std::shared_ptr<const operations::Profile>& named);

/// Whether nothing but an id is asked for.
[[nodiscard]] bool asksForIdOnly(const sources::SearchQuery& query);

} // namespace spanlight::app
