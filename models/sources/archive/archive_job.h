#pragma once

#include "models/sources/local_job.h"

namespace spanlight::sources {

/// A search of an archive on a worker thread, with a connection of its own.
class ArchiveJob final : public LocalJob
{
    Q_OBJECT

public:
    ArchiveJob(QString path, SearchQuery query, std::uint64_t mostBytes);
};

} // namespace spanlight::sources
