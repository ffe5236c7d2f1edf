#pragma once

#include "models/sources/http/fetch_job.h"
#include "models/sources/zipkin/zipkin_query.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

/// What is known about a server, shared by its jobs.
struct ZipkinServer
{
    bool known = false; ///< it has answered as Zipkin does
    std::vector<QString> services;
};

/// One search in Zipkin: asks for its services, then for the traces.
class ZipkinJob final : public FetchJob
{
    Q_OBJECT

public:
    ZipkinJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<ZipkinServer> server, SearchQuery query);

private:
    void start() override;
    std::unique_ptr<HttpCall> ask(std::size_t task) override;
    void take(std::size_t task, HttpAnswer answer) override;
    bool askFallback() override;
    SearchQuery filterHere() const override;
    void doubtServer() override;
    void dropRequests() override;
    void onServices();
    void takePlan(ZipkinPlan plan);

    std::shared_ptr<ZipkinServer> m_server;
    std::unique_ptr<HttpCall> m_servicesCall;
    std::vector<ZipkinTask> m_tasks;
    bool m_fallbackAsked = false;
};

} // namespace spanlight::sources
