#include "models/sources/companions/companion_job.h"

#include "models/sources/companions/companion_answers.h"
#include "models/sources/http/http_client.h"
#include "models/sources/http/http_error.h"
#include "models/trace/wall_clock.h"

#include <algorithm>

namespace spanlight::sources {

using operations::Companion;
using operations::MetricUse;

namespace {

constexpr qint64 kMostAnswerBytes = 16 * 1024 * 1024;

ConnectionOptions forCompanions(ConnectionOptions options)
{
    options.maxAnswerBytes = std::min(options.maxAnswerBytes, kMostAnswerBytes);
    return options;
}

ConnectionOptions optionsOfWorkers(int timeoutMs)
{
    ConnectionOptions options;
    options.timeoutMs = timeoutMs;
    options.maxAnswerBytes = kMostAnswerBytes;
    return options;
}

} // namespace

struct CompanionJob::Asked
{
    std::unique_ptr<HttpCall> call;
    Companion companion;
    QUrl url;
    bool done = false;
};

CompanionJob::CompanionJob(CompanionAddresses addresses, const ConnectionOptions& options, CompanionQuestion question,
                           QObject* parent)
    : QObject(parent), m_addresses(std::move(addresses)), m_question(std::move(question)),
      m_client(std::make_unique<HttpClient>(forCompanions(options))),
      m_workers(std::make_unique<HttpClient>(optionsOfWorkers(std::min(options.timeoutMs, m_question.workerTimeoutMs))))
{
    m_deadline.setSingleShot(true);
    m_secondLook.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &CompanionJob::endLate);
    connect(&m_secondLook, &QTimer::timeout, this, &CompanionJob::lookAgain);
}

CompanionJob::~CompanionJob() = default;

void CompanionJob::start()
{
    m_facts.operationsApi =
        m_addresses.operationsApi.toString(QUrl::RemoveUserInfo | QUrl::StripTrailingSlash).toStdString();
    m_facts.grafana = shownUrl(m_addresses.grafana).toStdString();
    if (const auto error = m_client->prepare()) {
        problem(Companion::OperationsApi, *error);
    } else {
        m_deadline.start(m_client->options().timeoutMs + (m_question.lookTwice ? m_question.secondLookMs : 0));
        askApi();
        askPrometheus();
    }
    m_started = true;
    QMetaObject::invokeMethod(this, &CompanionJob::endIfDone, Qt::QueuedConnection);
}

void CompanionJob::ask(HttpClient& client, Companion companion, const QUrl& url, Handler handler)
{
    ++m_open;
    m_asked.push_back(std::make_unique<Asked>(Asked{client.get(url), companion, url, false}));
    Asked* asked = m_asked.back().get();
    connect(asked->call.get(), &HttpCall::finished, this, [this, asked, handler = std::move(handler)] {
        asked->done = true;
        handler(asked->call->answer());
        --m_open;
        endIfDone();
    });
}

void CompanionJob::askApi()
{
    if (m_addresses.operationsApi.isEmpty())
        return;
    if (!m_question.operationId.isEmpty())
        ask(*m_client, Companion::OperationsApi, operationUrl(m_addresses.operationsApi, m_question.operationId),
            [this](const HttpAnswer& answer) { takeOperation(answer, true); });
    ask(*m_client, Companion::OperationsApi, apiUrl(m_addresses.operationsApi, QStringLiteral("/api/v1/workers")),
        [this](const HttpAnswer& answer) {
            auto workers = workersIn(answer, trace::wallClockNs());
            if (!workers)
                return problem(Companion::OperationsApi, workers.error());
            m_facts.workers = std::move(*workers);
            askWorker();
        });
    askHealth(QStringLiteral("/api/v1/health"), false);
}

// Documents name /health, the server has /api/v1/health.
void CompanionJob::askHealth(const QString& path, bool last)
{
    ask(*m_client, Companion::OperationsApi, apiUrl(m_addresses.operationsApi, path),
        [this, last](const HttpAnswer& answer) {
            if (!last && !answer.error && answer.status == 404)
                return askHealth(QStringLiteral("/health"), true);
            auto health = apiHealthIn(answer, trace::wallClockNs());
            if (!health)
                return problem(Companion::OperationsApi, health.error());
            m_facts.health = std::move(*health);
        });
}

void CompanionJob::takeOperation(const HttpAnswer& answer, bool first)
{
    auto fact = operationIn(answer, m_question.operationId, trace::wallClockNs());
    if (!fact)
        return problem(Companion::OperationsApi, fact.error());
    const bool undated = fact->known && !fact->updatedAtNs && !fact->completedAtNs && fact->percentage;
    m_facts.operation.push_back(std::move(*fact));
    if (first && m_question.lookTwice && undated)
        m_secondLook.start(m_question.secondLookMs);
}

void CompanionJob::lookAgain()
{
    ask(*m_client, Companion::OperationsApi, operationUrl(m_addresses.operationsApi, m_question.operationId),
        [this](const HttpAnswer& answer) { takeOperation(answer, false); });
}

// The worker of the operation only: the others do not matter to it.
void CompanionJob::askWorker()
{
    const auto& workers = m_facts.workers->workers;
    const std::string id = m_question.operationId.toStdString();
    const auto own = std::find_if(workers.begin(), workers.end(), [&](const operations::WorkerFact& worker) {
        const QUrl url = workerHealthUrl(QString::fromStdString(worker.url));
        const QString target = url.host() + QLatin1Char(':') + QString::number(url.port(80));
        return (!id.empty() && worker.currentOperation == id) ||
               (!m_question.worker.isEmpty() && worker.id == m_question.worker.toStdString()) ||
               (!m_question.workerTarget.isEmpty() && target == m_question.workerTarget);
    });
    const QUrl url = own != workers.end() ? workerHealthUrl(QString::fromStdString(own->url)) : QUrl();
    if (url.isEmpty())
        return;
    ask(*m_workers, Companion::OperationsApi, url, [this, worker = own->id, url](const HttpAnswer& answer) {
        auto said = workerAnswerIn(answer, worker, trace::wallClockNs());
        if (said)
            m_facts.workerAnswers.push_back(std::move(*said));
        else // it may be reachable for the backend only
            problem(Companion::OperationsApi, url,
                    QStringLiteral("the worker itself could not be asked from here, which says nothing about it"));
    });
}

void CompanionJob::askPrometheus()
{
    if (m_addresses.prometheus.isEmpty())
        return;
    for (const operations::MetricQuery& query : m_question.metrics) {
        askMetric(query, rangeUrl(m_addresses.prometheus, query, m_question.startNs, m_question.endNs),
                  rangeStepNs(m_question.startNs, m_question.endNs));
        const bool counts = query.use == MetricUse::WorkersRegistered || query.use == MetricUse::WorkersAvailable;
        if (counts && m_question.selectionNs)
            askMetric(query, instantUrl(m_addresses.prometheus, query, *m_question.selectionNs), 0);
    }
}

void CompanionJob::askMetric(const operations::MetricQuery& query, const QUrl& url, std::int64_t stepNs)
{
    ask(*m_client, Companion::Prometheus, url, [this, query, url, stepNs](const HttpAnswer& answer) {
        auto read = metricsIn(answer, query, trace::wallClockNs());
        if (!read)
            return problem(Companion::Prometheus, read.error());
        for (const QString& warning : read->warnings)
            problem(Companion::Prometheus, url, QStringLiteral("warning: ") + warning);
        for (operations::MetricSeries& series : read->series)
            series.stepNs = stepNs;
        m_facts.series.insert(m_facts.series.end(), std::make_move_iterator(read->series.begin()),
                              std::make_move_iterator(read->series.end()));
    });
}

void CompanionJob::problem(Companion companion, const QUrl& url, const QString& text)
{
    QUrl where = url;
    where.setQuery(QString());
    const std::string shown = shownUrl(where).toStdString();
    const std::string sentence = text.toStdString();
    // Six queries of one server that is down are one problem.
    const bool known = std::any_of(m_facts.problems.begin(), m_facts.problems.end(), [&](const auto& other) {
        return other.companion == companion && other.text == sentence;
    });
    if (!known)
        m_facts.problems.push_back({companion, {shown, trace::wallClockNs()}, sentence});
}

void CompanionJob::problem(Companion companion, const SourceError& error)
{
    const SourceError shown = m_client->withoutSecrets(error);
    problem(companion, QUrl(shown.where), shown.what + QStringLiteral(". ") + shown.advice);
}

void CompanionJob::endLate()
{
    for (const auto& asked : m_asked)
        if (!asked->done)
            problem(asked->companion, asked->url, QStringLiteral("did not answer in time"));
    m_asked.clear();
    m_secondLook.stop();
    m_open = 0;
    endIfDone();
}

void CompanionJob::endIfDone()
{
    if (m_finished || !m_started || m_open > 0)
        return;
    sortFacts();
    if (m_secondLook.isActive()) {
        emit looked();
        return;
    }
    m_finished = true;
    m_deadline.stop();
    emit finished();
}

void CompanionJob::sortFacts()
{
    // Answers come in any order; the same facts give the same document.
    std::stable_sort(m_facts.operation.begin(), m_facts.operation.end(),
                     [](const auto& a, const auto& b) { return a.origin.timeNs < b.origin.timeNs; });
    std::stable_sort(m_facts.series.begin(), m_facts.series.end(), [&](const auto& a, const auto& b) {
        return std::tie(a.query, a.labels, a.origin.url) < std::tie(b.query, b.labels, b.origin.url);
    });
    std::stable_sort(m_facts.problems.begin(), m_facts.problems.end(), [](const auto& a, const auto& b) {
        return std::tie(a.companion, a.origin.url, a.text) < std::tie(b.companion, b.origin.url, b.text);
    });
}

} // namespace spanlight::sources
