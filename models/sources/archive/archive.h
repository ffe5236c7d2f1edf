#pragma once

#include "models/sources/archive/archive_schema.h"
#include "models/sources/archive/archive_writer.h"
#include "models/sources/span_sink.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace spanlight::sources {

struct ArchiveOptions
{
    std::vector<std::string> operationKeys;              ///< attributes whose values can be searched as operation ids
    std::optional<ArchiveLimits> limits;                 ///< new limits for the file; without, those that it has
    std::size_t maxWaitingBytes = std::size_t{64} << 20; ///< of batches that wait; further ones are not taken
    /// Commits wait until the disk has the data: they also survive a power cut. Without, they survive the end of the
    /// process in any way, and the file stays sound, but a power cut may take the last commits.
    bool syncEveryCommit = true;
    int busyMs = 30'000;       ///< how long other programs may write before batches are given up
    std::int64_t maxPages = 0; ///< of the file, as if the disk were full behind them; 0: no such limit
};

/// What an archive has done since it was opened.
struct ArchiveActivity
{
    std::uint64_t keptBatches = 0;
    std::uint64_t keptSpans = 0;
    std::uint64_t repeatedBatches = 0; ///< the same request sent again
    std::uint64_t failedBatches = 0;
    std::uint64_t prunedTraces = 0; ///< by this program
    std::size_t waitingBytes = 0;
    QString problem; ///< why the last batch was not kept; empty once one is kept again
};

/// The local store of everything received or kept: an SQLite file (write-ahead log, one writing thread, many batches
/// per commit).
///
/// A batch counts as kept when its commit has returned. Then it survives kill -9 of this process, and with
/// ArchiveOptions::syncEveryCommit also a power cut. Several programs may write to one file: they take turns by
/// SQLite's locks. The file keeps to its limits: the oldest traces go, in small transactions between the commits.
///
/// offer(), offerImport() and activity() may be called from any thread.
class Archive final : public SpanSink
{
public:
    /// Opens or makes the file. Errors: a damaged file, the database of another program or of a newer version, no
    /// permission. Nothing is written to such a file.
    [[nodiscard]] static tl::expected<std::unique_ptr<Archive>, SourceError> open(const QString& path,
                                                                                  ArchiveOptions options);
    /// Takes no more, keeps what waits, and closes.
    ~Archive() override;

    using Done = std::function<void(const Keeping&)>;

    [[nodiscard]] bool offer(ReceivedBatch batch, Done done) override;
    /// The same for traces that were written down elsewhere: spans that are already here are left out. `known` belongs
    /// to one import and is the archive's until the last `done`.
    [[nodiscard]] bool offerImport(ReceivedBatch batch, std::shared_ptr<KnownSpans> known, Done done);

    [[nodiscard]] ArchiveActivity activity() const;
    [[nodiscard]] const QString& path() const { return m_path; }

private:
    struct Waiting
    {
        ReceivedBatch batch;
        std::shared_ptr<KnownSpans> known; ///< of an import
        Done done;
    };
    struct Outcome
    {
        std::uint64_t spans = 0;
        std::uint64_t repeated = 0;
        std::optional<SqliteError> error;
    };

    Archive(QString path, ArchiveOptions options, Database database);

    [[nodiscard]] bool take(Waiting waiting);
    void work();
    [[nodiscard]] std::vector<Waiting> nextGroup();
    void keepGroup(std::vector<Waiting>& group);
    [[nodiscard]] Outcome writeGroup(const std::vector<Waiting>& group);
    [[nodiscard]] bool beginPatiently();
    [[nodiscard]] PreparedBatch prepare(std::string_view otlp, const Waiting& waiting) const;
    void write(const PreparedBatch& batch, Outcome& outcome);
    void writeImport(const Waiting& waiting, Outcome& outcome);
    void prune(bool byAge);
    [[nodiscard]] bool pruneSome(const std::vector<std::int64_t>& traces);
    [[nodiscard]] std::vector<std::int64_t> chooseToPrune(bool byAge, const ArchiveLimits& limits);
    void giveBackSpace();
    [[nodiscard]] bool isStopping() const;

    const QString m_path;
    const ArchiveOptions m_options;
    Database m_database;      // of the writing thread
    ArchiveWriter m_writer;   // of the writing thread
    bool m_isDamaged = false; // of the writing thread: nothing is written any more
    bool m_isPruning = false; // of the writing thread: above the limit, until well below

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Waiting> m_queue;
    std::size_t m_waitingBytes = 0;
    bool m_stop = false;
    ArchiveActivity m_activity;

    std::thread m_thread; // last: it uses all of the above
};

} // namespace spanlight::sources
