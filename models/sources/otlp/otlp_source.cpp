#include "models/sources/otlp/otlp_source.h"

#include "models/sources/load_job.h"

#include <algorithm>
#include <iterator>

namespace spanlight::sources {

namespace {

constexpr int kQuietMs = 250;

} // namespace

OtlpSource::OtlpSource(OtlpAddress address, QObject* parent)
    : Source(parent), m_address(address.shown), m_place(QString::fromStdString(address.receiver.host) +
                                                        QLatin1Char(':') + QString::number(address.receiver.httpPort)),
      m_link(std::make_shared<WorkLink>(this))
{
    m_station = std::make_shared<OtlpStation>(std::move(address), [this, link = m_link] {
        // `this` is only used inside posted functions, which do not run once the source is gone.
        link->post([this] { tellArrived(); });
    });
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        if (m_isWaiting)
            tellArrived();
    });
}

OtlpSource::~OtlpSource()
{
    m_link->cut();
    m_station->stop(); // searches may still hold the station; the port must be free now
    startWork(m_link, [station = std::move(m_station)](const auto&) mutable { station.reset(); });
}

QString OtlpSource::title() const
{
    return QStringLiteral("receiver · ") + m_place;
}

Capabilities OtlpSource::capabilities() const
{
    Capabilities capabilities;
    capabilities.live = true;
    capabilities.receives = true;
    capabilities.searchWithoutService = true;
    capabilities.attributeSearch = true;
    capabilities.durationSearch = true;
    return capabilities;
}

void OtlpSource::tellArrived()
{
    m_isWaiting = m_quiet.isActive();
    if (m_isWaiting)
        return;
    m_quiet.start();
    if (const auto traces = m_station->takeArrived(); !traces.empty())
        emit arrived(traces);
}

std::unique_ptr<SourceJob> OtlpSource::search(const SearchQuery& query)
{
    if (auto refused = refusalOf(*this, query))
        return refused;
    auto job = std::make_unique<LoadJob>(query, title(), [station = m_station, query](const LoadProgress& progress) {
        return station->load(query, progress);
    });
    // The job is the sender, so it is alive while the slot runs.
    connect(job.get(), &SourceJob::finished, this, [this, done = job.get()] { noteServices(done->services()); });
    return job;
}

void OtlpSource::noteServices(const std::vector<QString>& services)
{
    std::vector<QString> all;
    std::set_union(m_services.begin(), m_services.end(), services.begin(), services.end(), std::back_inserter(all));
    if (all == m_services)
        return;
    m_services = std::move(all);
    emit servicesChanged();
}

} // namespace spanlight::sources
