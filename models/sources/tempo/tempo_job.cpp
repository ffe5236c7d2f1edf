#include "models/sources/tempo/tempo_job.h"

#include "models/sources/http/http_error.h"
#include "models/sources/tempo/tempo_answers.h"

#include <QDateTime>
#include <QPointer>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMaxOpen = 6; // Qt opens no more connections to one host

SourceError incomplete(const QString& what, const QUrl& url)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAnswer;
    error.what = QStringLiteral("The answer is not complete: %1").arg(what);
    error.where = shownUrl(url);
    error.advice = QStringLiteral("Search again; if it stays so, look into Tempo's log and limits");
    return error;
}

} // namespace

TempoJob::TempoJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<TempoServer> server,
                   SearchQuery query)
    : m_client(std::move(client)), m_base(std::move(base)), m_server(std::move(server)), m_query(std::move(query)),
      m_link(std::make_shared<WorkLink>(this)), m_collector(m_link)
{
    m_report.origin = QStringLiteral("Tempo · ") + m_base.authority() + m_base.path();
    // Not at once: the caller has to connect first.
    QMetaObject::invokeMethod(this, &TempoJob::begin, Qt::QueuedConnection);
}

TempoJob::~TempoJob()
{
    stop();
}

void TempoJob::stop()
{
    m_link->cut();
    m_calls.clear();
}

void TempoJob::cancel()
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

void TempoJob::begin()
{
    if (m_link->isCut())
        return;
    if (const auto error = m_client->prepare()) {
        failWith(*error);
        return;
    }
    if (m_query.traceIds.empty()) {
        ask(traceQlOf(m_query));
        return;
    }
    for (const QString& text : m_query.traceIds) {
        if (const auto id = trace::parseTraceId(text.trimmed().toStdString()))
            addTrace(*id);
        else
            addNote(QStringLiteral("“%1” is no trace id: 1 to 32 hexadecimal digits").arg(text.left(80)));
    }
    m_tasks.empty() ? afterTasks() : pump();
}

void TempoJob::ask(const QString& traceQl)
{
    const TempoPlan plan =
        planTempoSearch(m_query, traceQl, std::int64_t{QDateTime::currentMSecsSinceEpoch()} * 1'000'000);
    m_report.fromNs = plan.fromNs;
    m_report.toNs = plan.toNs;
    m_report.complete = m_report.complete && plan.whole;
    for (const QString& note : plan.notes)
        addNote(note);
    if (m_query.attributes.size() + m_query.operationKeys.size() > 0)
        addNote(QStringLiteral("asked Tempo: %1").arg(traceQl));
    for (const TempoSearch& search : plan.searches)
        m_tasks.push_back({search, {}});
    m_calls.resize(m_tasks.size());
    m_done == m_tasks.size() ? afterTasks() : pump();
}

void TempoJob::addTrace(trace::TraceId id)
{
    if (!m_known.insert(id).second)
        return;
    m_tasks.push_back({std::nullopt, QString::fromStdString(trace::toHex(id))});
    m_calls.resize(m_tasks.size());
}

void TempoJob::pump()
{
    while (m_open < kMaxOpen && m_next < m_tasks.size()) {
        ++m_open;
        launch(m_next++);
    }
}

void TempoJob::launch(std::size_t task)
{
    ++m_report.requests;
    const Task& asked = m_tasks[task];
    m_calls[task] = asked.search
                        ? m_client->get(asked.search->url(m_base))
                        : m_client->get(tempoTraceUrl(m_base, asked.traceId, m_server->v1), "application/protobuf");
    connect(m_calls[task].get(), &HttpCall::finished, this, [this, task] { onAnswer(task); });
}

void TempoJob::onAnswer(std::size_t task)
{
    HttpAnswer answer = m_calls[task]->take();
    m_calls[task].release()->deleteLater(); // it is the sender
    if (m_tasks[task].search) {
        --m_open;
        const Task asked = m_tasks[task];
        takeHits(asked, answer);
        pump();
        taskDone();
        return;
    }
    takeTrace(task, answer);
}

QString TempoJob::partOf(const Task& task) const
{
    return task.search ? QStringLiteral("search") : QStringLiteral("trace ") + task.traceId;
}

void TempoJob::takeHits(const Task& task, const HttpAnswer& answer)
{
    const TempoHits hits = hitsIn(answer);
    if (hits.error)
        return addFailure(partOf(task), *hits.error);
    ++m_answered;
    if (hits.incomplete)
        addFailure(partOf(task), incomplete(QStringLiteral("Tempo did not search everything"), answer.url));
    if (hits.traces.size() >= static_cast<std::size_t>(task.search->limit)) {
        m_report.limitReached = true;
        addNote(QStringLiteral("Tempo gives the first %1 matches that it comes upon, not the newest")
                    .arg(task.search->limit));
    }
    for (const trace::TraceId id : hits.traces)
        addTrace(id);
}

void TempoJob::takeTrace(std::size_t task, const HttpAnswer& answer)
{
    const bool askedV1 = answer.url.path().contains(QLatin1String("/api/traces/"));
    TempoTrace seen = traceIn(answer, askedV1);
    if (seen.state == TempoTrace::State::NoSuchPath) { // an older Tempo
        m_server->v1 = true;
        launch(task);
        return;
    }
    --m_open;
    pump();
    const QString part = partOf(m_tasks[task]);
    if (seen.error)
        addFailure(part, *seen.error);
    else
        ++m_answered;
    if (seen.partial)
        addFailure(part, incomplete(*seen.partial, answer.url));
    if (seen.state != TempoTrace::State::Trace) {
        taskDone();
        return;
    }
    const QString name = QStringLiteral("%1 · %2").arg(m_base.authority() + m_base.path(), part);
    m_collector.read(std::move(seen.body), name, [this, part, url = answer.url](const ReadAnswer& read) {
        if (read.problem)
            addFailure(part, incomplete(*read.problem, url));
        taskDone();
    });
}

void TempoJob::addFailure(const QString& part, const SourceError& error)
{
    m_report.complete = false;
    m_report.failures.push_back({part, m_client->withoutSecrets(error)});
}

void TempoJob::addNote(const QString& note)
{
    if (std::find(m_report.notes.begin(), m_report.notes.end(), note) == m_report.notes.end())
        m_report.notes.push_back(note);
}

void TempoJob::taskDone()
{
    ++m_done;
    const QPointer<TempoJob> self(this); // a slot may destroy this job
    emit progressChanged(static_cast<qint64>(m_done), static_cast<qint64>(m_tasks.size()),
                         QStringLiteral("%1 of %2 requests answered").arg(m_done).arg(m_tasks.size()));
    if (self && m_done == m_tasks.size() && !m_link->isCut())
        afterTasks();
}

void TempoJob::afterTasks()
{
    const bool nothingFound = !m_query.operationId.isEmpty() && m_query.traceIds.empty() && m_known.empty();
    if (nothingFound && m_fallbacksAsked < m_query.fallbacks.size()) {
        ask(traceQlOf(m_query.fallbacks[m_fallbacksAsked++]));
        return;
    }
    SearchQuery filter = m_query;
    filter.limit = 0; // the limit is Tempo's
    m_collector.finish(filter, [this](SearchAnswer answer) { deliver(std::move(answer)); });
}

void TempoJob::deliver(SearchAnswer answer)
{
    if (m_fallbacksAsked > 0 && !answer.matched.empty())
        addNote(QStringLiteral("no span carries the operation id; found by other attributes of the profile"));
    answer.report = std::move(m_report);
    std::optional<SourceError> error;
    if (m_answered == 0 && !answer.report.failures.empty()) {
        error = answer.report.failures.front().error;
        if (answer.report.failures.size() == 1)
            answer.report.failures.clear();
    }
    finish(std::move(answer), std::move(error));
}

void TempoJob::failWith(const SourceError& error)
{
    SearchAnswer answer;
    m_report.complete = false;
    answer.report = m_report;
    finish(std::move(answer), m_client->withoutSecrets(error));
}

} // namespace spanlight::sources
