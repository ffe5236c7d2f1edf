#include "models/sources/demo/demo_source.h"

#include "models/sources/demo/demo_loader.h"
#include "models/sources/load_job.h"

#include <algorithm>
#include <iterator>

namespace spanlight::sources {

QString demoDefaultOperation()
{
    const std::vector<DemoSample> samples = demoSamples();
    return samples.empty() ? QString() : samples.front().id;
}

DemoSource::DemoSource(QObject* parent) : Source(parent), m_loader(std::make_shared<DemoLoader>()) {}

DemoSource::~DemoSource() = default;

Capabilities DemoSource::capabilities() const
{
    Capabilities capabilities;
    capabilities.searchWithoutService = true;
    capabilities.attributeSearch = true;
    capabilities.durationSearch = true;
    capabilities.separateRecordings = true;
    return capabilities;
}

std::unique_ptr<SourceJob> DemoSource::search(const SearchQuery& query)
{
    if (auto refused = refusalOf(*this, query))
        return refused;
    auto job = std::make_unique<LoadJob>(
        query, QStringLiteral("bundled demo traces"),
        [loader = m_loader, query](const LoadProgress& progress) { return loader->load(query, progress); });
    // The job is the sender, so it is alive while the slot runs.
    connect(job.get(), &SourceJob::finished, this, [this, done = job.get()] { noteServices(done->services()); });
    return job;
}

void DemoSource::noteServices(const std::vector<QString>& found)
{
    std::vector<QString> all;
    std::set_union(m_services.begin(), m_services.end(), found.begin(), found.end(), std::back_inserter(all));
    if (all == m_services)
        return;
    m_services = std::move(all);
    emit servicesChanged();
}

std::optional<std::int64_t> DemoSource::suggestedNowNs(const SearchAnswer& answer, const QString& id) const
{
    return m_loader->momentOf(answer, id);
}

} // namespace spanlight::sources
