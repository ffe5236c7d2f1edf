#include "models/sources/file_source.h"

#include "models/sources/load_job.h"
#include "models/sources/local_loader.h"
#include "models/sources/moment.h"

#include <QFileInfo>
#include <QStringList>

namespace spanlight::sources {

FileSource::FileSource(std::vector<QString> paths, QObject* parent)
    : Source(parent), m_paths(std::move(paths)), m_loader(std::make_shared<LocalLoader>(m_paths))
{
}

FileSource::~FileSource() = default;

QString FileSource::title() const
{
    if (m_paths.size() != 1)
        return QStringLiteral("%1 files").arg(m_paths.size());
    if (m_paths.front() == QLatin1String("-"))
        return QStringLiteral("standard input");
    const QFileInfo info(m_paths.front());
    return info.fileName().isEmpty() ? m_paths.front() : info.fileName();
}

QString FileSource::address() const
{
    QStringList paths;
    for (const QString& path : m_paths)
        paths << path;
    return paths.join(QStringLiteral(", "));
}

Capabilities FileSource::capabilities() const
{
    Capabilities capabilities;
    capabilities.searchWithoutService = true;
    capabilities.attributeSearch = true;
    capabilities.durationSearch = true;
    return capabilities;
}

std::unique_ptr<SourceJob> FileSource::search(const SearchQuery& query)
{
    if (auto refused = refusalOf(*this, query))
        return refused;
    auto job = std::make_unique<LoadJob>(
        query, title(), [loader = m_loader](const LoadProgress& progress, const StartPreview& startPreview) {
            return loader->load(progress, startPreview);
        });
    // The job is the sender, so it is alive while the slot runs.
    connect(job.get(), &SourceJob::finished, this, [this, done = job.get()] { noteServices(done->services()); });
    return job;
}

void FileSource::noteServices(const std::vector<QString>& services)
{
    if (services.empty() || services == m_services)
        return;
    m_services = services;
    emit servicesChanged();
}

std::optional<std::int64_t> FileSource::suggestedNowNs(const SearchAnswer& answer, const QString& id) const
{
    (void)id;
    const auto loaded = m_loader->last();
    const bool isKnown = loaded && loaded->stores == answer.stores;
    const auto newest = isKnown ? loaded->newestNs : newestTimeNs(answer.stores);
    if (!newest)
        return std::nullopt;
    return momentOfRecording(*newest, loaded ? loaded->modifiedNs : std::nullopt);
}

} // namespace spanlight::sources
