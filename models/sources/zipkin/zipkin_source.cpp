#include "models/sources/zipkin/zipkin_source.h"

#include "models/sources/http/http_client.h"
#include "models/sources/zipkin/zipkin_answers.h"
#include "models/sources/zipkin/zipkin_job.h"
#include "models/sources/zipkin/zipkin_suggestions.h"

namespace spanlight::sources {

ZipkinSource::ZipkinSource(ServerAddress address, const ConnectionOptions& options, QObject* parent)
    : Source(parent), m_address(std::move(address)), m_client(std::make_shared<HttpClient>(options)),
      m_server(std::make_shared<ZipkinServer>())
{
}

ZipkinSource::~ZipkinSource() = default;

QString ZipkinSource::title() const
{
    return QStringLiteral("zipkin · ") + m_address.base.authority() + m_address.base.path();
}

Capabilities ZipkinSource::capabilities() const
{
    Capabilities capabilities;
    capabilities.live = true;
    capabilities.searchWithoutService = true;
    capabilities.attributeSearch = true;
    capabilities.durationSearch = true;
    capabilities.suggests = true;
    return capabilities;
}

std::unique_ptr<SourceJob> ZipkinSource::search(const SearchQuery& query)
{
    if (auto refused = refusalOf(*this, query))
        return refused;
    auto job = std::make_unique<ZipkinJob>(m_client, m_address.base, m_server, query);
    connect(job.get(), &SourceJob::finished, this, &ZipkinSource::takeServices);
    return job;
}

std::unique_ptr<SuggestionJob> ZipkinSource::suggest(const SuggestionQuery& query)
{
    return zipkinSuggestions(m_client, m_address.base, query);
}

void ZipkinSource::refreshServices()
{
    if (m_call || m_client->prepare())
        return;
    m_call = m_client->get(zipkinServicesUrl(m_address.base));
    connect(m_call.get(), &HttpCall::finished, this, [this] {
        if (const auto services = zipkinServicesIn(m_call->answer())) {
            m_server->known = true;
            m_server->services = *services;
        }
        m_call.release()->deleteLater(); // it is the sender
        takeServices();
    });
}

void ZipkinSource::takeServices()
{
    if (m_services == m_server->services)
        return;
    m_services = m_server->services;
    emit servicesChanged();
}

} // namespace spanlight::sources
