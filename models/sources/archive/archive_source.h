#pragma once

#include "models/sources/source.h"
#include "models/sources/work_link.h"

#include <QTimer>

#include <memory>
#include <vector>

namespace spanlight::sources {

/// `archive:` the local store of everything received or kept. Every search sees the file as it is at that moment; while
/// somebody listens, arrived() tells of traces that any program has added to it.
class ArchiveSource final : public Source
{
    Q_OBJECT

public:
    ArchiveSource(QString path, QString address, const ConnectionOptions& options, QObject* parent = nullptr);
    ~ArchiveSource() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString address() const override { return m_address; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] std::unique_ptr<SourceJob> search(const SearchQuery& query) override;
    [[nodiscard]] std::vector<QString> services() const override { return m_services; }
    void refreshServices() override;

protected:
    void connectNotify(const QMetaMethod& signal) override;

private:
    void noteServices(std::vector<QString> services);
    void lookForChange();
    void takeArrived(std::int64_t newest, std::vector<trace::TraceId> traces);

    QString m_path;
    QString m_address;
    std::uint64_t m_mostBytes;
    std::vector<QString> m_services;

    std::shared_ptr<WorkLink> m_link; ///< of the work that is not a job
    QTimer m_watch;
    std::pair<qint64, qint64> m_seen; ///< of the file and its log: time and size when last looked at
    std::int64_t m_newestBatch = -1;  ///< that was told of; -1: not looked yet
    bool m_isLooking = false;
};

} // namespace spanlight::sources
