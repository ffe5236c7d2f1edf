#pragma once

#include "models/sources/source.h"

#include <QElapsedTimer>
#include <QObject>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace spanlight::app {

/// What a search over all open sources brought.
struct Found
{
    sources::SearchAnswer answer;             ///< of all sources together
    std::vector<sources::SourceError> errors; ///< of sources that gave nothing usable
    bool anyAnswered = false;
    qint64 tookMs = 0;
};

/// One search at a time over several sources. Starting the next one, or cancelling, drops the one before at once.
class SearchRun : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void start(const std::vector<std::unique_ptr<sources::Source>>& sources, const sources::SearchQuery& query);
    void cancel();
    [[nodiscard]] bool isRunning() const { return !m_jobs.empty(); }

signals:
    void progressChanged(qint64 done, qint64 total, const QString& text);
    /// The beginning of one of the inputs, while it is read.
    void previewed(const std::shared_ptr<const spanlight::trace::TraceStore>& store);
    void finished(const spanlight::app::Found& found);

private:
    void noteFinished(std::uint64_t number);
    [[nodiscard]] Found collect();

    std::vector<std::unique_ptr<sources::SourceJob>> m_jobs;
    std::size_t m_finished = 0;
    std::uint64_t m_number = 0; ///< tells signals of an earlier search apart
    QElapsedTimer m_timer;
};

} // namespace spanlight::app
