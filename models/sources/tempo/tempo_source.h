#pragma once

#include "models/sources/server_address.h"
#include "models/sources/source.h"
#include "models/sources/suggestion.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

class HttpCall;
class HttpClient;
struct TempoServer;

/// Grafana Tempo over HTTP, also behind a base path: searches with TraceQL, fetches traces as protobuf. A tenant is
/// sent as X-Scope-OrgID.
class TempoSource final : public Source
{
    Q_OBJECT

public:
    TempoSource(ServerAddress address, ConnectionOptions options, QObject* parent = nullptr);
    ~TempoSource() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString address() const override { return m_address.shown; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] std::unique_ptr<SourceJob> search(const SearchQuery& query) override;
    [[nodiscard]] std::vector<QString> services() const override;
    void refreshServices() override;
    [[nodiscard]] std::unique_ptr<SuggestionJob> suggest(const SuggestionQuery& query) override;

private:
    void askForServices(std::vector<QUrl> urls);

    ServerAddress m_address;
    std::shared_ptr<HttpClient> m_client; // shared with jobs, which may outlive this source
    std::shared_ptr<TempoServer> m_server;
    std::unique_ptr<HttpCall> m_call; // while services are refreshed
};

} // namespace spanlight::sources
