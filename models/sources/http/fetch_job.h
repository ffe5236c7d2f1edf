#pragma once

#include "models/sources/http/answer_collector.h"
#include "models/sources/http/http_client.h"
#include "models/sources/source.h"
#include "models/sources/work_link.h"

#include <QUrl>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// What a search in any server is made of: tasks (one request each, numbered from 0), of which at most six are open;
/// answers that are read on a worker thread; failures per part; progress; cancel; and at the end the traces, filtered.
///
/// A server's job says which tasks there are and what an answer means. It lives in the thread that made it.
class FetchJob : public SourceJob
{
    Q_OBJECT

public:
    ~FetchJob() override;

    void cancel() override;

protected:
    FetchJob(std::shared_ptr<HttpClient> client, QUrl base, SearchQuery query);

    /// Plans the search; ends in startTasks(), or in failWith(). The connection's files have been read.
    virtual void start() = 0;
    /// Sends the request of a task.
    [[nodiscard]] virtual std::unique_ptr<HttpCall> ask(std::size_t task) = 0;
    /// Whether the answer tells how to ask better, so that the task is to be asked once more.
    [[nodiscard]] virtual bool askAgain(std::size_t task, const HttpAnswer& answer)
    {
        (void)task;
        (void)answer;
        return false;
    }
    /// Takes an answer; ends in taskDone() or readTraces().
    virtual void take(std::size_t task, HttpAnswer answer) = 0;
    /// Every task is done and found nothing for an operation id: gives true when startTasks() was called with more.
    [[nodiscard]] virtual bool askFallback() = 0;
    /// What one answer brought, after it was read.
    virtual void came(const ReadAnswer& read) { (void)read; }
    /// Every task is done: gives true when startTasks() was called with more. Called again after those.
    [[nodiscard]] virtual bool askMore() { return false; }
    /// What the traces must satisfy that the server could not look at.
    [[nodiscard]] virtual SearchQuery filterHere() const;
    /// No request was answered: what is known of the server may be wrong.
    virtual void doubtServer() {}
    /// Drops requests that are no tasks.
    virtual void dropRequests() {}

    /// There are so many tasks from now on, at least as many as before.
    void startTasks(std::size_t tasks);
    /// There are so many tasks from now on, while others run; the new ones start with the next taskDone().
    void addTasks(std::size_t tasks) { m_calls.resize(tasks); }
    /// Reads the answer's traces, and counts the task as done. A task's `limit` (0: none) that is reached is reported.
    /// A loss is a failure of the part unless the server has told of one.
    void readTraces(const QString& part, HttpAnswer answer, int limit, bool alreadyFailed);
    /// Reads the answer only to count its spans, and counts the task as done after `done`.
    void countTraces(HttpAnswer answer, std::function<void(const ReadAnswer&)> done);
    void taskDone();
    void answered() { ++m_answered; }
    void addFailure(const QString& part, const SourceError& error);
    void addIncomplete(const QString& part, const QString& problem, const QUrl& url);
    /// Each note once; an empty one is none.
    void addNote(const QString& note);
    void failWith(const SourceError& error);

    /// Host, port and base path.
    [[nodiscard]] QString place() const { return m_base.authority() + m_base.path(); }
    [[nodiscard]] bool isStopped() const { return m_link->isCut(); }
    [[nodiscard]] HttpClient& client() { return *m_client; }
    [[nodiscard]] const std::shared_ptr<HttpClient>& sharedClient() const { return m_client; }
    [[nodiscard]] const QUrl& base() const { return m_base; }
    [[nodiscard]] const SearchQuery& query() const { return m_query; }
    [[nodiscard]] SearchReport& report() { return m_report; }

private:
    void begin();
    void stop();
    void pump();
    void launch(std::size_t task);
    void onAnswer(std::size_t task);
    void reportProgress();
    void afterTasks();
    void deliver(SearchAnswer answer);

    std::shared_ptr<HttpClient> m_client;
    const QUrl m_base;
    const SearchQuery m_query;
    std::shared_ptr<WorkLink> m_link;
    AnswerCollector m_collector;
    std::vector<std::unique_ptr<HttpCall>> m_calls; // by task
    std::size_t m_next = 0;                         // first task that was not launched
    std::size_t m_open = 0;
    std::size_t m_done = 0;
    std::size_t m_answered = 0;
    std::size_t m_traces = 0;
    bool m_fellBack = false;
    SearchReport m_report;
};

} // namespace spanlight::sources
