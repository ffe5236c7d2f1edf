#pragma once

#include "models/sources/archive/archive_reader.h"
#include "models/sources/source.h"

#include <cstdint>
#include <functional>

namespace spanlight::sources {

/// Says how many traces were looked at; false: stop.
using SearchProgress = std::function<bool(std::uint64_t traces)>;

/// Searches an archive: the index names traces that can match, these are read and filtered like any others
/// (trace_filter.h), newest first, until the limit of the query (0: none) or `mostBytes` of spans are reached. Parts
/// that cannot be read are failures of the report; where the index itself is damaged, all batches are read instead. An
/// error only when nothing could be read. Runs on a worker thread.
[[nodiscard]] tl::expected<SearchAnswer, SourceError>
searchArchive(ArchiveReader& reader, const SearchQuery& query, std::uint64_t mostBytes, const SearchProgress& progress);

} // namespace spanlight::sources
