#pragma once

#include "models/sources/source.h"
#include "models/sources/work_link.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

/// A search of an archive on a worker thread, with a connection of its own.
class ArchiveJob final : public SourceJob
{
    Q_OBJECT

public:
    ArchiveJob(QString path, SearchQuery query, std::uint64_t mostBytes);
    ~ArchiveJob() override;

    void cancel() override;

    /// Services of the whole archive, sorted; after finished().
    [[nodiscard]] const std::vector<QString>& services() const { return m_services; }

private:
    std::shared_ptr<WorkLink> m_link;
    std::vector<QString> m_services;
};

} // namespace spanlight::sources
