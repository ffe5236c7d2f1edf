#pragma once

#include "models/sources/http/fetch_job.h"
#include "models/sources/tempo/tempo_query.h"

#include <memory>
#include <set>
#include <vector>

namespace spanlight::sources {

/// What is known about a server, shared by its jobs.
struct TempoServer
{
    bool v1 = false;                                 ///< older than 2.6: traces by /api/traces
    int mostTraces = 0;                              ///< of a search, as a refusal told; 0: not known
    std::int64_t mostNs = TempoSearch::kUsualMostNs; ///< length of a search, likewise
    std::vector<QString> services;
};

/// One search in Tempo: asks for the ids of the traces that match, and fetches each of them.
class TempoJob final : public FetchJob
{
    Q_OBJECT

public:
    TempoJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<TempoServer> server, SearchQuery query);

private:
    struct Task
    {
        std::optional<TempoSearch> search; ///< else a trace
        QString traceId;
    };

    void start() override;
    std::unique_ptr<HttpCall> ask(std::size_t task) override;
    bool askAgain(std::size_t task, const HttpAnswer& answer) override;
    void take(std::size_t task, HttpAnswer answer) override;
    bool askFallback() override;
    /// With the user's own query. `olderConditions`: for versions that do not understand the others.
    void search(const QString& conditions, const QString& olderConditions = {});
    [[nodiscard]] bool askNewest(TempoSearch& search, const HttpAnswer& answer);
    [[nodiscard]] bool askLess(std::size_t task, const HttpAnswer& answer);
    [[nodiscard]] bool askOlder(TempoSearch& search, const HttpAnswer& answer);
    [[nodiscard]] bool askAlone(TempoSearch& search, const HttpAnswer& answer);
    [[nodiscard]] std::vector<TempoSearch> allowedPieces(const TempoSearch& search);
    void addTrace(trace::TraceId id);
    void takeHits(const Task& task, const HttpAnswer& answer);
    void takeTrace(const Task& task, HttpAnswer answer);
    [[nodiscard]] static QString partOf(const Task& task);

    std::shared_ptr<TempoServer> m_server;
    std::vector<Task> m_tasks;
    std::set<trace::TraceId> m_known;
    std::size_t m_fallbacksAsked = 0;
    std::int64_t m_startedNs = 0;
};

} // namespace spanlight::sources
