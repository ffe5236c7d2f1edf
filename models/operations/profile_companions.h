#pragma once

#include "models/operations/json_node.h"
#include "models/operations/profile.h"

namespace spanlight::operations {

/// The profile's queries for Prometheus. Mistakes are kept in the node.
void readMetrics(const JsonNode& list, Profile& profile);
/// The profile's templates of links. Mistakes are kept in the node.
void readLinks(const JsonNode& list, Profile& profile);

} // namespace spanlight::operations
