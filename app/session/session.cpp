#include "app/session/session.h"

#include "app/session/search_keys.h"
#include "app/session/search_outcome.h"
#include "models/diagnosis/rule.h"
#include "models/operations/operation_list.h"
#include "models/operations/profile_catalog.h"
#include "models/operations/profile_reader.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/demo/demo_source.h"
#include "models/sources/source_factory.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFileInfo>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace spanlight::app {

namespace {

const QString kDemo = QStringLiteral("demo:");
constexpr int kNoLimit = 1'000'000'000;
constexpr int kListAgainMs = 500;

std::int64_t wallClockNs()
{
    return QDateTime::currentMSecsSinceEpoch() * 1'000'000;
}

bool isServer(const QString& address)
{
    return address.contains(QLatin1String("://")) && !address.startsWith(QLatin1String("file:"));
}

bool isPath(const QString& address)
{
    return !isServer(address) && address != kDemo && !sources::isArchiveAddress(address);
}

// What was said of an operation holds until it is judged again.
void keepVerdicts(const std::vector<items::OperationRow>& before, std::vector<items::OperationRow>& after)
{
    std::map<QString, const items::OperationRow*> known;
    for (const items::OperationRow& row : before)
        known.emplace(row.id, &row);
    for (items::OperationRow& row : after)
        if (const auto old = known.find(row.id); old != known.end())
            items::keepVerdict(row, *old->second);
}

} // namespace

Session::Session(sources::ConnectionOptions options, QObject* parent)
    : ui::Workbench(parent), m_options(std::move(options)), m_analysis(m_sources), m_following(m_sources)
{
    for (SearchRun* run : {&m_search, &m_opening})
        connect(run, &SearchRun::progressChanged, this, &Session::progressChanged);
    connect(&m_search, &SearchRun::finished, this, [this](const Found& found) {
        listFound(found);
        updateBusy();
    });
    connect(&m_analysis, &OperationAnalysis::judged, this,
            [this](const auto& document, bool isWhole, bool withContext) {
                show(document, isWhole, withContext);
                updateBusy();
            });
    connect(&m_following, &OperationFollowing::stateChanged, this, &Session::followingChanged);
    connect(&m_following, &OperationFollowing::refreshed, this, [this](const auto& document) {
        m_document = document;
        emit documentRefreshed();
        showVerdictInRow(*m_document);
    });
    m_listAgain.setSingleShot(true);
    m_listAgain.setInterval(kListAgainMs);
    connect(&m_listAgain, &QTimer::timeout, this, &Session::listAgain);
    connect(&m_arrivals, &SearchRun::finished, this, [this](const Found& found) {
        if (!broughtNothing(found))
            takeList(found);
    });
    connect(&m_opening, &SearchRun::finished, this, [this](const Found& found) {
        openFound(found);
        updateBusy();
    });
}

Session::~Session() = default;

bool Session::isBusy() const
{
    return m_search.isRunning() || m_opening.isRunning() || m_listing.isRunning() || m_analysis.isRunning() ||
           m_walk.isRunning();
}

void Session::updateBusy()
{
    if (isBusy() == m_busy)
        return;
    m_busy = !m_busy;
    emit busyChanged(m_busy);
}

QStringList Session::profiles() const
{
    QStringList names{QStringLiteral("auto")};
    for (const std::string& name : operations::builtinProfiles())
        names.push_back(QString::fromStdString(name));
    if (!names.contains(m_profile))
        names.push_back(m_profile);
    return names;
}

void Session::tell(const sources::SourceError& error, const QString& remark)
{
    const QString between = error.advice.isEmpty() || remark.isEmpty() ? QString()
                            : error.advice.endsWith(QLatin1Char('.'))  ? QStringLiteral(" ")
                                                                       : QStringLiteral(". ");
    emit noticed({ui::Notice::Kind::Error, error.what, error.where, error.advice + between + remark});
}

bool Session::makeSources(const QStringList& addresses, const sources::ConnectionOptions& options)
{
    std::vector<std::unique_ptr<sources::Source>> made;
    std::vector<QString> paths;
    for (const QString& address : addresses) {
        if (isPath(address)) {
            paths.push_back(address);
            continue;
        }
        auto source = sources::makeSource(address, options);
        if (!source) {
            tell(source.error());
            return false;
        }
        made.push_back(std::move(*source));
    }
    if (paths.size() == 1) {
        auto source = sources::makeSource(paths.front(), options);
        if (!source) {
            tell(source.error());
            return false;
        }
        made.push_back(std::move(*source));
    } else if (!paths.empty()) {
        made.push_back(sources::makeFileSource(std::move(paths)));
    }
    m_sources = std::move(made);
    return !m_sources.empty();
}

void Session::noteSource(const QStringList& addresses)
{
    m_source = {};
    m_source.addresses.clear();
    QStringList titles;
    for (const auto& source : m_sources) {
        titles.push_back(source->title());
        m_source.live = m_source.live || source->capabilities().live;
        if (isServer(source->address()) || m_sources.size() == 1)
            m_source.addresses.push_back(source->address());
        connect(source.get(), &sources::Source::servicesChanged, this, [this] {
            std::set<QString> services;
            for (const auto& each : m_sources)
                for (const QString& service : each->services())
                    services.insert(service);
            m_source.services = QStringList(services.begin(), services.end());
            emit sourceChanged();
        });
    }
    if (m_source.addresses.size() != static_cast<qsizetype>(m_sources.size()) || m_sources.size() == 1)
        m_source.addresses = isServer(addresses.value(0)) ? m_source.addresses : addresses;
    m_source.title = titles.join(QStringLiteral(" + "));
}

void Session::openSources(const QStringList& addresses, const sources::ConnectionOptions& options)
{
    QStringList wanted;
    for (const QString& address : addresses)
        if (!address.trimmed().isEmpty())
            wanted.push_back(address.trimmed());
    if (wanted.isEmpty())
        return;
    emit noticesCleared();
    stopSearch();
    updateBusy();
    if (!makeSources(wanted, options))
        return;
    noteSource(wanted);
    for (const auto& source : m_sources)
        connect(source.get(), &sources::Source::arrived, this, &Session::takeArrived);
    m_answer = {};
    m_catalogue = {};
    m_outcome = {};
    m_document.reset();
    emit sourceChanged();
    emit resultsChanged({});
    emit documentChanged();
    search({});
}

void Session::startSearch(sources::SearchQuery query)
{
    if (!m_source.live) // it is all here already
        query.limit = kNoLimit;
    addProfileKeys(query, m_namedProfile);
    m_query = query;
    m_search.start(m_sources, query);
    updateBusy();
}

// Spans have come by themselves: the list is read again, the open operation looked at again; neither is waited for.
void Session::takeArrived()
{
    m_following.nudge();
    if (!m_listAgain.isActive())
        m_listAgain.start();
}

void Session::listAgain()
{
    if (m_search.isRunning() || m_listing.isRunning() || m_arrivals.isRunning())
        m_listAgain.start();
    else
        m_arrivals.start(m_sources, m_query);
}

void Session::search(const sources::SearchQuery& query)
{
    if (m_sources.empty()) {
        emit noticed({ui::Notice::Kind::Info, tr("Nothing is open to search in."), QString(),
                      tr("Open files or connect to a server first.")});
        return;
    }
    emit noticesCleared();
    if (m_profileNotice) // it holds for every search, until another profile is chosen
        emit noticed(*m_profileNotice);
    stopSearch();
    m_wanted = query.operationId.isEmpty() && !query.traceIds.empty() ? query.traceIds.front() : query.operationId;
    m_wantedIsTrace = query.operationId.isEmpty();
    m_openAfterSearch = !m_wanted.isEmpty();
    m_openAfterList = false;
    if (!m_wanted.isEmpty() && !m_source.live && asksForIdOnly(query)) { // all is here: the list may stay whole
        m_openAfterSearch = false;
        m_openAfterList = true;
        startSearch({});
        return;
    }
    startSearch(query);
}

void Session::listFound(const Found& found)
{
    const bool failed = broughtNothing(found);
    for (const sources::SourceError& error : found.errors)
        if (error.kind != sources::SourceError::Kind::Cancelled)
            tell(error, failed && !m_catalogue.rows.empty() ? tr("The list is that of an earlier search.") : QString());
    if (failed) {
        m_openAfterSearch = false;
        m_openAfterList = false;
        m_outcome.failed = true;
        m_outcome.complete = false;
        if (m_catalogue.rows.empty())
            emit resultsChanged({});
        else
            diagnoseRows(); // the list stays; what has no verdict yet still gets one
        return;
    }
    takeList(found);
}

void Session::takeList(const Found& found)
{
    m_outcome = outcomeOf(found);
    m_answer = found.answer;
    m_listing.start([stores = m_answer.stores, only = m_answer.matched,
                     profile = m_namedProfile](const CancelToken&) { return makeCatalogue(stores, profile, only); },
                    [this](Catalogue catalogue) {
                        showCatalogue(std::move(catalogue));
                        updateBusy();
                    });
}

void Session::showCatalogue(Catalogue catalogue)
{
    keepVerdicts(m_catalogue.rows, catalogue.rows);
    m_catalogue = std::move(catalogue);
    emit resultsChanged(m_catalogue.rows);
    if (!m_outcome.losses.isEmpty()) {
        const int more = static_cast<int>(m_outcome.losses.size()) - 1;
        emit noticed({ui::Notice::Kind::Warning, m_outcome.losses.front(), QString(),
                      more > 0 ? tr("%n further losses are listed in the status line.", nullptr, more) : QString()});
    }
    if (m_openAfterSearch || std::exchange(m_openAfterList, false))
        openOperation(m_wanted, m_wantedIsTrace);
    else if (!m_document && m_wanted.isEmpty())
        openFirst();
    diagnoseRows();
}

std::int64_t Session::momentFor(const QString& id, const sources::SearchAnswer& answer, std::string& note) const
{
    if (m_nowNs) {
        note = "as given";
        return *m_nowNs;
    }
    if (!m_source.live)
        for (const auto& source : m_sources)
            if (const auto suggested = source->suggestedNowNs(answer, id)) {
                note = "the moment of the recording";
                return *suggested;
            }
    note = "now";
    return wallClockNs();
}

AnalysisRequest Session::requestFor(const QString& id, bool isTrace, const sources::SearchAnswer& answer) const
{
    AnalysisRequest request;
    request.profile = m_catalogue.profile;
    request.id = id;
    request.isTrace = isTrace;
    request.asOfNs = momentFor(id, answer, request.asOfNote);
    const sources::SearchReport& report = answer.report;
    request.origin = report.origin.isEmpty() ? m_outcome.origin : report.origin;
    request.search.complete = report.complete && !report.limitReached;
    request.search.limitedRange = m_source.live && report.fromNs.has_value();
    request.search.live = m_source.live;
    request.search.origin = request.origin.toStdString();
    request.search.fromNs = report.fromNs;
    request.search.toNs = report.toNs;
    for (const QString& service : report.services)
        request.search.services.push_back(service.toStdString());
    for (const sources::PartFailure& failure : report.failures)
        request.search.losses.push_back((failure.part + QStringLiteral(": ") + failure.error.text()).toStdString());
    return request;
}

void Session::openOperation(const QString& id, bool isTrace)
{
    m_wanted = id;
    m_wantedIsTrace = isTrace;
    m_opening.cancel();
    m_analysis.cancel();
    m_following.stop();
    if (m_sources.empty())
        return;
    if (m_openAfterSearch) { // just asked for: the answer holds all its traces
        m_openAfterSearch = false;
        AnalysisRequest request = requestFor(id, isTrace, m_answer);
        request.traces = m_catalogue.traces;
        analyse(std::move(request));
        return;
    }
    m_opening.start(m_sources, queryFor(id, isTrace));
    updateBusy();
}

sources::SearchQuery Session::queryFor(const QString& id, bool isTrace) const
{
    sources::SearchQuery query;
    if (isTrace)
        query.traceIds.push_back(id);
    else
        query.operationId = id;
    if (!m_source.live) // it is all here already
        query.limit = kNoLimit;
    addProfileKeys(query, m_namedProfile);
    return query;
}

void Session::openFound(const Found& found)
{
    for (const sources::SourceError& error : found.errors)
        if (error.kind != sources::SourceError::Kind::Cancelled)
            tell(error);
    if (found.answer.stores.empty() && !found.errors.empty()) {
        walkWithout(found.errors);
        return;
    }
    AnalysisRequest request = requestFor(m_wanted, m_wantedIsTrace, found.answer);
    request.traces = std::make_shared<const trace::TraceSet>(found.answer.stores);
    if (m_source.live)
        request.profile = nullptr; // chosen for these traces
    analyse(std::move(request));
}

// Something to look at after opening a source: the demo's showpiece, else the newest operation, else the newest trace.
void Session::openFirst()
{
    const auto& rows = m_catalogue.rows;
    if (rows.empty())
        return;
    const QString showpiece = m_source.addresses == QStringList{kDemo} ? sources::demoDefaultOperation() : QString();
    auto chosen =
        std::find_if(rows.begin(), rows.end(), [&](const items::OperationRow& row) { return row.id == showpiece; });
    if (chosen == rows.end())
        chosen = std::find_if(rows.begin(), rows.end(), [](const items::OperationRow& row) { return !row.isTrace; });
    if (chosen == rows.end())
        chosen = rows.begin();
    openOperation(chosen->id, chosen->isTrace);
}

void Session::analyse(AnalysisRequest request)
{
    m_following.stop();
    m_analysis.start(std::move(request), m_namedProfile, m_source.live);
    updateBusy();
}

// The operation is on the screen at once; what other traces add to the verdict follows.
void Session::show(std::shared_ptr<const ui::OperationDocument> document, bool isWhole, bool withContext)
{
    m_document = std::move(document);
    emit documentChanged();
    if (withContext)
        showVerdictInRow(*m_document);
    walkOpen();
    if (isWhole && m_source.live && !m_nowNs)
        follow();
}

void Session::follow()
{
    const QString id = m_document->id;
    const bool isTrace = m_document->isTrace;
    m_following.begin({m_document, queryFor(id, isTrace),
                       [this, id, isTrace](const Found& found) { return requestFor(id, isTrace, found.answer); },
                       m_namedProfile});
}

ui::FollowState Session::following() const
{
    switch (m_following.state()) {
    case Follower::State::Idle:
        break;
    case Follower::State::Following:
        return ui::FollowState::Following;
    case Follower::State::Paused:
        return ui::FollowState::Paused;
    case Follower::State::Ended:
        return ui::FollowState::Ended;
    }
    return ui::FollowState::Nothing;
}

void Session::setFollowing(bool on)
{
    m_following.setPaused(!on);
}

// The list judged the operation by its own traces; what others add must not contradict it.
void Session::showVerdictInRow(const ui::OperationDocument& document)
{
    auto& rows = m_catalogue.rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].id != document.id)
            continue;
        items::addVerdict(rows[i], document.diagnosis());
        emit resultChanged(static_cast<int>(i), rows[i]);
    }
}

std::vector<ui::ScenarioChoice> Session::offerScenarios()
{
    m_scenarios = diagnosis::scenariosWith(scenarioFolder());
    for (const diagnosis::ScenarioError& error : m_scenarios.errors)
        emit noticed({ui::Notice::Kind::Warning,
                      tr("A scenario cannot be used: %1.").arg(QString::fromStdString(error.message)),
                      QString::fromStdString(error.file + ' ' + error.pointer),
                      tr("Correct the file; until then the built-in scenarios are offered.")});
    std::vector<ui::ScenarioChoice> choices;
    for (const diagnosis::Scenario& scenario : m_scenarios.scenarios)
        choices.push_back({QString::fromStdString(scenario.id), QString::fromStdString(scenario.title),
                           QString::fromStdString(scenario.text)});
    return choices;
}

void Session::walk(const QString& scenario, const QString& id, bool isTrace)
{
    m_walk.cancel();
    m_walkScenario = scenario;
    m_walkId = id;
    if (m_document && m_document->id == id && !m_opening.isRunning() && !m_analysis.isRunning())
        walkOpen();
    else if (m_sources.empty())
        walkWithout({{sources::SourceError::Kind::NotFound, tr("Nothing is open to search in."), QString(),
                      tr("Open files or connect to a server first.")}});
    else
        openOperation(id, isTrace);
    updateBusy();
}

// The walk that waited for its operation.
void Session::walkOpen()
{
    if (!m_walkScenario.isEmpty() && m_document && m_document->id == m_walkId)
        startWalk(m_document);
}

// Nothing came: that is what the walk has to look at.
void Session::walkWithout(const std::vector<sources::SourceError>& errors)
{
    if (m_walkScenario.isEmpty())
        return;
    diagnosis::SearchContext search;
    search.complete = false;
    search.live = m_source.live;
    search.origin = m_source.title.toStdString();
    for (const sources::SourceError& error : errors)
        search.losses.push_back(error.text().toStdString());
    startWalk(absentDocument(m_walkId, m_wantedIsTrace, search, m_nowNs.value_or(wallClockNs())));
}

void Session::startWalk(std::shared_ptr<const ui::OperationDocument> document)
{
    const std::string wanted = std::exchange(m_walkScenario, QString()).toStdString();
    if (m_scenarios.scenarios.empty())
        m_scenarios = diagnosis::scenariosWith(scenarioFolder());
    const auto& known = m_scenarios.scenarios;
    const auto scenario =
        std::find_if(known.begin(), known.end(), [&](const auto& other) { return other.id == wanted; });
    if (scenario == known.end())
        return;
    WalkWork work{*scenario, std::move(document), sourceWords(m_source.addresses), {}, known};
    for (const items::OperationRow& row : m_catalogue.rows)
        work.knownIds.push_back(row.id.toStdString());
    m_walk.start([work = std::move(work)](const CancelToken&) { return walkThrough(work); },
                 [this](const std::shared_ptr<const diagnosis::Walk>& walk) {
                     emit walked(walk);
                     updateBusy();
                 });
}

namespace {

using RowResults = std::vector<std::pair<int, items::OperationRow>>;

// Verdicts in crowds: every message to the window costs it a turn.
constexpr std::size_t kMostResults = 64;
constexpr qint64 kLongestHoldMs = 100;

} // namespace

// Every operation of the answer, the visible ones first. Where operations are recordings of their own, each is judged
// by its own stores; elsewhere everything found is context (contract 2.1), and one moment holds for all.
void Session::diagnoseRows()
{
    const bool separate = std::any_of(m_sources.begin(), m_sources.end(),
                                      [](const auto& source) { return source->capabilities().separateRecordings; });
    std::vector<std::int64_t> moments;
    std::string note;
    if (separate)
        for (const items::OperationRow& row : m_catalogue.rows)
            moments.push_back(momentFor(row.id, m_answer, note));
    m_rowQueue = std::make_shared<RowQueue>(m_catalogue.rows.size());
    if (m_catalogue.rows.empty())
        return;
    m_rows.start(
        [this, separate, moments = std::move(moments), catalogue = m_catalogue, queue = m_rowQueue,
         request = requestFor(m_catalogue.rows.front().id, false, m_answer)](const CancelToken& token) mutable {
            RowResults results;
            if (!separate)
                request.context = std::make_shared<const operations::OperationContext>(
                    operations::readContext(*catalogue.traces, *catalogue.profile));
            QElapsedTimer held;
            held.start();
            const auto hand = [&] {
                token.post([this, results] {
                    for (const auto& [row, value] : results)
                        emit resultChanged(row, value);
                });
                results.clear();
                held.restart();
            };
            while (const auto i = token.isCancelled() ? std::nullopt : queue->next()) {
                items::OperationRow& row = catalogue.rows[*i];
                request.id = row.id;
                request.isTrace = row.isTrace;
                request.asOfNs = separate ? moments[*i] : request.asOfNs;
                request.traces = separate ? std::make_shared<const trace::TraceSet>(
                                                operations::storesWith(*catalogue.traces, catalogue.rowTraces[*i]))
                                          : catalogue.traces;
                items::addVerdict(row, diagnoseOperation(request));
                results.emplace_back(static_cast<int>(*i), row);
                if (results.size() >= kMostResults || held.elapsed() >= kLongestHoldMs)
                    hand();
            }
            hand();
            return true;
        },
        [](bool) {});
}

void Session::prefer(const std::vector<int>& rows)
{
    std::vector<std::size_t> wanted;
    for (const int row : rows)
        if (row >= 0)
            wanted.push_back(static_cast<std::size_t>(row));
    if (m_rowQueue)
        m_rowQueue->prefer(std::move(wanted));
}

// Files are small by their format (1 MiB at most), so that reading one here does not hold up the window.
bool Session::takeProfile(const QString& name)
{
    m_profileNotice.reset();
    if (name == QLatin1String("auto")) {
        m_namedProfile = nullptr;
        return true;
    }
    if (auto builtin = operations::builtinProfile(name.toStdString())) {
        m_namedProfile = std::move(builtin);
        return true;
    }
    const auto refuse = [this](const QString& why) {
        m_profileNotice = ui::Notice{ui::Notice::Kind::Warning, why, QString(),
                                     tr("The built-in profile that fits the traces is used instead.")};
        emit noticed(*m_profileNotice);
        return false;
    };
    if (!QFileInfo(name).isFile())
        return refuse(tr("There is no profile %1.").arg(name));
    auto own = operations::loadProfile(name.toStdString(), diagnosis::ruleNames());
    if (!own)
        return refuse(tr("The profile cannot be used: %1").arg(QString::fromStdString(own.error())));
    m_namedProfile = std::make_shared<const operations::Profile>(std::move(*own));
    return true;
}

void Session::setProfile(const QString& name)
{
    if (name == m_profile && !QFileInfo(name).isFile()) // a file may have changed
        return;
    const bool taken = takeProfile(name);
    if (!taken)
        m_namedProfile = nullptr;
    m_profile = taken ? name : QStringLiteral("auto");
    emit profilesChanged();
    if (!m_answer.stores.empty()) {
        m_openAfterSearch = !m_wanted.isEmpty();
        Found found;
        found.answer = m_answer;
        found.anyAnswered = true;
        found.tookMs = m_outcome.readMs;
        listFound(found);
        updateBusy();
    }
}

void Session::setNow(std::optional<std::int64_t> nowNs)
{
    m_nowNs = nowNs;
    if (m_document) {
        AnalysisRequest request = requestFor(m_document->id, m_document->isTrace, m_answer);
        request.traces = m_document->traces;
        request.profile = m_document->profile;
        analyse(std::move(request));
        diagnoseRows();
    }
}

void Session::stopSearch()
{
    m_search.cancel();
    m_arrivals.cancel();
    m_listAgain.stop();
    m_opening.cancel();
    m_listing.cancel();
    m_rows.cancel();
    m_analysis.cancel();
    m_following.stop();
}

void Session::cancel()
{
    if (!isBusy())
        return;
    stopSearch();
    m_openAfterSearch = false;
    m_openAfterList = false;
    m_outcome.failed = m_catalogue.rows.empty();
    diagnoseRows();
    emit noticed({ui::Notice::Kind::Info, tr("Stopped."), QString(), tr("F5 searches again.")});
    updateBusy();
}

} // namespace spanlight::app
