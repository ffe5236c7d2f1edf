#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/jaeger/answer_collector.h"
#include "models/sources/source.h"
#include "models/sources/work_link.h"
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

/// One search in Zipkin: asks for its services, then for the traces (at most six requests at a time), reads the answers
/// on a worker thread, and filters them.
class ZipkinJob final : public SourceJob
{
    Q_OBJECT

public:
    ZipkinJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<ZipkinServer> server, SearchQuery query);
    ~ZipkinJob() override;

    void cancel() override;

private:
    void begin();
    void onServices();
    void takePlan(ZipkinPlan plan);
    void pump();
    void launch(std::size_t task);
    void onAnswer(std::size_t task);
    void addFailure(const QString& part, const SourceError& error);
    void addNote(const QString& note);
    void taskDone();
    void afterTasks();
    void deliver(SearchAnswer answer);
    void failWith(const SourceError& error);
    void stop();

    std::shared_ptr<HttpClient> m_client;
    const QUrl m_base;
    std::shared_ptr<ZipkinServer> m_server;
    const SearchQuery m_query;
    std::shared_ptr<WorkLink> m_link;
    AnswerCollector m_collector;
    std::unique_ptr<HttpCall> m_servicesCall;
    std::vector<ZipkinTask> m_tasks;
    std::vector<std::unique_ptr<HttpCall>> m_calls; // by task
    std::size_t m_next = 0;                         // first task that was not launched
    std::size_t m_open = 0;
    std::size_t m_done = 0;
    std::size_t m_answered = 0;
    std::size_t m_traces = 0;
    bool m_fallbackAsked = false;
    SearchReport m_report;
};

} // namespace spanlight::sources
