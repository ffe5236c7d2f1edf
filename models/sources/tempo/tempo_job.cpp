#include "models/sources/tempo/tempo_job.h"

#include "models/sources/http/http_error.h"
#include "models/sources/tempo/tempo_answers.h"
#include "models/trace/time_text.h"
#include "models/trace/wall_clock.h"

#include <algorithm>
#include <utility>

namespace spanlight::sources {

namespace {

const QString kNewest = QStringLiteral(" with (most_recent=true)");

bool isOldPath(const HttpAnswer& answer)
{
    return answer.url.path().contains(QLatin1String("/api/traces/"));
}

SourceError queryBesideTraceIds(const QUrl& base)
{
    SourceError error;
    error.kind = SourceError::Kind::BadQuery;
    error.what = QStringLiteral("A trace id and a query cannot be asked together");
    error.where = shownUrl(base);
    error.advice = QStringLiteral("Leave one of them out");
    return error;
}

} // namespace

TempoJob::TempoJob(std::shared_ptr<HttpClient> client, QUrl base, std::shared_ptr<TempoServer> server,
                   SearchQuery query)
    : FetchJob(std::move(client), std::move(base), std::move(query)), m_server(std::move(server))
{
    report().origin = QStringLiteral("Tempo · ") + place();
}

void TempoJob::start()
{
    if (query().traceIds.empty()) {
        search(traceQlOf(query()), traceQlOf(query(), TempoWords::Old));
        return;
    }
    if (!query().structural.trimmed().isEmpty()) {
        failWith(queryBesideTraceIds(base()));
        return;
    }
    for (const QString& text : query().traceIds) {
        if (const auto id = trace::parseTraceId(text.trimmed().toStdString()))
            addTrace(*id);
        else
            addNote(QStringLiteral("“%1” is no trace id: 1 to 32 hexadecimal digits").arg(text.left(80)));
    }
    startTasks(m_tasks.size());
}

void TempoJob::search(const QString& conditions, const QString& olderConditions)
{
    const QString older = olderConditions.isEmpty() || olderConditions == conditions
                              ? QString()
                              : combinedTraceQl(query().structural, olderConditions);
    const QString traceQl = combinedTraceQl(query().structural, conditions);
    m_startedNs = trace::wallClockNs();
    const TempoPlan plan = planTempoSearch(query(), traceQl, m_startedNs);
    report().fromNs = plan.fromNs;
    report().toNs = plan.toNs;
    report().complete = report().complete && plan.whole;
    for (const QString& note : plan.notes)
        addNote(note);
    if (query().attributes.size() + query().operationKeys.size() > 0 || !query().structural.isEmpty())
        addNote(QStringLiteral("asked Tempo: %1").arg(traceQl.simplified()));
    for (TempoSearch part : plan.searches) {
        if (m_server->mostTraces > 0)
            part.limit = std::min(part.limit, m_server->mostTraces);
        part.older = older;
        for (TempoSearch& piece : allowedPieces(part))
            m_tasks.push_back({std::move(piece), {}});
    }
    startTasks(m_tasks.size());
}

// In pieces that the server allows; what a sensible number of them does not reach is told.
std::vector<TempoSearch> TempoJob::allowedPieces(const TempoSearch& search)
{
    std::vector<TempoSearch> pieces = inPieces(search, m_server->mostNs);
    if (const std::int64_t reached = pieces.back().fromNs; reached > search.fromNs) {
        const auto moment = [](std::int64_t ns) { return QString::fromStdString(trace::toRfc3339(ns)); };
        SourceError error;
        error.kind = SourceError::Kind::TooLarge;
        error.what = QStringLiteral("The server allows only %1 h in one request: %2 to %3 was not searched")
                         .arg(static_cast<double>(m_server->mostNs) / 3.6e12, 0, 'g', 3)
                         .arg(moment(search.fromNs), moment(reached));
        error.where = shownUrl(base());
        error.advice = QStringLiteral("Search a shorter time, or raise max_search_duration of the server");
        addFailure(QStringLiteral("search"), error);
        report().complete = false;
    }
    return pieces;
}

void TempoJob::addTrace(trace::TraceId id)
{
    if (m_known.insert(id).second)
        m_tasks.push_back({std::nullopt, QString::fromStdString(trace::toHex(id))});
}

std::unique_ptr<HttpCall> TempoJob::ask(std::size_t task)
{
    const Task& asked = m_tasks[task];
    if (asked.search)
        return client().get(asked.search->url(base()));
    return client().get(tempoTraceUrl(base(), asked.traceId, m_server->v1), "application/protobuf");
}

bool TempoJob::askAgain(std::size_t task, const HttpAnswer& answer)
{
    if (m_tasks[task].search)
        return askNewest(*m_tasks[task].search, answer) || askLess(task, answer) ||
               askOlder(*m_tasks[task].search, answer) || askAlone(*m_tasks[task].search, answer);
    if (traceIn(answer, isOldPath(answer)).state != TempoTrace::State::NoSuchPath)
        return false;
    m_server->v1 = true; // an older Tempo
    return true;
}

// With more matches than the limit Tempo gives those that it comes upon first. The hint is known since 2.8; earlier
// versions pass over it or refuse it. What the user typed himself is not added to.
bool TempoJob::askNewest(TempoSearch& search, const HttpAnswer& answer)
{
    if (search.newest && search.traceQl.endsWith(kNewest)) {
        const bool refused = answer.error || answer.status >= 400;
        if (refused)
            search.traceQl.chop(kNewest.size());
        return refused;
    }
    if (search.newest || !query().structural.isEmpty())
        return false;
    const TempoHits hits = hitsIn(answer);
    if (hits.error || hits.traces.size() < static_cast<std::size_t>(search.limit))
        return false;
    search.newest = true;
    search.traceQl += kNewest;
    return true;
}

// A server may allow less than Tempo does by itself; it says how much.
bool TempoJob::askLess(std::size_t task, const HttpAnswer& answer)
{
    const TempoLimits allowed = limitsIn(answer);
    TempoSearch& search = *m_tasks[task].search;
    if (allowed.traces && *allowed.traces > 0 && *allowed.traces < search.limit) {
        search.limit = m_server->mostTraces = *allowed.traces;
        addNote(QStringLiteral("the server allows only a smaller limit: %1").arg(search.limit));
        return true;
    }
    if (!allowed.rangeNs || *allowed.rangeNs <= 0 || *allowed.rangeNs >= search.mostNs)
        return false;
    m_server->mostNs = *allowed.rangeNs;
    const std::vector<TempoSearch> pieces = allowedPieces(search);
    search = pieces.front();
    for (std::size_t i = 1; i < pieces.size(); ++i)
        m_tasks.push_back({pieces[i], {}});
    addTasks(m_tasks.size());
    return true;
}

bool TempoJob::askOlder(TempoSearch& search, const HttpAnswer& answer)
{
    if (search.older.isEmpty() || answer.error || answer.status != 400)
        return false;
    search.traceQl = std::exchange(search.older, {});
    addNote(QStringLiteral("this Tempo does not search scopes and events; they are compared here"));
    return true;
}

// What cannot be combined is asked alone, and compared here; a mistake is told with its place in the user's own text.
bool TempoJob::askAlone(TempoSearch& search, const HttpAnswer& answer)
{
    if (!search.combined || answer.error || answer.status != 400)
        return false;
    search.combined = false;
    search.alone = true;
    search.traceQl = query().structural;
    return true;
}

void TempoJob::take(std::size_t task, HttpAnswer answer)
{
    const Task asked = m_tasks[task]; // a copy: what is found makes more tasks
    if (!asked.search) {
        takeTrace(asked, std::move(answer));
        return;
    }
    takeHits(asked, answer);
    addTasks(m_tasks.size());
    taskDone();
}

QString TempoJob::partOf(const Task& task)
{
    return task.search ? QStringLiteral("search") : QStringLiteral("trace ") + task.traceId;
}

void TempoJob::takeHits(const Task& task, const HttpAnswer& answer)
{
    const TempoHits hits = hitsIn(answer);
    if (hits.error)
        return addFailure(partOf(task), query().structural.isEmpty() ? *hits.error : errorOfQuery(answer, *hits.error));
    answered();
    if (task.search->alone)
        addNote(QStringLiteral("Tempo did not take the query together with the other conditions; these were compared "
                               "here, among the traces that came"));
    const bool enough = hits.traces.size() >= static_cast<std::size_t>(task.search->limit);
    if (hits.incomplete && !enough) // with enough matches Tempo stops by itself
        addIncomplete(partOf(task), QStringLiteral("Tempo did not search everything"), answer.url);
    if (hits.traces.empty() && task.search->toNs >= m_startedNs)
        addNote(QStringLiteral("Tempo’s search does not see the newest half minute; a trace’s id finds it at once"));
    if (enough) {
        report().limitReached = true;
        addNote((task.search->traceQl.endsWith(kNewest)
                     ? QStringLiteral(
                           "of more than %1 matches Tempo was asked for the newest; versions before 2.8 give any")
                     : QStringLiteral("Tempo gives the first %1 matches that it comes upon, not the newest"))
                    .arg(task.search->limit));
    }
    for (const trace::TraceId id : hits.traces)
        addTrace(id);
}

void TempoJob::takeTrace(const Task& task, HttpAnswer answer)
{
    TempoTrace seen = traceIn(answer, isOldPath(answer));
    if (seen.error)
        addFailure(partOf(task), *seen.error);
    else
        answered();
    if (seen.error && answer.status == 404) // the next search finds out which path there is
        m_server->v1 = false;
    if (seen.partial)
        addIncomplete(partOf(task), *seen.partial, answer.url);
    if (seen.state == TempoTrace::State::Unknown && query().traceIds.empty()) // a search brought its id
        addIncomplete(partOf(task), QStringLiteral("Tempo found this trace and did not hand it out"), answer.url);
    if (seen.state != TempoTrace::State::Trace)
        return taskDone();
    answer.body = std::move(seen.body);
    readTraces(partOf(task), std::move(answer), 0, false);
}

bool TempoJob::askFallback()
{
    if (!m_known.empty() || m_fallbacksAsked == query().fallbacks.size())
        return false;
    search(traceQlOf(query().fallbacks[m_fallbacksAsked++]));
    return true;
}

} // namespace spanlight::sources
