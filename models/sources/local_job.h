#pragma once

#include "models/sources/source.h"
#include "models/sources/work_link.h"

#include <QElapsedTimer>

#include <memory>
#include <vector>

namespace spanlight::sources {

/// A search that one worker thread does on this machine: in files or in the archive.
class LocalJob : public SourceJob
{
    Q_OBJECT

public:
    LocalJob();
    ~LocalJob() override;

    void cancel() override;

    /// Services of what was looked through, sorted; after finished().
    [[nodiscard]] const std::vector<QString>& services() const { return m_services; }

protected:
    [[nodiscard]] const std::shared_ptr<WorkLink>& link() const { return m_link; }
    /// Ends the job, in its own thread.
    void finishWith(std::vector<QString> services, SearchAnswer answer, std::optional<SourceError> error);

private:
    std::shared_ptr<WorkLink> m_link;
    std::vector<QString> m_services;
};

/// Tells the progress of such work now and then. Lives on the worker thread.
class ProgressTeller
{
public:
    ProgressTeller() { m_sinceReport.start(); }

    /// Whether it is time to tell it again.
    [[nodiscard]] bool isDue();

private:
    QElapsedTimer m_sinceReport;
};

} // namespace spanlight::sources
