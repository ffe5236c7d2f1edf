#include "models/sources/jaeger/jaeger_source.h"

#include "models/sources/http/http_client.h"
#include "models/sources/jaeger/jaeger_archive.h"
#include "models/sources/jaeger/jaeger_job.h"
#include "models/sources/jaeger/jaeger_probe.h"
#include "models/sources/jaeger/jaeger_suggestions.h"
#include "models/sources/zipkin/zipkin_suggestions.h"

#include <utility>

namespace spanlight::sources {

namespace {

constexpr int kVictoriaTracesLimit = 1000;

// VictoriaTraces knows Jaeger's header not, and would show the traces of its first tenant.
ConnectionOptions withTenant(ConnectionOptions options, const QUrl& base)
{
    if (options.tenant.isEmpty() || !isVictoriaTraces(base))
        return options;
    const QString tenant = std::exchange(options.tenant, {});
    options.headers.emplace_back(QStringLiteral("AccountID"), tenant.section(QLatin1Char(':'), 0, 0).trimmed());
    const QString project = tenant.section(QLatin1Char(':'), 1).trimmed();
    options.headers.emplace_back(QStringLiteral("ProjectID"), project.isEmpty() ? QStringLiteral("0") : project);
    return options;
}

} // namespace

JaegerSource::JaegerSource(ServerAddress address, const ConnectionOptions& options, QObject* parent)
    : Source(parent), m_address(std::move(address)),
      m_client(std::make_shared<HttpClient>(withTenant(options, m_address.base))),
      m_server(std::make_shared<JaegerServer>())
{
    m_server->raw = m_address.raw;
    m_server->victoriaTraces = isVictoriaTraces(m_address.base);
}

JaegerSource::~JaegerSource() = default;

QString JaegerSource::title() const
{
    const QString place = m_address.base.authority() + m_address.base.path();
    if (m_server->zipkin)
        return QStringLiteral("zipkin · ") + place;
    if (isVictoriaTraces(m_address.base))
        return QStringLiteral("victoriatraces · ") + place;
    return m_address.isJaeger || m_server->usable() ? QStringLiteral("jaeger · ") + place : place;
}

Capabilities JaegerSource::capabilities() const
{
    Capabilities capabilities;
    capabilities.live = true;
    capabilities.searchWithoutService = m_server->zipkin != nullptr;
    capabilities.attributeSearch = m_server->legacySearch || m_server->v3Attributes || !m_server->v3;
    capabilities.summaries = m_server->v3Attributes;
    capabilities.maxLimit = isVictoriaTraces(m_address.base) ? kVictoriaTracesLimit : 0;
    capabilities.durationSearch = true;
    capabilities.suggests = true;
    capabilities.keepsTraces = !m_server->zipkin && !m_server->victoriaTraces;
    return capabilities;
}

std::unique_ptr<SourceJob> JaegerSource::search(const SearchQuery& query)
{
    if (auto refused = refusalOf(*this, query))
        return refused;
    auto job = std::make_unique<JaegerJob>(m_client, m_address.base, m_server, query);
    connect(job.get(), &SourceJob::finished, this, &JaegerSource::takeServices);
    return job;
}

std::unique_ptr<SuggestionJob> JaegerSource::suggest(const SuggestionQuery& query)
{
    if (m_server->zipkin)
        return zipkinSuggestions(m_client, m_address.base, query);
    return jaegerSuggestions(m_client, m_address.base, *m_server, query);
}

std::unique_ptr<KeepJob> JaegerSource::keepTrace(trace::TraceId id)
{
    if (!capabilities().keepsTraces)
        return nullptr;
    return std::make_unique<JaegerArchiving>(m_client, m_address.base, id);
}

void JaegerSource::refreshServices()
{
    if (m_probe || m_client->prepare())
        return;
    m_probe = std::make_unique<JaegerProbe>(*m_client, m_address.base);
    connect(m_probe.get(), &JaegerProbe::finished, this, [this] {
        if (!m_probe->error() && !m_probe->foundZipkin())
            m_server->learn(m_probe->server());
        m_probe.release()->deleteLater(); // it is the sender
        takeServices();
    });
    m_probe->start();
}

void JaegerSource::takeServices()
{
    if (m_services == m_server->services)
        return;
    m_services = m_server->services;
    emit servicesChanged();
}

} // namespace spanlight::sources
