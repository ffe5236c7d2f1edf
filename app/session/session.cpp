#include "app/session/session.h"

#include "app/search/search_context.h"
#include "app/session/search_keys.h"
#include "app/session/search_outcome.h"
#include "models/sources/companions/companion_requests.h"
#include "models/sources/demo/demo_source.h"
#include "models/sources/server_address.h"
#include "models/trace/wall_clock.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace spanlight::app {

namespace {

const QString kDemo = QStringLiteral("demo:");
constexpr int kNoLimit = 1'000'000'000;
constexpr int kListAgainMs = 500;

// What was said of an operation holds until it is judged again.
void keepVerdicts(const std::vector<items::OperationRow>& before, std::vector<items::OperationRow>& after)
{
    QHash<QString, const items::OperationRow*> known;
    for (const items::OperationRow& row : before)
        if (row.state)
            known.insert(row.id, &row);
    if (known.isEmpty())
        return;
    for (items::OperationRow& row : after)
        if (const items::OperationRow* old = known.value(row.id))
            items::keepVerdict(row, *old);
}

} // namespace

Session::Session(sources::ConnectionOptions options, QObject* parent)
    : ui::Workbench(parent), m_options(std::move(options)), m_analysis(m_open.list()),
      m_companions(sources::withoutSecrets(m_options)), m_following(m_open.list())
{
    connect(&m_open, &OpenSources::servicesChanged, this, &Session::sourceChanged);
    connect(&m_open, &OpenSources::arrived, this, &Session::takeArrived);
    connect(&m_rows, &RowVerdicts::judged, this, [this](int row, const items::OperationRow& value) {
        if (static_cast<std::size_t>(row) < m_catalogue.rows.size())
            m_catalogue.rows[static_cast<std::size_t>(row)] = value; // kept when the list is read again
        emit resultChanged(row, value);
    });
    for (SearchRun* run : {&m_search, &m_opening})
        connect(run, &SearchRun::progressChanged, this, &Session::progressChanged);
    connect(&m_search, &SearchRun::previewed, this, &Session::takePreview);
    connect(&m_previews, &LoadPreviews::changed, this, &Session::previewChanged);
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
        if (m_companions.take(document))
            showAgain(document);
    });
    connect(&m_companions, &CompanionWatch::refreshed, this, &Session::showAgain);
    connect(&m_companions, &CompanionWatch::askingChanged, this, &Session::companionsChanged);
    connect(&m_companions, &CompanionWatch::failed, this, [this](const operations::CompanionProblem& problem) {
        emit noticed({ui::Notice::Kind::Warning, QString::fromStdString(problem.text),
                      QString::fromStdString(problem.origin.url),
                      tr("The verdict goes without it. File > Companions has the addresses.")});
    });
    connect(&m_suggestions, &SearchSuggestions::suggested, this, &Session::suggested);
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

void Session::tell(const sources::SourceError& error, const QString& remark)
{
    if (error.kind == sources::SourceError::Kind::BadQuery) {
        emit queryRefused(remark.isEmpty() ? error.text() : error.text() + QLatin1Char(' ') + remark);
        return;
    }
    const QString between = error.advice.isEmpty() || remark.isEmpty() ? QString()
                            : error.advice.endsWith(QLatin1Char('.'))  ? QStringLiteral(" ")
                                                                       : QStringLiteral(". ");
    emit noticed({ui::Notice::Kind::Error, error.what, error.where, error.advice + between + remark});
}

void Session::open(const QStringList& addresses)
{
    const std::vector<QUrl> servers = sources::serversOf(addresses);
    if (m_secretServers.empty()) {
        m_secretServers = servers;
        setCompanionOptions();
    }
    const bool areTheirs = std::all_of(servers.begin(), servers.end(), [this](const QUrl& server) {
        return std::any_of(m_secretServers.begin(), m_secretServers.end(),
                           [&](const QUrl& known) { return sources::isSameServer(server, known); });
    });
    openSources(addresses, areTheirs ? m_options : sources::withoutSecrets(m_options));
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
    m_doctor.cancel();
    if (const auto opened = m_open.open(wanted, options); !opened) {
        tell(opened.error());
        return;
    }
    m_doctor.setOptions(options);
    m_answer = {};
    m_catalogue = {};
    m_outcome = {};
    m_document.reset();
    m_previews.clear();
    emit sourceChanged();
    emit resultsChanged({});
    emit documentChanged();
    search({});
}

void Session::startSearch(sources::SearchQuery query)
{
    if (!m_open.state().live) // it is all here already
        query.limit = kNoLimit;
    addProfileKeys(query, m_profile.named());
    m_query = query;
    m_previews.begin();
    m_search.start(m_open.list(), query);
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
        m_arrivals.start(m_open.list(), m_query);
}

void Session::suggest(const sources::SuggestionQuery& query)
{
    m_suggestions.ask(m_open.list(), query);
}

void Session::search(const sources::SearchQuery& query)
{
    if (m_open.isEmpty()) {
        emit noticed({ui::Notice::Kind::Info, tr("Nothing is open to search in."), QString(),
                      tr("Open files or connect to a server first.")});
        return;
    }
    emit noticesCleared();
    m_companions.forgetTold();
    if (m_profile.refusal()) // it holds for every search, until another profile is chosen
        emit noticed(*m_profile.refusal());
    stopSearch();
    m_wanted = query.operationId.isEmpty() && !query.traceIds.empty() ? query.traceIds.front() : query.operationId;
    m_wantedIsTrace = query.operationId.isEmpty();
    m_openAfterSearch = !m_wanted.isEmpty();
    m_openAfterList = false;
    if (!m_wanted.isEmpty() && !m_open.state().live && asksForIdOnly(query)) { // all is here: the list may stay whole
        m_openAfterSearch = false;
        m_openAfterList = true;
        startSearch({});
        return;
    }
    startSearch(query);
}

// Only where there is nothing else to look at yet.
void Session::takePreview(const std::shared_ptr<const trace::TraceStore>& store)
{
    if (!m_document && m_catalogue.rows.empty())
        m_previews.take(store, m_profile.named(), {m_wanted, m_wantedIsTrace});
}

void Session::dropPreview()
{
    const bool shown = m_previews.shown() != nullptr;
    m_previews.clear();
    if (shown)
        emit previewChanged();
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
        dropPreview();
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
    emit progressChanged(0, 0, tr("listing the operations"));
    m_listing.start([stores = m_answer.stores, only = m_answer.matched,
                     profile = m_profile.named()](const CancelToken&) { return makeCatalogue(stores, profile, only); },
                    [this](Catalogue catalogue) {
                        showCatalogue(std::move(catalogue));
                        updateBusy();
                    });
}

void Session::showCatalogue(Catalogue catalogue)
{
    m_previews.stop();
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
    else if (!m_document && (m_wanted.isEmpty() || m_previews.shown()))
        openFirst();
    diagnoseRows();
}

std::int64_t Session::momentFor(const QString& id, const sources::SearchAnswer& answer, std::string& note) const
{
    if (m_nowNs) {
        note = "as given";
        return *m_nowNs;
    }
    if (!m_open.state().live)
        for (const auto& source : m_open.list())
            if (const auto suggested = source->suggestedNowNs(answer, id)) {
                note = "the moment of the recording";
                return *suggested;
            }
    note = "now";
    return trace::wallClockNs();
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
    request.search = searchContext({report}, m_open.state().live, trace::wallClockNs());
    request.search.origin = request.origin.toStdString();
    return request;
}

void Session::openOperation(const QString& id, bool isTrace)
{
    m_wanted = id;
    m_wantedIsTrace = isTrace;
    const bool isLoading = m_search.isRunning() || m_listing.isRunning();
    if (m_previews.shown() && m_catalogue.rows.empty() && (isLoading || m_walkScenario.isEmpty())) {
        // it is opened when all of it is there
        m_previews.show({id, isTrace});
        return;
    }
    m_opening.cancel();
    m_analysis.cancel();
    m_following.stop();
    m_companions.stop();
    if (m_open.isEmpty())
        return;
    if (m_openAfterSearch) { // just asked for: the answer holds all its traces
        m_openAfterSearch = false;
        AnalysisRequest request = requestFor(id, isTrace, m_answer);
        request.traces = m_catalogue.traces;
        analyse(std::move(request));
        return;
    }
    m_opening.start(m_open.list(), queryFor(id, isTrace));
    updateBusy();
}

sources::SearchQuery Session::queryFor(const QString& id, bool isTrace) const
{
    sources::SearchQuery query;
    if (isTrace)
        query.traceIds.push_back(id);
    else
        query.operationId = id;
    if (!m_open.state().live) // it is all here already
        query.limit = kNoLimit;
    addProfileKeys(query, m_profile.named());
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
    if (m_open.state().live)
        request.profile = nullptr; // chosen for these traces
    analyse(std::move(request));
}

// Something to look at after opening a source: the demo's showpiece, else the newest operation, else the newest trace.
void Session::openFirst()
{
    const auto& rows = m_catalogue.rows;
    if (rows.empty())
        return;
    const QString showpiece =
        m_open.state().addresses == QStringList{kDemo} ? sources::demoDefaultOperation() : QString();
    const QString preferred = m_previews.shown() && !m_wanted.isEmpty() ? m_wanted : showpiece; // chosen meanwhile
    auto chosen =
        std::find_if(rows.begin(), rows.end(), [&](const items::OperationRow& row) { return row.id == preferred; });
    if (chosen == rows.end())
        chosen = std::find_if(rows.begin(), rows.end(), [](const items::OperationRow& row) { return !row.isTrace; });
    if (chosen == rows.end())
        chosen = rows.begin();
    openOperation(chosen->id, chosen->isTrace);
}

void Session::analyse(AnalysisRequest request)
{
    m_following.stop();
    m_companions.stop();
    emit progressChanged(0, 0, tr("diagnosing"));
    m_analysis.start(std::move(request), m_profile.named(), m_open.state().live);
    updateBusy();
}

// The operation is on the screen at once; what other traces and companions add to the verdict follows.
void Session::show(std::shared_ptr<const ui::OperationDocument> document, bool isWhole, bool withContext)
{
    if (m_companions.take(document)) {
        m_document = document;
        m_previews.clear();
        emit documentChanged();
        if (withContext)
            showVerdictInRow(*m_document);
        walkOpen();
    }
    if (isWhole && m_open.state().live && !m_nowNs)
        follow(document);
}

void Session::showAgain(const std::shared_ptr<const ui::OperationDocument>& document)
{
    m_document = document;
    emit documentRefreshed();
    showVerdictInRow(*m_document);
    walkOpen();
}

ui::CompanionState Session::companions() const
{
    return {m_companions.addresses(), m_companions.isAsking()};
}

// Their addresses are remembered, the secrets of the command line are for its sources.
void Session::setCompanionOptions()
{
    const auto& addresses = m_companions.addresses();
    const auto options = m_secretServers.empty() ? sources::withoutSecrets(m_options)
                                                 : sources::companionOptions(m_options, addresses, m_secretServers);
    m_companions.setOptions(options);
    m_doctor.setCompanions(addresses, options);
}

void Session::setCompanions(const sources::CompanionAddresses& addresses)
{
    m_companions.setAddresses(addresses);
    setCompanionOptions();
    emit companionsChanged();
    if (m_document && m_companions.take(m_document))
        walkOpen();
}

void Session::follow(const std::shared_ptr<const ui::OperationDocument>& document)
{
    const QString id = document->id;
    const bool isTrace = document->isTrace;
    m_following.begin({document, queryFor(id, isTrace),
                       [this, id, isTrace](const Found& found) {
                           AnalysisRequest request = requestFor(id, isTrace, found.answer);
                           request.companions = m_companions.facts();
                           return request;
                       },
                       m_profile.named()});
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
    else if (m_open.isEmpty())
        walkWithout({{sources::SourceError::Kind::NotFound, tr("Nothing is open to search in."), QString(),
                      tr("Open files or connect to a server first.")}});
    else
        openOperation(id, isTrace);
    updateBusy();
}

// The walk that waited for its operation.
void Session::walkOpen()
{
    const bool complete = !m_companions.isAsking() || m_companions.facts(); // what companions know belongs to it
    if (!m_walkScenario.isEmpty() && m_document && m_document->id == m_walkId && complete)
        startWalk(m_document);
}

// Nothing came: that is what the walk has to look at.
void Session::walkWithout(const std::vector<sources::SourceError>& errors)
{
    if (m_walkScenario.isEmpty())
        return;
    diagnosis::SearchContext search;
    search.complete = false;
    search.live = m_open.state().live;
    search.origin = m_open.state().title.toStdString();
    for (const sources::SourceError& error : errors)
        search.losses.push_back(error.text().toStdString());
    startWalk(absentDocument(m_walkId, m_wantedIsTrace, search, m_nowNs.value_or(trace::wallClockNs())));
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
    WalkWork work{*scenario, std::move(document), sourceWords(m_open.state().addresses), {}, known};
    for (const items::OperationRow& row : m_catalogue.rows)
        work.knownIds.push_back(row.id.toStdString());
    m_walk.start([work = std::move(work)](const CancelToken&) { return walkThrough(work); },
                 [this](const std::shared_ptr<const diagnosis::Walk>& walk) {
                     emit walked(walk);
                     updateBusy();
                 });
}

void Session::diagnoseRows()
{
    RowsToJudge rows;
    rows.catalogue = {m_catalogue.traces, m_catalogue.profile, m_catalogue.rows, {}};
    if (!m_catalogue.rows.empty())
        rows.request = requestFor(m_catalogue.rows.front().id, false, m_answer);
    std::string note;
    if (m_open.separateRecordings()) {
        rows.catalogue.rowTraces = m_catalogue.rowTraces;
        for (const items::OperationRow& row : m_catalogue.rows)
            rows.moments.push_back(momentFor(row.id, m_answer, note));
    }
    m_rows.start(std::move(rows));
}

void Session::setProfile(const QString& name)
{
    if (m_profile.isChosen(name))
        return;
    m_profile.choose(name);
    if (m_profile.refusal())
        emit noticed(*m_profile.refusal());
    emit profilesChanged();
    emit m_doctor.subjectChanged();
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
    m_doctor.setNow(nowNs);
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
    m_suggestions.cancel();
    m_search.cancel();
    m_arrivals.cancel();
    m_listAgain.stop();
    m_opening.cancel();
    m_listing.cancel();
    m_previews.stop();
    m_rows.cancel();
    m_analysis.cancel();
    m_following.stop();
    m_companions.stop();
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
    m_outcome.stopped = true;
    if (!m_previews.shown()) // else that says what it is
        emit noticed({ui::Notice::Kind::Info, tr("Stopped."), QString(), tr("F5 searches again.")});
    updateBusy();
}

} // namespace spanlight::app
