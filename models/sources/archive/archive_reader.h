#pragma once

#include "models/sources/archive/archive_schema.h"
#include "models/sources/archive/sqlite.h"
#include "models/sources/source.h"
#include "models/trace/ids.h"

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace spanlight::sources {

/// A trace as the index knows it.
struct ArchivedTrace
{
    std::int64_t id = 0; ///< row
    trace::TraceId traceId;
};

/// What an archive holds, for people.
struct ArchiveFacts
{
    QString path;
    std::int64_t fileBytes = 0;  ///< with its write-ahead log
    std::int64_t usedBytes = 0;  ///< without free pages
    std::int64_t packedFrom = 0; ///< bytes of the batches before they were packed
    std::int64_t batches = 0;
    std::int64_t traces = 0;
    std::int64_t spans = 0;
    std::int64_t errorSpans = 0;
    std::int64_t services = 0;
    std::int64_t operations = 0; ///< operation ids
    std::optional<std::int64_t> oldestStartNs;
    std::optional<std::int64_t> newestEndNs;
    std::optional<std::int64_t> lastReceivedNs;
    ArchiveLimits limits;
    std::int64_t prunedTraces = 0;
    std::int64_t prunedSpans = 0;
    std::vector<std::string> operationKeys;
    std::vector<QString> losses; ///< what of this could not be found out, and why
};

/// Goes over traces of an archive. Lives shorter than its reader.
class CandidateCursor
{
public:
    explicit CandidateCursor(Statement rows) : m_rows(std::move(rows)) {}
    /// The next traces, at most `most`; empty at the end and after an error.
    [[nodiscard]] std::vector<ArchivedTrace> next(std::size_t most);

private:
    Statement m_rows;
    bool m_atEnd = false;
};

/// Reads an archive; never alters its file. Used by one thread. Errors stay in database() until they are cleared.
class ArchiveReader
{
public:
    /// Opens the file; an error when it is not there or no archive.
    [[nodiscard]] static tl::expected<ArchiveReader, SourceError> open(const QString& path);

    [[nodiscard]] Database& database() { return m_database; }
    [[nodiscard]] const QString& path() const { return m_path; }
    /// While it gives true reading is interrupted.
    void setStop(std::function<bool()> stop) { m_database.setStop(std::move(stop)); }

    /// Traces that can match, newest start first: by words, extents and trace ids. What only the spans tell
    /// (attributes, that one span satisfies everything) is left to whoever reads them. `byFallback`: by the query's
    /// fallback tags instead of its operation id.
    [[nodiscard]] CandidateCursor candidates(const SearchQuery& query, bool byFallback = false);

    /// Whether the index has the values of all these attributes; false for none.
    [[nodiscard]] bool knowsAll(const std::vector<QString>& operationKeys);

    /// Batches that hold spans of any of these traces, ascending.
    [[nodiscard]] std::vector<std::int64_t> batchesOf(const std::vector<ArchivedTrace>& traces);
    /// The bytes of a batch, unpacked and compared with their hash. Null when they are not there or damaged. Those read
    /// last are kept.
    [[nodiscard]] std::shared_ptr<const std::string> batch(std::int64_t id);

    [[nodiscard]] std::vector<QString> services();
    [[nodiscard]] ArchiveFacts facts();

    /// Row of the newest batch.
    [[nodiscard]] std::int64_t newestBatch();
    /// Traces of the batches behind this one, at most `most` of them.
    [[nodiscard]] std::vector<trace::TraceId> arrivedAfter(std::int64_t batch, std::size_t most);

private:
    ArchiveReader(QString path, Database database) : m_path(std::move(path)), m_database(std::move(database)) {}

    /// Nothing: there is no such word. 0: words of this kind are not all kept.
    [[nodiscard]] std::optional<std::int64_t> wordId(WordKind kind, const std::string& text);
    [[nodiscard]] std::string wordCondition(WordKind kind, const QString& text);
    [[nodiscard]] std::string fallbackCondition(const std::vector<FallbackTag>& tags);
    [[nodiscard]] std::string conditionsOf(const SearchQuery& query, bool byFallback);

    QString m_path;
    Database m_database;
    std::optional<std::vector<std::string>> m_operationKeys;
    using Kept = std::pair<std::int64_t, std::shared_ptr<const std::string>>;
    std::list<Kept> m_kept; // newest use first
    std::unordered_map<std::int64_t, std::list<Kept>::iterator> m_keptRows;
    std::size_t m_keptBytes = 0;
};

} // namespace spanlight::sources
