#include "models/sources/archive/archive_source.h"

#include "models/sources/archive/archive_job.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/archive_reader.h"

#include <QDateTime>
#include <QFileInfo>
#include <QMetaMethod>

#include <algorithm>
#include <utility>

namespace spanlight::sources {

namespace {

constexpr int kWatchEveryMs = 300;
constexpr std::size_t kMostArrived = 10'000;

// A look at the folder only: nothing that could wait for another program. Every commit changes the log.
std::pair<qint64, qint64> stateOf(const QString& path)
{
    std::pair<qint64, qint64> state;
    for (const QString& file : {path, path + QStringLiteral("-wal")}) {
        const QFileInfo info(file);
        if (!info.exists())
            continue;
        state.first = std::max(state.first, info.lastModified().toMSecsSinceEpoch());
        state.second += info.size();
    }
    return state;
}

} // namespace

ArchiveSource::ArchiveSource(QString path, QString address, const ConnectionOptions& options, QObject* parent)
    : Source(parent), m_path(std::move(path)), m_address(std::move(address)),
      m_mostBytes(static_cast<std::uint64_t>(std::max<qint64>(options.maxAnswerBytes, 0))),
      m_link(std::make_shared<WorkLink>(this))
{
    m_watch.setInterval(kWatchEveryMs);
    connect(&m_watch, &QTimer::timeout, this, &ArchiveSource::lookForChange);
}

ArchiveSource::~ArchiveSource()
{
    m_link->cut();
}

QString ArchiveSource::title() const
{
    return m_path == archivePath() ? QStringLiteral("archive")
                                   : QStringLiteral("archive · %1").arg(QFileInfo(m_path).fileName());
}

Capabilities ArchiveSource::capabilities() const
{
    Capabilities capabilities;
    capabilities.live = true;
    capabilities.searchWithoutService = true;
    capabilities.attributeSearch = true;
    capabilities.durationSearch = true;
    capabilities.everything = true;
    return capabilities;
}

std::unique_ptr<SourceJob> ArchiveSource::search(const SearchQuery& query)
{
    if (auto refused = refusalOf(*this, query))
        return refused;
    auto job = std::make_unique<ArchiveJob>(m_path, query, m_mostBytes);
    // The job is the sender, so it is alive while the slot runs.
    connect(job.get(), &SourceJob::finished, this, [this, done = job.get()] {
        if (!done->error())
            noteServices(done->services());
    });
    return job;
}

void ArchiveSource::refreshServices()
{
    startWork(m_link, [this, path = m_path](const std::shared_ptr<WorkLink>& link) {
        auto reader = ArchiveReader::open(path);
        if (!reader)
            return;
        reader->setStop([link] { return link->isCut(); });
        auto services = std::make_shared<std::vector<QString>>(reader->services());
        link->post([this, services] { noteServices(std::move(*services)); });
    });
}

void ArchiveSource::noteServices(std::vector<QString> services)
{
    if (services == m_services)
        return;
    m_services = std::move(services);
    emit servicesChanged();
}

void ArchiveSource::connectNotify(const QMetaMethod& signal)
{
    Source::connectNotify(signal);
    if (signal != QMetaMethod::fromSignal(&Source::arrived) || m_watch.isActive())
        return;
    m_watch.start();
    lookForChange();
}

void ArchiveSource::lookForChange()
{
    const auto now = stateOf(m_path);
    if (m_isLooking || (m_newestBatch >= 0 && now == m_seen))
        return;
    m_seen = now;
    m_isLooking = true;
    startWork(m_link, [this, path = m_path, known = m_newestBatch](const std::shared_ptr<WorkLink>& link) {
        std::int64_t newest = known;
        auto arrived = std::make_shared<std::vector<trace::TraceId>>();
        if (auto reader = ArchiveReader::open(path)) {
            reader->setStop([link] { return link->isCut(); });
            newest = reader->newestBatch();
            if (known >= 0 && newest > known)
                *arrived = reader->arrivedAfter(known, kMostArrived);
        } else if (known < 0) {
            newest = 0; // it may come into being
        }
        link->post([this, newest, arrived] { takeArrived(newest, std::move(*arrived)); });
    });
}

void ArchiveSource::takeArrived(std::int64_t newest, std::vector<trace::TraceId> traces)
{
    m_isLooking = false;
    m_newestBatch = newest;
    if (!traces.empty())
        emit arrived(traces);
}

} // namespace spanlight::sources
