#include "models/sources/jaeger/jaeger_job.h"

#include "models/sources/http/http_error.h"
#include "models/sources/zipkin/zipkin_job.h"

#include <QDateTime>
#include <QPointer>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMaxOpen = 6; // Qt opens no more connections to one host
constexpr qint64 kShownBytes = 1'000'000;

std::int64_t wallClockNs()
{
    return std::int64_t{QDateTime::currentMSecsSinceEpoch()} * 1'000'000;
}

QString placeOf(const QUrl& base)
{
    return base.authority() + base.path();
}

void addOnce(std::vector<QString>& notes, const QString& note)
{
    if (!note.isEmpty() && std::find(notes.begin(), notes.end(), note) == notes.end())
        notes.push_back(note);
}

SourceError lossError(const QString& problem, const QUrl& url)
{
    SourceError error;
    error.kind = SourceError::Kind::BadAnswer;
    error.what = QStringLiteral("The answer is not complete: %1").arg(problem);
    error.where = shownUrl(url);
    error.advice = QStringLiteral("Search again; if it stays so, look into the server's log");
    return error;
}

} // namespace

JaegerJob::JaegerJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<JaegerServer> server,
                     SearchQuery query)
    : m_client(std::move(client)), m_base(std::move(base)), m_server(std::move(server)), m_query(std::move(query)),
      m_link(std::make_shared<WorkLink>(this)), m_collector(m_link)
{
    m_report.origin = placeOf(m_base);
    // Not at once: the caller has to connect first.
    QMetaObject::invokeMethod(this, &JaegerJob::begin, Qt::QueuedConnection);
}

JaegerJob::~JaegerJob()
{
    stop();
}

void JaegerJob::stop()
{
    m_link->cut();
    m_probe.reset();
    m_zipkin.reset();
    m_calls.clear();
}

void JaegerJob::cancel()
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

void JaegerJob::begin()
{
    if (m_link->isCut())
        return;
    if (const auto error = m_client->prepare()) {
        failWith(*error);
        return;
    }
    if (m_server->zipkin) {
        askZipkin();
        return;
    }
    const bool needsServices = m_query.service.isEmpty() && m_query.traceIds.empty();
    if (m_server->usable() && !needsServices) {
        takePlan(planSearch(m_query, *m_server, wallClockNs()));
        return;
    }
    const QPointer<JaegerJob> self(this); // a slot may destroy this job
    emit progressChanged(0, 0, QStringLiteral("asking %1 what it is").arg(placeOf(m_base)));
    if (!self || m_link->isCut())
        return;
    m_probe = std::make_unique<JaegerProbe>(*m_client, m_base);
    connect(m_probe.get(), &JaegerProbe::finished, this, &JaegerJob::onProbed);
    m_probe->start();
}

void JaegerJob::onProbed()
{
    m_report.requests += m_probe->requests();
    if (m_probe->error()) {
        failWith(*m_probe->error());
        return;
    }
    if (m_probe->foundZipkin()) {
        m_server->zipkin = std::make_shared<ZipkinServer>();
        askZipkin();
        return;
    }
    *m_server = m_probe->server();
    takePlan(planSearch(m_query, *m_server, wallClockNs()));
}

void JaegerJob::askZipkin()
{
    m_zipkin = std::make_unique<ZipkinJob>(m_client, m_base, m_server->zipkin, m_query);
    connect(m_zipkin.get(), &SourceJob::progressChanged, this, &SourceJob::progressChanged);
    connect(m_zipkin.get(), &SourceJob::finished, this, [this] {
        SearchAnswer answer = m_zipkin->answer();
        answer.report.requests += m_report.requests;
        const std::optional<SourceError> error = m_zipkin->error();
        m_zipkin.release()->deleteLater(); // it is the sender
        m_server->services = m_server->zipkin->services;
        if (error) // it may have changed: ask it again
            m_server->zipkin.reset();
        finish(std::move(answer), error);
    });
}

void JaegerJob::takePlan(JaegerPlan plan)
{
    m_report.origin = m_server->name() + QStringLiteral(" · ") + placeOf(m_base);
    m_report.fromNs = m_query.traceIds.empty() ? std::optional(plan.fromNs) : std::nullopt;
    m_report.toNs = m_query.traceIds.empty() ? std::optional(plan.toNs) : std::nullopt;
    if (!m_fallbackAsked)
        m_report.services = std::move(plan.services);
    for (const QString& note : plan.notes)
        addOnce(m_report.notes, note);
    m_tasks.insert(m_tasks.end(), plan.tasks.begin(), plan.tasks.end());
    m_calls.resize(m_tasks.size());
    if (m_done == m_tasks.size())
        afterTasks();
    else
        pump();
}

void JaegerJob::pump()
{
    while (m_open < kMaxOpen && m_next < m_tasks.size()) {
        ++m_open;
        launch(m_next++);
    }
}

void JaegerJob::launch(std::size_t task)
{
    ++m_report.requests;
    m_calls[task] = m_client->get(m_tasks[task].url(m_base));
    connect(m_calls[task].get(), &HttpCall::finished, this, [this, task] { onAnswer(task); });
    connect(m_calls[task].get(), &HttpCall::received, this, &JaegerJob::reportProgress);
}

void JaegerJob::onAnswer(std::size_t task)
{
    HttpAnswer answer = m_calls[task]->take();
    if (askedAgain(task, answer))
        return;
    m_calls[task].release()->deleteLater(); // it is the sender
    --m_open;
    pump();
    readAnswer(task, std::move(answer));
}

/// Asks once more when the server's answer tells how to ask better.
bool JaegerJob::askedAgain(std::size_t task, const HttpAnswer& answer)
{
    JaegerTask& asked = m_tasks[task];
    if (asked.traceId.isEmpty() && limitWasTooHigh(answer) && asked.search.limit > 1) {
        asked.search.limit /= 2;
        addOnce(m_report.notes, QStringLiteral("the server allows only a smaller limit"));
    } else if (asked.api == JaegerApi::Legacy && m_server->v3 && !asked.otherApiTried && valueWasNotJson(answer)) {
        asked.api = JaegerApi::V3;
        asked.otherApiTried = true;
        addOnce(m_report.notes,
                QStringLiteral("the legacy API could not deliver every trace of %1; asked API v3").arg(asked.part()));
    } else if (asked.api == JaegerApi::V3 && !asked.traceId.isEmpty() && !asked.otherApiTried && answer.status >= 500) {
        asked.api = JaegerApi::Legacy;
        asked.otherApiTried = true;
    } else {
        return false;
    }
    m_calls[task].release()->deleteLater();
    launch(task);
    return true;
}

void JaegerJob::readAnswer(std::size_t task, HttpAnswer answer)
{
    TraceAnswer seen = classifyTraces(answer);
    const QString part = m_tasks[task].part();
    for (const QString& note : seen.notes)
        addOnce(m_report.notes, note);
    if (seen.error)
        addFailure(part, *seen.error);
    else
        ++m_answered;
    if (seen.state != TraceAnswer::State::Traces) {
        taskDone();
        return;
    }
    const QString name = QStringLiteral("%1 · %2").arg(placeOf(m_base), part);
    const bool alreadyFailed = seen.error.has_value();
    m_collector.read(std::move(answer.body), name,
                     [this, task, alreadyFailed, url = answer.url](const ReadAnswer& read) {
                         m_traces += read.traces;
                         const JaegerTask& asked = m_tasks[task];
                         if (asked.traceId.isEmpty() && read.traces >= static_cast<std::size_t>(asked.search.limit))
                             m_report.limitReached = true;
                         if (read.problem && !alreadyFailed)
                             addFailure(asked.part(), lossError(*read.problem, url));
                         taskDone();
                     });
}

void JaegerJob::addFailure(const QString& part, const SourceError& error)
{
    m_report.complete = false;
    m_report.failures.push_back({part, m_client->withoutSecrets(error)});
}

void JaegerJob::taskDone()
{
    ++m_done;
    const QPointer<JaegerJob> self(this); // a slot may destroy this job
    reportProgress();
    if (self && m_done == m_tasks.size() && !m_link->isCut())
        afterTasks();
}

void JaegerJob::reportProgress()
{
    qint64 bytes = 0;
    for (const auto& call : m_calls)
        bytes += call ? call->receivedBytes() : 0;
    QString text = m_query.traceIds.empty() ? QStringLiteral("%1 of %2 requests answered")
                                            : QStringLiteral("fetched %1 of %2 traces");
    text = text.arg(m_done).arg(m_tasks.size());
    if (bytes >= kShownBytes)
        text += QStringLiteral(", %1 MB on their way").arg(static_cast<double>(bytes) / 1e6, 0, 'f', 1);
    emit progressChanged(static_cast<qint64>(m_done), static_cast<qint64>(m_tasks.size()), text);
}

void JaegerJob::afterTasks()
{
    const bool nothingFound = !m_query.operationId.isEmpty() && m_query.traceIds.empty() && m_traces == 0;
    if (nothingFound && !m_fallbackAsked && !m_query.fallbacks.empty()) {
        m_fallbackAsked = true;
        takePlan(planFallback(m_query, *m_server, wallClockNs()));
        return;
    }
    SearchQuery filter = m_query;
    filter.limit = 0; // the limit is one per service, and the server has kept to it
    m_collector.finish(filter, [this](SearchAnswer answer) { deliver(std::move(answer)); });
}

void JaegerJob::deliver(SearchAnswer answer)
{
    if (m_fallbackAsked && !answer.matched.empty())
        addOnce(m_report.notes,
                QStringLiteral("no span carries the operation id; found by other attributes of the profile"));
    answer.report = std::move(m_report);
    std::optional<SourceError> error;
    if (m_answered == 0 && !answer.report.failures.empty() && answer.stores.front()->spanCount() == 0) {
        error = answer.report.failures.front().error;
        m_server->legacySearch = m_server->v3 = m_server->v3Attributes = false; // it may have changed: ask it again
        if (answer.report.failures.size() == 1)
            answer.report.failures.clear();
    }
    finish(std::move(answer), std::move(error));
}

void JaegerJob::failWith(const SourceError& error)
{
    SearchAnswer answer;
    m_report.complete = false;
    answer.report = m_report;
    finish(std::move(answer), m_client->withoutSecrets(error));
}

} // namespace spanlight::sources
