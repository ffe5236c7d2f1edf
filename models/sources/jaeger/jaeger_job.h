#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/jaeger/answer_collector.h"
#include "models/sources/jaeger/jaeger_plan.h"
#include "models/sources/jaeger/jaeger_probe.h"
#include "models/sources/source.h"
#include "models/sources/work_link.h"

#include <memory>
#include <vector>

namespace spanlight::sources {

/// One search in Jaeger: asks what the server is (when that is not known), plans the requests, keeps at most six of
/// them open, reads the answers on a worker thread, and filters them.
class JaegerJob final : public SourceJob
{
    Q_OBJECT

public:
    /// `server` is shared with the source and filled by the first job that finds out.
    JaegerJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<JaegerServer> server, SearchQuery query);
    ~JaegerJob() override;

    void cancel() override;

private:
    void begin();
    void onProbed();
    void askZipkin();
    void takePlan(JaegerPlan plan);
    void pump();
    void launch(std::size_t task);
    void onAnswer(std::size_t task);
    [[nodiscard]] bool askedAgain(std::size_t task, const HttpAnswer& answer);
    void readAnswer(std::size_t task, HttpAnswer answer);
    void addFailure(const QString& part, const SourceError& error);
    void taskDone();
    void reportProgress();
    void afterTasks();
    void deliver(SearchAnswer answer);
    void failWith(const SourceError& error);
    void stop();

    std::shared_ptr<HttpClient> m_client;
    const QUrl m_base;
    std::shared_ptr<JaegerServer> m_server;
    const SearchQuery m_query;
    std::shared_ptr<WorkLink> m_link;
    AnswerCollector m_collector;
    std::unique_ptr<JaegerProbe> m_probe;
    std::unique_ptr<SourceJob> m_zipkin; // when the server turned out to be Zipkin
    std::vector<JaegerTask> m_tasks;
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
