#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/jaeger/answer_collector.h"
#include "models/sources/source.h"
#include "models/sources/tempo/tempo_query.h"
#include "models/sources/work_link.h"

#include <memory>
#include <set>
#include <vector>

namespace spanlight::sources {

/// What is known about a server, shared by its jobs.
struct TempoServer
{
    bool v1 = false; ///< older than 2.6: traces by /api/traces
    std::vector<QString> services;
};

/// One search in Tempo: asks for the ids of the traces that match, fetches each of them (at most six at a time), reads
/// them on a worker thread, and filters them.
class TempoJob final : public SourceJob
{
    Q_OBJECT

public:
    TempoJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<TempoServer> server, SearchQuery query);
    ~TempoJob() override;

    void cancel() override;

private:
    struct Task
    {
        std::optional<TempoSearch> search; ///< else a trace
        QString traceId;
    };

    void begin();
    void ask(const QString& traceQl);
    void addTrace(trace::TraceId id);
    void pump();
    void launch(std::size_t task);
    void onAnswer(std::size_t task);
    void takeHits(const Task& task, const HttpAnswer& answer);
    void takeTrace(std::size_t task, const HttpAnswer& answer);
    [[nodiscard]] QString partOf(const Task& task) const;
    void addFailure(const QString& part, const SourceError& error);
    void addNote(const QString& note);
    void taskDone();
    void afterTasks();
    void deliver(SearchAnswer answer);
    void failWith(const SourceError& error);
    void stop();

    std::shared_ptr<HttpClient> m_client;
    const QUrl m_base;
    std::shared_ptr<TempoServer> m_server;
    const SearchQuery m_query;
    std::shared_ptr<WorkLink> m_link;
    AnswerCollector m_collector;
    std::vector<Task> m_tasks;
    std::vector<std::unique_ptr<HttpCall>> m_calls; // by task
    std::set<trace::TraceId> m_known;
    std::size_t m_next = 0;
    std::size_t m_open = 0;
    std::size_t m_done = 0;
    std::size_t m_answered = 0;
    std::size_t m_fallbacksAsked = 0;
    SearchReport m_report;
};

} // namespace spanlight::sources
