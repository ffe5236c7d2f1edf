#include "app/doctor/examination.h"

#include "models/operations/profile_catalog.h"
#include "models/sources/archive/archive_check.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/archive_reader.h"
#include "models/sources/companions/companion_job.h"
#include "models/sources/work_link.h"
#include "models/trace/wall_clock.h"

#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <utility>

namespace spanlight::app {

using diagnosis::PipelinePart;
using sources::ProbedServer;

namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;
constexpr std::int64_t kLookBackNs = 2 * kDayNs;
constexpr std::int64_t kFurtherBackNs = 400 * kDayNs;
constexpr std::int64_t kHourNs = kDayNs / 24;
constexpr int kTracesPerService = 20;
constexpr int kTracesOfArchive = 100;
constexpr std::chrono::seconds kLongestLook{10}; // into an archive; it may have gigabytes

std::vector<std::string> servicesOf(const sources::SearchReport& report, const trace::TraceSet& traces)
{
    std::vector<std::string> services;
    for (const QString& service : report.services)
        services.push_back(service.toStdString());
    for (const auto& store : traces.stores())
        for (std::uint32_t i = 0; i < store->resourceCount(); ++i)
            services.emplace_back(store->resource(trace::ResourceRow{i}).service);
    std::sort(services.begin(), services.end());
    services.erase(std::unique(services.begin(), services.end()), services.end());
    std::erase(services, std::string());
    return services;
}

diagnosis::ReceiverFacts receiverFacts(const sources::ReceiverStatus& status)
{
    diagnosis::ReceiverFacts facts;
    facts.httpEndpoint = status.httpEndpoint.toStdString();
    facts.grpcEndpoint = status.grpcEndpoint.toStdString();
    facts.isKept = !status.archive.isEmpty();
    facts.requests = status.requests;
    facts.spans = status.spans;
    facts.rejected = status.rejected;
    facts.refused = status.refused;
    for (const auto& [reason, requests] : status.turnedAway)
        facts.turnedAway.emplace_back(reason.toStdString(), requests);
    for (const QString& note : status.notes)
        facts.notes.push_back(note.toStdString());
    facts.problem = status.problem.toStdString();
    return facts;
}

QString shellWord(const QString& word)
{
    return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

// On a worker thread.
void lookInto(const QString& path, const std::shared_ptr<sources::WorkLink>& link, diagnosis::StoreFacts& store)
{
    auto reader = sources::ArchiveReader::open(path);
    if (!reader) {
        store.damages.push_back(reader.error().text().toStdString());
        return;
    }
    reader->setStop([link] { return link->isCut(); });
    const sources::ArchiveFacts facts = reader->facts();
    store.bytes = facts.fileBytes;
    store.maxBytes = facts.limits.maxBytes;
    store.maxAgeSeconds = facts.limits.maxAgeSeconds;
    store.traces = facts.traces;
    store.spans = facts.spans;
    store.oldestStartNs = facts.oldestStartNs;
    store.newestEndNs = facts.newestEndNs;
    store.lastReceivedNs = facts.lastReceivedNs;
    store.prunedTraces = facts.prunedTraces;
    for (const QString& loss : facts.losses)
        store.damages.push_back(loss.toStdString());
    const auto end = std::chrono::steady_clock::now() + kLongestLook;
    const auto verdict =
        sources::checkArchive(path, [&link, end] { return !link->isCut() && std::chrono::steady_clock::now() < end; });
    store.wasChecked = verdict.has_value();
    if (!verdict && verdict.error().kind != sources::SourceError::Kind::Cancelled)
        store.damages.push_back(verdict.error().text().toStdString());
    if (verdict)
        for (const QString& damage : verdict->damages)
            store.damages.push_back(damage.toStdString());
}

} // namespace

Examination::Examination(ExaminationSubject subject, QObject* parent) : QObject(parent), m_subject(std::move(subject))
{
}

Examination::~Examination()
{
    if (m_link)
        m_link->cut();
}

void Examination::start()
{
    for (sources::Source* source : m_subject.sources)
        m_steps.emplace_back([this, source] { beginSource(*source); });
    const auto addCompanion = [this](PipelinePart::Kind kind, ProbedServer server, const QUrl& base,
                                     const char* title) {
        if (!base.isEmpty())
            m_steps.emplace_back([=, this] { beginCompanion(kind, server, base, title); });
    };
    const sources::CompanionAddresses& companions = m_subject.companions;
    addCompanion(PipelinePart::Kind::OperationsApi, ProbedServer::OperationsApi, companions.operationsApi,
                 "operations API");
    addCompanion(PipelinePart::Kind::Prometheus, ProbedServer::Prometheus, companions.prometheus, "Prometheus");
    addCompanion(PipelinePart::Kind::Grafana, ProbedServer::Grafana, companions.grafana, "Grafana");
    m_total = static_cast<int>(m_steps.size());
    next();
}

void Examination::next()
{
    if (!m_steps.empty()) {
        const Step step = std::move(m_steps.front());
        m_steps.pop_front();
        step();
        return;
    }
    chooseProfile();
    m_input.profile = m_profile.get();
    m_input.nowNs = moment();
    m_finished = true;
    emit finished();
}

void Examination::tell(const QString& what)
{
    emit progressChanged(static_cast<int>(m_input.parts.size()), m_total,
                         QString::fromStdString(m_part.address) + QStringLiteral(": ") + what);
}

void Examination::beginSource(sources::Source& source)
{
    m_part = {};
    m_part.address = source.address().toStdString();
    if (sources::isArchiveAddress(source.address())) {
        m_part.store.emplace();
        const QString path = sources::archivePath(source.address());
        m_part.store->checkCommand = (QStringLiteral("spanlight-cli archive check ") + shellWord(path)).toStdString();
        // A file that was named has to be there; the user's own one comes into being by itself.
        m_part.store->exists = source.address() != QLatin1String("archive:") || QFileInfo::exists(path);
        if (!m_part.store->exists) {
            m_part.reachable = true;
            endPart();
            return;
        }
    }
    const auto server = sources::probedAddress(source.address());
    m_part.tenant = (server && !server->tenant.isEmpty() ? server->tenant : m_subject.options.tenant).toStdString();
    if (server)
        probe(server->server, server->base, [this, &source] { readTraces(source); });
    else
        readTraces(source);
}

void Examination::beginCompanion(PipelinePart::Kind kind, ProbedServer server, const QUrl& base, const char* title)
{
    m_part = {};
    m_part.kind = kind;
    m_part.live = true;
    m_part.server = title;
    m_part.address = base.toString().toStdString();
    probe(server, base, [this, base] { askCompanion(base); });
}

// The answers are taken from the event loop: whoever gave one may be replaced then.
void Examination::probe(ProbedServer server, const QUrl& base, Step then)
{
    tell(tr("version and clock"));
    sources::ConnectionOptions options = m_subject.companionOptions;
    if (m_part.kind == PipelinePart::Kind::Source) {
        options = m_subject.options;
        options.tenant = QString::fromStdString(m_part.tenant);
    }
    m_probe = std::make_unique<sources::PartProbe>(server, base, options);
    connect(
        m_probe.get(), &sources::PartProbe::finished, this,
        [this, then = std::move(then)] {
            takeProbe();
            then();
        },
        Qt::QueuedConnection);
    m_probe->start();
}

void Examination::takeProbe()
{
    m_part.version = m_probe->version().toStdString();
    m_part.clockAheadNs = m_probe->clockAheadNs();
    m_part.clockToleranceNs = m_probe->clockToleranceNs();
    if (m_part.kind == PipelinePart::Kind::Source)
        return;
    m_part.reachable = !m_probe->error();
    if (m_probe->error())
        m_part.problem = m_probe->error()->text().toStdString();
}

void Examination::readTraces(sources::Source& source)
{
    tell(tr("recent traces"));
    sources::SearchQuery query = m_subject.query;
    m_part.live = source.capabilities().live && !m_part.store;
    m_part.askedNs = trace::wallClockNs();
    m_part.fromNs = m_part.askedNs - kLookBackNs;
    query.limit = m_part.store ? kTracesOfArchive : m_part.live ? kTracesPerService : 0;
    if (m_part.live)
        query.sinceNs = m_part.fromNs;
    search(source, query);
}

void Examination::search(sources::Source& source, const sources::SearchQuery& query)
{
    m_search = source.search(query);
    const auto take = [this, &source] { takeTraces(source); };
    if (m_search->isFinished()) {
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
        return;
    }
    connect(m_search.get(), &sources::SourceJob::progressChanged, this,
            [this](qint64, qint64, const QString& text) { tell(text); });
    connect(m_search.get(), &sources::SourceJob::finished, this, take, Qt::QueuedConnection);
}

// It knows services, and nothing of theirs is so new.
bool Examination::isOutOfWindow() const
{
    return m_part.live && m_part.reachable && !m_part.receiver && m_part.traces.spanCount() == 0 &&
           !m_part.services.empty() && m_part.fromNs == m_part.askedNs - kLookBackNs;
}

void Examination::takeTraces(sources::Source& source)
{
    const auto& error = m_search->error();
    const sources::SearchAnswer& answer = m_search->answer();
    m_part.reachable = !error;
    if (error)
        m_part.problem = error->text().toStdString();
    m_part.server = answer.report.origin.toStdString();
    m_part.traces = trace::TraceSet(answer.stores);
    m_part.services = servicesOf(answer.report, m_part.traces);
    m_part.limitReached = answer.report.limitReached;
    for (const sources::PartFailure& failure : answer.report.failures)
        m_part.losses.push_back(failure.part.toStdString() + ": " + failure.error.text().toStdString());
    for (const auto& store : answer.stores)
        for (const trace::Problem& problem : store->importLog().problems())
            if (trace::isLoss(problem.code) && m_part.losses.size() == answer.report.failures.size())
                m_part.losses.push_back(problem.message);
    if (const auto moment = source.suggestedNowNs(answer, {}); moment && !m_part.live)
        m_part.askedNs = *moment;
    if (const auto status = source.receiver(); status && m_part.reachable) {
        m_part.receiver = receiverFacts(*status);
        if (m_part.traces.spanCount() == 0)
            m_part.services.clear(); // those are of the question, nobody sent as them
    }
    if (isOutOfWindow()) {
        tell(tr("older traces"));
        m_part.fromNs = m_part.askedNs - kFurtherBackNs;
        m_part.losses.clear();
        sources::SearchQuery query = m_subject.query;
        query.limit = kTracesPerService;
        query.sinceNs = m_part.fromNs;
        search(source, query);
    } else if (m_part.store && m_part.reachable) {
        lookIntoArchive();
    } else {
        endPart();
    }
}

void Examination::lookIntoArchive()
{
    tell(tr("is it sound"));
    m_link = std::make_shared<sources::WorkLink>(this);
    sources::startWork(m_link, [this, path = sources::archivePath(QString::fromStdString(m_part.address)),
                                store = *m_part.store](const std::shared_ptr<sources::WorkLink>& link) mutable {
        lookInto(path, link, store);
        // `this` is used in its own thread only, where it has cut the link if it is gone.
        link->post([this, store = std::move(store)] {
            m_part.store = store;
            endPart();
        });
    });
}

void Examination::askCompanion(const QUrl& base)
{
    chooseProfile();
    if (!m_part.reachable || m_part.kind == PipelinePart::Kind::Grafana) {
        endPart();
        return;
    }
    tell(tr("what it knows"));
    sources::CompanionAddresses only;
    (m_part.kind == PipelinePart::Kind::Prometheus ? only.prometheus : only.operationsApi) = base;
    sources::CompanionQuestion question;
    question.metrics = m_profile->metrics;
    question.endNs = trace::wallClockNs();
    question.startNs = question.endNs - kHourNs;
    m_companion = std::make_unique<sources::CompanionJob>(only, m_subject.companionOptions, question);
    connect(
        m_companion.get(), &sources::CompanionJob::finished, this,
        [this] {
            m_part.facts = m_companion->facts();
            endPart();
        },
        Qt::QueuedConnection);
    m_companion->start();
}

void Examination::endPart()
{
    m_input.parts.push_back(std::exchange(m_part, {}));
    next();
}

void Examination::chooseProfile()
{
    if (m_profile)
        return;
    m_profile = m_subject.profile;
    if (m_profile)
        return;
    std::vector<std::shared_ptr<const trace::TraceStore>> stores;
    for (const PipelinePart& part : m_input.parts)
        stores.insert(stores.end(), part.traces.stores().begin(), part.traces.stores().end());
    // Whoever names the operations API works with operations, also where no trace shows it.
    const trace::TraceSet all(std::move(stores));
    const bool withOperations = !m_subject.companions.operationsApi.isEmpty() || all.spanCount() == 0;
    m_profile = withOperations ? operations::chooseOperationsProfile(all) : operations::chooseProfile(all);
}

// One recording is looked at as of its own moment, anything live as of now.
std::int64_t Examination::moment() const
{
    if (m_subject.nowNs)
        return *m_subject.nowNs;
    std::int64_t newest = 0;
    for (const PipelinePart& part : m_input.parts) {
        if (part.live)
            return trace::wallClockNs();
        newest = std::max(newest, part.askedNs);
    }
    return newest > 0 ? newest : trace::wallClockNs();
}

} // namespace spanlight::app
