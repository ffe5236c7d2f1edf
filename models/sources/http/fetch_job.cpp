#include "models/sources/http/fetch_job.h"

#include "models/sources/http/http_error.h"

#include <QPointer>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMaxOpen = 6; // Qt opens no more connections to one host
constexpr qint64 kShownBytes = 1'000'000;

} // namespace

FetchJob::FetchJob(std::shared_ptr<HttpClient> client, QUrl base, SearchQuery query)
    : m_client(std::move(client)), m_base(std::move(base)), m_query(std::move(query)),
      m_link(std::make_shared<WorkLink>(this)), m_collector(m_link)
{
    m_report.origin = place();
    // Not at once: the caller has to connect first.
    QMetaObject::invokeMethod(this, &FetchJob::begin, Qt::QueuedConnection);
}

FetchJob::~FetchJob()
{
    m_link->cut();
}

void FetchJob::stop()
{
    m_link->cut();
    m_calls.clear();
    dropRequests();
}

void FetchJob::cancel()
{
    if (isFinished() || m_link->isCut())
        return;
    stop();
    QMetaObject::invokeMethod(
        this,
        [this] {
            SourceError error;
            error.kind = SourceError::Kind::Cancelled;
            error.what = QStringLiteral("The search was cancelled");
            failWith(error);
        },
        Qt::QueuedConnection);
}

void FetchJob::begin()
{
    if (m_link->isCut())
        return;
    if (const auto error = m_client->prepare()) {
        failWith(*error);
        return;
    }
    start();
}

SearchQuery FetchJob::filterHere() const
{
    SearchQuery filter = m_query;
    filter.limit = 0; // the limit is the server's, and it has kept to it
    return filter;
}

void FetchJob::startTasks(std::size_t tasks)
{
    m_calls.resize(tasks);
    m_done == tasks ? afterTasks() : pump();
}

void FetchJob::pump()
{
    while (m_open < kMaxOpen && m_next < m_calls.size()) {
        ++m_open;
        launch(m_next++);
    }
}

void FetchJob::launch(std::size_t task)
{
    ++m_report.requests;
    m_calls[task] = ask(task);
    connect(m_calls[task].get(), &HttpCall::finished, this, [this, task] { onAnswer(task); });
    connect(m_calls[task].get(), &HttpCall::received, this, &FetchJob::reportProgress);
}

void FetchJob::onAnswer(std::size_t task)
{
    HttpAnswer answer = m_calls[task]->take();
    m_calls[task].release()->deleteLater(); // it is the sender
    if (askAgain(task, answer)) {
        launch(task);
        return;
    }
    --m_open;
    pump();
    take(task, std::move(answer));
}

void FetchJob::readTraces(const QString& part, HttpAnswer answer, int limit, bool alreadyFailed)
{
    const QString name = QStringLiteral("%1 · %2").arg(place(), part);
    m_collector.read(std::move(answer.body), name,
                     [this, part, limit, alreadyFailed, url = answer.url](const ReadAnswer& read) {
                         m_traces += read.traces;
                         came(read);
                         if (limit > 0 && read.traces >= static_cast<std::size_t>(limit))
                             m_report.limitReached = true;
                         if (read.problem && !alreadyFailed)
                             addIncomplete(part, *read.problem, url);
                         taskDone();
                     });
}

void FetchJob::countTraces(HttpAnswer answer, std::function<void(const ReadAnswer&)> done)
{
    m_collector.count(std::move(answer.body), [this, done = std::move(done)](const ReadAnswer& read) {
        done(read);
        taskDone();
    });
}

void FetchJob::addFailure(const QString& part, const SourceError& error)
{
    m_report.complete = false;
    m_report.failures.push_back({part, m_client->withoutSecrets(error)});
}

void FetchJob::addIncomplete(const QString& part, const QString& problem, const QUrl& url)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAnswer;
    error.what = QStringLiteral("The answer is not complete: %1").arg(problem);
    error.where = shownUrl(url);
    error.advice = QStringLiteral("Search again; if it stays so, look into the server's log and limits");
    addFailure(part, error);
}

void FetchJob::addNote(const QString& note)
{
    if (!note.isEmpty() && std::find(m_report.notes.begin(), m_report.notes.end(), note) == m_report.notes.end())
        m_report.notes.push_back(note);
}

void FetchJob::taskDone()
{
    ++m_done;
    pump();
    const QPointer<FetchJob> self(this); // a slot may destroy this job
    reportProgress();
    if (self && m_done == m_calls.size() && !m_link->isCut())
        afterTasks();
}

void FetchJob::reportProgress()
{
    qint64 bytes = 0;
    for (const auto& call : m_calls)
        bytes += call ? call->receivedBytes() : 0;
    QString text = m_query.traceIds.empty() ? QStringLiteral("%1 of %2 requests answered")
                                            : QStringLiteral("fetched %1 of %2 traces");
    text = text.arg(m_done).arg(m_calls.size());
    if (bytes >= kShownBytes)
        text += QStringLiteral(", %1 MB on their way").arg(static_cast<double>(bytes) / 1e6, 0, 'f', 1);
    emit progressChanged(static_cast<qint64>(m_done), static_cast<qint64>(m_calls.size()), text);
}

void FetchJob::afterTasks()
{
    const bool nothingFound = !m_query.operationId.isEmpty() && m_query.traceIds.empty() && m_traces == 0;
    if (nothingFound && askFallback()) {
        m_fellBack = true;
        return;
    }
    if (askMore())
        return;
    m_collector.finish(filterHere(), [this](SearchAnswer answer) { deliver(std::move(answer)); });
}

void FetchJob::deliver(SearchAnswer answer)
{
    if (m_fellBack && !answer.matched.empty())
        addNote(QStringLiteral("no span carries the operation id; found by other attributes of the profile"));
    answer.report = std::move(m_report);
    std::optional<SourceError> error;
    if (m_answered == 0 && !answer.report.failures.empty() && answer.stores.front()->spanCount() == 0) {
        error = answer.report.failures.front().error;
        doubtServer();
        if (answer.report.failures.size() == 1)
            answer.report.failures.clear();
    }
    finish(std::move(answer), std::move(error));
}

void FetchJob::failWith(const SourceError& error)
{
    SearchAnswer answer;
    m_report.complete = false;
    answer.report = m_report;
    finish(std::move(answer), m_client->withoutSecrets(error));
}

} // namespace spanlight::sources
