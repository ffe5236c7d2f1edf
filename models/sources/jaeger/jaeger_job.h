#pragma once

#include "models/sources/http/fetch_job.h"
#include "models/sources/jaeger/jaeger_plan.h"
#include "models/sources/jaeger/jaeger_probe.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace spanlight::sources {

/// One search in Jaeger: asks what the server is (when that is not known), and plans the requests for it.
class JaegerJob final : public FetchJob
{
    Q_OBJECT

public:
    /// `server` is shared with the source and filled by the first job that finds out.
    JaegerJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<JaegerServer> server, SearchQuery query);

private:
    void start() override;
    std::unique_ptr<HttpCall> ask(std::size_t task) override;
    bool askAgain(std::size_t task, const HttpAnswer& answer) override;
    void take(std::size_t task, HttpAnswer answer) override;
    bool askFallback() override;
    void came(const ReadAnswer& read) override;
    [[nodiscard]] bool askMore() override;
    void doubtServer() override;
    void dropRequests() override;
    void onProbed();
    void askZipkin();
    void takePlan(JaegerPlan plan);
    void takeRecount(const JaegerTask& task, HttpAnswer answer);
    void addFewer(const JaegerTask& task);
    void takeSummaries(const JaegerTask& task, const HttpAnswer& answer);

    std::shared_ptr<JaegerServer> m_server;
    std::unique_ptr<JaegerProbe> m_probe;
    std::unique_ptr<SourceJob> m_zipkin; // when the server turned out to be Zipkin
    std::vector<JaegerTask> m_tasks;
    std::vector<SummarizedSearch> m_summarized;
    std::size_t m_summariesOpen = 0;
    std::vector<JaegerSummary> m_announced;                   // that have not been compared with what came
    std::unordered_map<trace::TraceId, std::uint64_t> m_came; // spans of each trace
    bool m_fallbackAsked = false;
};

} // namespace spanlight::sources
