#pragma once

#include "models/sources/server_address.h"
#include "models/sources/source.h"
#include "models/sources/suggestion.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

class HttpCall;
class HttpClient;
struct ZipkinServer;

/// Zipkin's API v2 over HTTP, also behind a base path. Searches all services in one request.
class ZipkinSource final : public Source
{
    Q_OBJECT

public:
    ZipkinSource(ServerAddress address, const ConnectionOptions& options, QObject* parent = nullptr);
    ~ZipkinSource() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString address() const override { return m_address.shown; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] std::unique_ptr<SourceJob> search(const SearchQuery& query) override;
    [[nodiscard]] std::vector<QString> services() const override { return m_services; }
    void refreshServices() override;
    [[nodiscard]] std::unique_ptr<SuggestionJob> suggest(const SuggestionQuery& query) override;

private:
    void takeServices();

    ServerAddress m_address;
    std::shared_ptr<HttpClient> m_client; // shared with jobs, which may outlive this source
    std::shared_ptr<ZipkinServer> m_server;
    std::unique_ptr<HttpCall> m_call; // while services are refreshed
    std::vector<QString> m_services;
};

} // namespace spanlight::sources
