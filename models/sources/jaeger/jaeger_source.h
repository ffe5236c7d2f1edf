#pragma once

#include "models/sources/server_address.h"
#include "models/sources/source.h"
#include "models/sources/suggestion.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

class HttpClient;
class JaegerProbe;
struct JaegerServer;

/// Jaeger of any generation over HTTP, also behind a base path. What the server can do is found out by asking.
class JaegerSource final : public Source
{
    Q_OBJECT

public:
    JaegerSource(ServerAddress address, const ConnectionOptions& options, QObject* parent = nullptr);
    ~JaegerSource() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString address() const override { return m_address.shown; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] std::unique_ptr<SourceJob> search(const SearchQuery& query) override;
    [[nodiscard]] std::vector<QString> services() const override { return m_services; }
    void refreshServices() override;
    [[nodiscard]] std::unique_ptr<SuggestionJob> suggest(const SuggestionQuery& query) override;
    [[nodiscard]] std::unique_ptr<KeepJob> keepTrace(trace::TraceId id) override;

private:
    void takeServices();

    ServerAddress m_address;
    std::shared_ptr<HttpClient> m_client; // shared with jobs, which may outlive this source
    std::shared_ptr<JaegerServer> m_server;
    std::unique_ptr<JaegerProbe> m_probe; // while services are refreshed
    std::vector<QString> m_services;
};

} // namespace spanlight::sources
