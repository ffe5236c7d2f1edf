#include "models/sources/tempo/tempo_source.h"

#include "models/sources/http/http_client.h"
#include "models/sources/tempo/tempo_answers.h"
#include "models/sources/tempo/tempo_job.h"
#include "models/sources/tempo/tempo_query.h"
#include "models/sources/tempo/tempo_suggestions.h"
#include "models/trace/wall_clock.h"

namespace spanlight::sources {

namespace {

constexpr int kMaxLimit = 262'144; // query_frontend.search.max_result_limit of Tempo 2.x and 3.0

ConnectionOptions withTenant(ConnectionOptions options)
{
    if (!options.tenant.isEmpty())
        options.headers.emplace_back(QStringLiteral("X-Scope-OrgID"), std::exchange(options.tenant, {}));
    return options;
}

} // namespace

TempoSource::TempoSource(ServerAddress address, ConnectionOptions options, QObject* parent)
    : Source(parent), m_address(std::move(address)),
      m_client(std::make_shared<HttpClient>(withTenant(std::move(options)))), m_server(std::make_shared<TempoServer>())
{
}

TempoSource::~TempoSource() = default;

QString TempoSource::title() const
{
    return QStringLiteral("tempo · ") + m_address.base.authority() + m_address.base.path();
}

Capabilities TempoSource::capabilities() const
{
    Capabilities capabilities;
    capabilities.live = true;
    capabilities.searchWithoutService = true;
    capabilities.attributeSearch = true;
    capabilities.durationSearch = true;
    capabilities.suggests = true;
    capabilities.structuralQuery = QStringLiteral("TraceQL");
    capabilities.maxLimit = kMaxLimit;
    return capabilities;
}

std::unique_ptr<SourceJob> TempoSource::search(const SearchQuery& query)
{
    if (auto refused = refusalOf(*this, query))
        return refused;
    return std::make_unique<TempoJob>(m_client, m_address.base, m_server, query);
}

std::vector<QString> TempoSource::services() const
{
    return m_server->services;
}

std::unique_ptr<SuggestionJob> TempoSource::suggest(const SuggestionQuery& query)
{
    return tempoSuggestions(m_client, m_address.base, query);
}

void TempoSource::refreshServices()
{
    if (!m_call && !m_client->prepare())
        askForServices(tempoServiceUrls(m_address.base, trace::wallClockNs()));
}

void TempoSource::askForServices(std::vector<QUrl> urls)
{
    const QUrl url = urls.front();
    urls.erase(urls.begin());
    m_call = m_client->get(url);
    connect(m_call.get(), &HttpCall::finished, this, [this, urls = std::move(urls)] {
        const auto values = tagValuesIn(m_call->answer());
        const bool tryNext = !values && !m_call->answer().error && !urls.empty();
        m_call.release()->deleteLater(); // it is the sender
        if (tryNext)
            return askForServices(urls);
        if (!values || *values == m_server->services)
            return;
        m_server->services = *values;
        emit servicesChanged();
    });
}

} // namespace spanlight::sources
