#include "models/sources/zipkin/zipkin_job.h"

#include "models/sources/http/http_error.h"
#include "models/sources/zipkin/zipkin_answers.h"

#include <QDateTime>
#include <QPointer>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMaxOpen = 6; // Qt opens no more connections to one host

std::int64_t wallClockNs()
{
    return std::int64_t{QDateTime::currentMSecsSinceEpoch()} * 1'000'000;
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

ZipkinJob::ZipkinJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<ZipkinServer> server,
                     SearchQuery query)
    : m_client(std::move(client)), m_base(std::move(base)), m_server(std::move(server)), m_query(std::move(query)),
      m_link(std::make_shared<WorkLink>(this)), m_collector(m_link)
{
    m_report.origin = QStringLiteral("Zipkin · ") + m_base.authority() + m_base.path();
    // Not at once: the caller has to connect first.
    QMetaObject::invokeMethod(this, &ZipkinJob::begin, Qt::QueuedConnection);
}

ZipkinJob::~ZipkinJob()
{
    stop();
}

void ZipkinJob::stop()
{
    m_link->cut();
    m_servicesCall.reset();
    m_calls.clear();
}

void ZipkinJob::cancel()
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

void ZipkinJob::begin()
{
    if (m_link->isCut())
        return;
    if (const auto error = m_client->prepare()) {
        failWith(*error);
        return;
    }
    if (m_server->known && (!m_query.service.isEmpty() || !m_query.traceIds.empty())) {
        takePlan(planZipkinSearch(m_query, wallClockNs()));
        return;
    }
    ++m_report.requests;
    m_servicesCall = m_client->get(zipkinServicesUrl(m_base));
    connect(m_servicesCall.get(), &HttpCall::finished, this, &ZipkinJob::onServices);
}

void ZipkinJob::onServices()
{
    const HttpAnswer answer = m_servicesCall->take();
    m_servicesCall.release()->deleteLater(); // it is the sender
    const auto services = zipkinServicesIn(answer);
    if (!services) {
        m_server->known = false;
        failWith(zipkinErrorOf(answer, QStringLiteral("the services of Zipkin")));
        return;
    }
    m_server->known = true;
    m_server->services = *services;
    takePlan(planZipkinSearch(m_query, wallClockNs()));
}

void ZipkinJob::takePlan(ZipkinPlan plan)
{
    if (m_query.traceIds.empty()) {
        m_report.fromNs = plan.fromNs;
        m_report.toNs = plan.toNs;
        m_report.services = m_query.service.isEmpty() ? m_server->services : std::vector<QString>{m_query.service};
        if (m_server->services.empty())
            addNote(QStringLiteral("the server knows no services: nothing has sent traces yet"));
        else if (const QString name = m_query.service.toLower();
                 !name.isEmpty() && !std::binary_search(m_server->services.begin(), m_server->services.end(), name))
            addNote(QStringLiteral("the server does not know the service “%1”").arg(m_query.service));
    }
    for (const QString& note : plan.notes)
        addNote(note);
    m_tasks.insert(m_tasks.end(), plan.tasks.begin(), plan.tasks.end());
    m_calls.resize(m_tasks.size());
    if (m_done == m_tasks.size())
        afterTasks();
    else
        pump();
}

void ZipkinJob::pump()
{
    while (m_open < kMaxOpen && m_next < m_tasks.size()) {
        ++m_open;
        launch(m_next++);
    }
}

void ZipkinJob::launch(std::size_t task)
{
    ++m_report.requests;
    m_calls[task] = m_client->get(m_tasks[task].url(m_base));
    connect(m_calls[task].get(), &HttpCall::finished, this, [this, task] { onAnswer(task); });
}

void ZipkinJob::onAnswer(std::size_t task)
{
    HttpAnswer answer = m_calls[task]->take();
    m_calls[task].release()->deleteLater(); // it is the sender
    --m_open;
    pump();
    const ZipkinAnswer seen = classifyZipkin(answer, m_tasks[task].traceId);
    const QString part = m_tasks[task].part();
    if (seen.error)
        addFailure(part, *seen.error);
    else
        ++m_answered;
    if (seen.state != ZipkinAnswer::State::Traces) {
        taskDone();
        return;
    }
    const QString name = QStringLiteral("%1 · %2").arg(m_base.authority() + m_base.path(), part);
    const bool alreadyFailed = seen.error.has_value();
    m_collector.read(std::move(answer.body), name,
                     [this, task, alreadyFailed, url = answer.url](const ReadAnswer& read) {
                         m_traces += read.traces;
                         const ZipkinTask& asked = m_tasks[task];
                         if (asked.traceId.isEmpty() && read.traces >= static_cast<std::size_t>(asked.limit))
                             m_report.limitReached = true;
                         if (read.problem && !alreadyFailed)
                             addFailure(asked.part(), lossError(*read.problem, url));
                         taskDone();
                     });
}

void ZipkinJob::addFailure(const QString& part, const SourceError& error)
{
    m_report.complete = false;
    m_report.failures.push_back({part, m_client->withoutSecrets(error)});
}

void ZipkinJob::addNote(const QString& note)
{
    if (std::find(m_report.notes.begin(), m_report.notes.end(), note) == m_report.notes.end())
        m_report.notes.push_back(note);
}

void ZipkinJob::taskDone()
{
    ++m_done;
    const QPointer<ZipkinJob> self(this); // a slot may destroy this job
    emit progressChanged(static_cast<qint64>(m_done), static_cast<qint64>(m_tasks.size()),
                         QStringLiteral("%1 of %2 requests answered").arg(m_done).arg(m_tasks.size()));
    if (self && m_done == m_tasks.size() && !m_link->isCut())
        afterTasks();
}

void ZipkinJob::afterTasks()
{
    const bool nothingFound = !m_query.operationId.isEmpty() && m_query.traceIds.empty() && m_traces == 0;
    if (nothingFound && !m_fallbackAsked && !m_query.fallbacks.empty()) {
        m_fallbackAsked = true;
        takePlan(planZipkinFallback(m_query, wallClockNs()));
        return;
    }
    SearchQuery filter = asStoredByZipkin(m_query);
    filter.limit = 0; // the server has kept to it
    m_collector.finish(filter, [this](SearchAnswer answer) { deliver(std::move(answer)); });
}

void ZipkinJob::deliver(SearchAnswer answer)
{
    if (m_fallbackAsked && !answer.matched.empty())
        addNote(QStringLiteral("no span carries the operation id; found by other attributes of the profile"));
    answer.report = std::move(m_report);
    std::optional<SourceError> error;
    if (m_answered == 0 && !answer.report.failures.empty() && answer.stores.front()->spanCount() == 0) {
        error = answer.report.failures.front().error;
        m_server->known = false; // it may have changed: ask it again
        if (answer.report.failures.size() == 1)
            answer.report.failures.clear();
    }
    finish(std::move(answer), std::move(error));
}

void ZipkinJob::failWith(const SourceError& error)
{
    SearchAnswer answer;
    m_report.complete = false;
    answer.report = m_report;
    finish(std::move(answer), m_client->withoutSecrets(error));
}

} // namespace spanlight::sources
