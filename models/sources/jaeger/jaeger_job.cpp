#include "models/sources/jaeger/jaeger_job.h"

#include "models/sources/server_address.h"
#include "models/sources/zipkin/zipkin_job.h"
#include "models/trace/wall_clock.h"

#include <QLocale>
#include <QPointer>

#include <algorithm>
#include <utility>

namespace spanlight::sources {

namespace {

constexpr std::uint64_t kMostSpans = 1'000'000; // in one view, on a machine with 4 GB
constexpr std::size_t kMostTold = 20;           // traces of which something is missing

QString number(std::uint64_t value)
{
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(value));
}

} // namespace

JaegerJob::JaegerJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<JaegerServer> server,
                     SearchQuery query)
    : FetchJob(std::move(client), std::move(base), std::move(query)), m_server(std::move(server))
{
}

void JaegerJob::dropRequests()
{
    m_probe.reset();
    m_zipkin.reset();
}

void JaegerJob::start()
{
    if (m_server->zipkin) {
        askZipkin();
        return;
    }
    const bool needsServices = query().service.isEmpty() && query().traceIds.empty();
    if (m_server->usable() && !needsServices) {
        takePlan(planSearch(query(), *m_server, trace::wallClockNs()));
        return;
    }
    const QPointer<JaegerJob> self(this); // a slot may destroy this job
    emit progressChanged(0, 0, QStringLiteral("asking %1 what it is").arg(place()));
    if (!self || isStopped())
        return;
    m_probe = std::make_unique<JaegerProbe>(client(), base());
    connect(m_probe.get(), &JaegerProbe::finished, this, &JaegerJob::onProbed);
    m_probe->start();
}

void JaegerJob::onProbed()
{
    report().requests += m_probe->requests();
    if (m_probe->error()) {
        failWith(*m_probe->error());
        return;
    }
    if (m_probe->foundZipkin()) {
        m_server->zipkin = std::make_shared<ZipkinServer>();
        askZipkin();
        return;
    }
    m_server->learn(m_probe->server());
    takePlan(planSearch(query(), *m_server, trace::wallClockNs()));
}

void JaegerJob::askZipkin()
{
    m_zipkin = std::make_unique<ZipkinJob>(sharedClient(), base(), m_server->zipkin, query());
    connect(m_zipkin.get(), &SourceJob::progressChanged, this, &SourceJob::progressChanged);
    connect(m_zipkin.get(), &SourceJob::finished, this, [this] {
        SearchAnswer answer = m_zipkin->answer();
        answer.report.requests += report().requests;
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
    const QString name = isVictoriaTraces(base()) ? QStringLiteral("VictoriaTraces") : m_server->name();
    report().origin = name + QStringLiteral(" · ") + place();
    report().fromNs = query().traceIds.empty() ? std::optional(plan.fromNs) : std::nullopt;
    report().toNs = query().traceIds.empty() ? std::optional(plan.toNs) : std::nullopt;
    if (!m_fallbackAsked)
        report().services = std::move(plan.services);
    for (const QString& note : plan.notes)
        addNote(note);
    m_tasks.insert(m_tasks.end(), plan.tasks.begin(), plan.tasks.end());
    m_summariesOpen = static_cast<std::size_t>(
        std::count_if(plan.tasks.begin(), plan.tasks.end(), [](const JaegerTask& task) { return task.summaries; }));
    if (m_server->raw)
        addNote(QStringLiteral("traces as they were sent, without Jaeger’s adjustments of times"));
    startTasks(m_tasks.size());
}

std::unique_ptr<HttpCall> JaegerJob::ask(std::size_t task)
{
    return client().get(m_tasks[task].url(base()));
}

bool JaegerJob::askAgain(std::size_t task, const HttpAnswer& answer)
{
    JaegerTask& asked = m_tasks[task];
    if (asked.traceId.isEmpty() && limitWasTooHigh(answer) && asked.search.limit > 1) {
        asked.search.limit /= 2;
        addNote(QStringLiteral("the server allows only a smaller limit"));
        return true;
    }
    if (asked.traceId.isEmpty() && durationWasTooMuch(answer) &&
        (asked.search.minDurationNs || asked.search.maxDurationNs)) {
        asked.search.minDurationNs.reset();
        asked.search.maxDurationNs.reset();
        addNote(QStringLiteral("this server cannot search durations beside attributes; they are compared here"));
        return true;
    }
    if (asked.otherApiTried)
        return false;
    if (asked.api == JaegerApi::Legacy && m_server->v3 && valueWasNotJson(answer)) {
        asked.api = JaegerApi::V3;
        addNote(QStringLiteral("the legacy API could not deliver every trace of %1; asked API v3").arg(asked.part()));
    } else if (asked.api == JaegerApi::V3 && !asked.traceId.isEmpty() && answer.status >= 500) {
        asked.api = JaegerApi::Legacy;
    } else {
        return false;
    }
    asked.otherApiTried = true;
    return true;
}

// When all of them are there it is decided how to fetch. A search whose summaries cannot be had is made anyway, and its
// answer tells what is wrong.
void JaegerJob::takeSummaries(const JaegerTask& task, const HttpAnswer& answer)
{
    auto summaries = summariesIn(answer);
    if (summaries && summaries->size() >= static_cast<std::size_t>(task.search.limit))
        report().limitReached = true;
    m_summarized.push_back({task, std::move(summaries)});
    if (--m_summariesOpen == 0) {
        const JaegerPlan plan = planFetch(std::exchange(m_summarized, {}), *m_server, kMostSpans);
        report().limitReached = report().limitReached || plan.isCut;
        for (const QString& note : plan.notes)
            addNote(note);
        m_tasks.insert(m_tasks.end(), plan.tasks.begin(), plan.tasks.end());
        addTasks(m_tasks.size());
        m_announced.insert(m_announced.end(), plan.announced.begin(), plan.announced.end());
    }
    taskDone();
}

void JaegerJob::came(const ReadAnswer& read)
{
    for (const auto& [id, spans] : read.spans)
        m_came[id] = std::max(m_came[id], spans);
}

// A trace that still runs has more spans than were announced, never fewer.
bool JaegerJob::askMore()
{
    if (m_server->victoriaTraces && m_came.empty())
        addNote(QStringLiteral("VictoriaTraces shows spans half a minute after they came"));
    const bool searchedWhole = report().failures.empty() && !report().limitReached;
    std::vector<JaegerTask> fewer;
    std::size_t told = 0;
    for (const JaegerSummary& each : std::exchange(m_announced, {})) {
        const auto seen = m_came.find(each.id);
        if (seen != m_came.end() && seen->second < each.spans)
            fewer.push_back(planRecount(each, seen->second));
        else if (seen == m_came.end() && searchedWhole && told++ < kMostTold)
            addIncomplete(QString::fromStdString(trace::toHex(each.id)),
                          QStringLiteral("the server listed this trace and did not hand it out"), base());
    }
    if (fewer.size() > kMostTold) {
        addNote(QStringLiteral("%1 traces came with fewer spans than the server announced; %2 of them were looked at")
                    .arg(fewer.size())
                    .arg(kMostTold));
        fewer.resize(kMostTold);
    }
    if (m_server->raw)
        for (const JaegerTask& task : std::exchange(fewer, {}))
            addFewer(task);
    m_tasks.insert(m_tasks.end(), fewer.begin(), fewer.end());
    if (!fewer.empty())
        startTasks(m_tasks.size());
    return !fewer.empty();
}

void JaegerJob::addFewer(const JaegerTask& task)
{
    addIncomplete(task.traceId,
                  QStringLiteral("the server announced %1 spans of this trace and handed out %2")
                      .arg(number(task.announced), number(task.handedOut)),
                  task.url(base()));
}

void JaegerJob::takeRecount(const JaegerTask& task, HttpAnswer answer)
{
    if (classifyTraces(answer).state != TraceAnswer::State::Traces) {
        addFewer(task);
        taskDone();
        return;
    }
    countTraces(std::move(answer), [this, task](const ReadAnswer& read) {
        std::uint64_t spans = 0;
        for (const auto& [id, count] : read.spans)
            spans = std::max(spans, count);
        if (spans < task.announced)
            addFewer(task);
    });
}

void JaegerJob::take(std::size_t task, HttpAnswer answer)
{
    if (m_tasks[task].summaries) {
        takeSummaries(JaegerTask(m_tasks[task]), answer); // a copy: more tasks may be made
        return;
    }
    if (m_tasks[task].announced > 0) {
        takeRecount(JaegerTask(m_tasks[task]), std::move(answer));
        return;
    }
    const TraceAnswer seen = classifyTraces(answer);
    const JaegerTask& asked = m_tasks[task];
    for (const QString& note : seen.notes)
        addNote(note);
    if (seen.error)
        addFailure(asked.part(), *seen.error);
    else
        answered();
    if (seen.state == TraceAnswer::State::Empty && asked.listed)
        addIncomplete(asked.part(), QStringLiteral("the server listed this trace and did not hand it out"), answer.url);
    if (seen.state == TraceAnswer::State::Traces)
        readTraces(asked.part(), std::move(answer), asked.traceId.isEmpty() ? asked.search.limit : 0,
                   seen.error.has_value());
    else
        taskDone();
}

bool JaegerJob::askFallback()
{
    if (m_fallbackAsked || query().fallbacks.empty())
        return false;
    m_fallbackAsked = true;
    takePlan(planFallback(query(), *m_server, trace::wallClockNs()));
    return true;
}

void JaegerJob::doubtServer()
{
    m_server->legacySearch = m_server->v3 = m_server->v3Attributes = m_server->v3Detail = false;
}

} // namespace spanlight::sources
