#include "models/sources/archive/archive.h"
#include "models/trace/wall_clock.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <utility>

namespace spanlight::sources {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kMostGroupBytes = std::size_t{8} << 20;
constexpr std::size_t kMostGroupBatches = 256;
constexpr std::int64_t kTracesPerSlice = 256;
constexpr milliseconds kPruneAtOnce{40}; // between two commits
constexpr milliseconds kAgeEvery{60'000};
constexpr milliseconds kCheckAtMost{1'000};
constexpr int kMostIdleMs = 1'000;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;
// Room that is kept as it is: the next spans need it.
constexpr std::int64_t kSpareBytes = std::int64_t{64} << 20;

// A damaged file must be found before anything is written to it. What takes longer than a second to look through is
// left to 'archive check'.
tl::expected<void, SourceError> checkQuickly(Database& database, const QString& path)
{
    const auto end = Clock::now() + kCheckAtMost;
    database.setStop([end] { return Clock::now() > end; });
    Statement check(database, "PRAGMA quick_check(1)");
    const bool some = check.next();
    const std::string verdict = some ? std::string(check.bytes(0)) : "ok";
    database.setStop({});
    if (!database.good() && database.error().isInterrupted())
        database.clearError();
    if (!database.good())
        return tl::unexpected(archiveError(database.error(), path));
    if (verdict != "ok") {
        const SqliteError damage{11, verdict.substr(0, verdict.find('\n'))}; // SQLITE_CORRUPT
        return tl::unexpected(archiveError(damage, path));
    }
    return {};
}

void setUp(Database& database, const ArchiveOptions& options)
{
    database.run("PRAGMA cache_size=-65536"); // KiB
    database.run("PRAGMA wal_autocheckpoint=4000");
    database.run("PRAGMA journal_size_limit=67108864");
    database.run(options.syncEveryCommit ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    database.run("PRAGMA temp_store=MEMORY");
    if (options.maxPages > 0)
        database.run(("PRAGMA max_page_count=" + std::to_string(options.maxPages)).c_str());
    if (options.limits)
        writeLimits(database, *options.limits);
}

} // namespace

tl::expected<std::unique_ptr<Archive>, SourceError> Archive::open(const QString& path, ArchiveOptions options)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    const bool isNew = !QFileInfo::exists(path);
    auto database = Database::open(path.toStdString(), Database::Mode::Create);
    if (!database)
        return tl::unexpected(archiveError(database.error(), path));
    if (!isNew)
        if (auto sound = checkQuickly(*database, path); !sound)
            return tl::unexpected(std::move(sound.error()));
    if (auto ready = prepareForWriting(*database, path, options.operationKeys); !ready)
        return tl::unexpected(std::move(ready.error()));
    if (isNew) // traces say much about a system: they are nobody else's business
        QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    setUp(*database, options);
    options.operationKeys = readOperationKeys(*database);
    if (!database->good())
        return tl::unexpected(archiveError(database->error(), path));
    return std::unique_ptr<Archive>(new Archive(path, std::move(options), std::move(*database)));
}

Archive::Archive(QString path, ArchiveOptions options, Database database)
    : m_path(std::move(path)), m_options(std::move(options)), m_database(std::move(database)), m_writer(m_database),
      m_thread([this] { work(); })
{
}

Archive::~Archive()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

bool Archive::offer(ReceivedBatch batch, Done done)
{
    return take({std::move(batch), nullptr, std::move(done)});
}

bool Archive::offerImport(ReceivedBatch batch, std::shared_ptr<KnownSpans> known, Done done)
{
    return take({std::move(batch), std::move(known), std::move(done)});
}

bool Archive::take(Waiting waiting)
{
    {
        const std::lock_guard lock(m_mutex);
        // One batch is always taken: it may be larger than the limit.
        const std::size_t bytes = waiting.batch.otlpProtobuf.size();
        if (m_stop || (!m_queue.empty() && m_waitingBytes + bytes > m_options.maxWaitingBytes))
            return false;
        m_waitingBytes += bytes;
        m_queue.push_back(std::move(waiting));
    }
    m_wake.notify_one();
    return true;
}

ArchiveActivity Archive::activity() const
{
    const std::lock_guard lock(m_mutex);
    ArchiveActivity activity = m_activity;
    activity.waitingBytes = m_waitingBytes;
    return activity;
}

bool Archive::isStopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_stop;
}

void Archive::work()
{
    auto lastAge = Clock::now() - kAgeEvery;
    for (;;) {
        auto group = nextGroup();
        if (!group.empty())
            keepGroup(group);
        else if (isStopping())
            return;
        const bool byAge = Clock::now() - lastAge >= kAgeEvery;
        if (byAge)
            lastAge = Clock::now();
        prune(byAge);
        if (group.empty())
            giveBackSpace();
    }
}

std::vector<Archive::Waiting> Archive::nextGroup()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, milliseconds(kMostIdleMs), [this] { return m_stop || !m_queue.empty(); });
    std::vector<Waiting> group;
    std::size_t bytes = 0;
    while (!m_queue.empty() && group.size() < kMostGroupBatches && bytes < kMostGroupBytes) {
        bytes += m_queue.front().batch.otlpProtobuf.size();
        group.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    return group;
}

void Archive::keepGroup(std::vector<Waiting>& group)
{
    const Outcome outcome = writeGroup(group);
    Keeping keeping;
    if (outcome.error) {
        keeping.state = Keeping::State::Failed;
        keeping.reason = archiveError(*outcome.error, m_path).text();
        m_isDamaged = m_isDamaged || outcome.error->isCorrupt();
    }
    {
        const std::lock_guard lock(m_mutex);
        (outcome.error ? m_activity.failedBatches : m_activity.keptBatches) += group.size();
        m_activity.keptSpans += outcome.spans;
        m_activity.repeatedBatches += outcome.repeated;
        m_activity.problem = keeping.reason;
        for (const Waiting& waiting : group)
            m_waitingBytes -= waiting.batch.otlpProtobuf.size();
    }
    for (const Waiting& waiting : group)
        if (waiting.done)
            waiting.done(keeping);
}

Archive::Outcome Archive::writeGroup(const std::vector<Waiting>& group)
{
    Outcome outcome;
    if (m_isDamaged) {
        outcome.error = SqliteError{11, "damage was found while writing"}; // SQLITE_CORRUPT
        return outcome;
    }
    std::vector<PreparedBatch> prepared; // before the lock: other programs wait for it
    prepared.reserve(group.size());
    for (const Waiting& waiting : group)
        prepared.push_back(waiting.known ? PreparedBatch() : prepare(waiting.batch.otlpProtobuf, waiting));
    if (beginPatiently()) {
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (group[i].known)
                writeImport(group[i], outcome);
            else
                write(prepared[i], outcome);
        }
        m_writer.commit();
    }
    if (!m_database.good()) {
        outcome = {};
        outcome.error = m_database.error();
        m_writer.rollback();
    }
    return outcome;
}

bool Archive::beginPatiently()
{
    const auto end = Clock::now() + milliseconds(m_options.busyMs);
    while (!m_writer.begin()) {
        if (!m_database.error().isBusy() || Clock::now() > end || isStopping())
            return false;
        m_writer.rollback();
    }
    return true;
}

PreparedBatch Archive::prepare(std::string_view otlp, const Waiting& waiting) const
{
    return prepareBatch(otlp, waiting.batch.receivedUnixNs, m_options.operationKeys);
}

void Archive::write(const PreparedBatch& batch, Outcome& outcome)
{
    if (m_writer.add(batch))
        outcome.spans += batch.scan.spans;
    else
        ++outcome.repeated;
}

void Archive::writeImport(const Waiting& waiting, Outcome& outcome)
{
    const std::string fresh = m_writer.newSpans(waiting.batch.otlpProtobuf, *waiting.known);
    if (!fresh.empty())
        write(prepare(fresh, waiting), outcome);
}

std::vector<std::int64_t> Archive::chooseToPrune(bool byAge, const ArchiveLimits& limits)
{
    if (byAge)
        return limits.maxAgeSeconds == 0
                   ? std::vector<std::int64_t>()
                   : m_writer.tracesBefore(trace::wallClockNs() - limits.maxAgeSeconds * kNsPerSecond, kTracesPerSlice);
    const std::int64_t used = usedBytes(m_database);
    if (limits.maxBytes == 0 || used <= limits.maxBytes / 20 * 19)
        m_isPruning = false;
    else if (used > limits.maxBytes)
        m_isPruning = true;
    return m_isPruning ? m_writer.oldestTraces(trace::wallClockNs(), kTracesPerSlice) : std::vector<std::int64_t>();
}

void Archive::prune(bool byAge)
{
    const auto end = Clock::now() + kPruneAtOnce;
    while (!m_isDamaged && Clock::now() < end) {
        const ArchiveLimits limits = readLimits(m_database);
        auto traces = chooseToPrune(byAge, limits);
        if (traces.empty() && byAge) {
            byAge = false;
            traces = chooseToPrune(false, limits);
        }
        if (traces.empty() || !pruneSome(traces))
            break;
    }
    if (!m_database.good())
        m_writer.rollback();
}

bool Archive::pruneSome(const std::vector<std::int64_t>& traces)
{
    if (!m_writer.begin())
        return false;
    m_writer.remove(traces);
    if (!m_writer.commit())
        return false;
    const std::lock_guard lock(m_mutex);
    m_activity.prunedTraces += traces.size();
    return true;
}

// After a lower limit the file shrinks, a little at a time.
void Archive::giveBackSpace()
{
    if (m_isDamaged)
        return;
    const std::int64_t spare = m_database.number("PRAGMA freelist_count") * m_database.number("PRAGMA page_size");
    if (spare > kSpareBytes)
        m_database.run("PRAGMA incremental_vacuum(512)");
    if (!m_database.good())
        m_writer.rollback();
}

} // namespace spanlight::sources
