#pragma once

#include "models/sources/archive/batch_scan.h"
#include "models/sources/archive/sqlite.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace spanlight::sources {

/// Spans that an import has met in the archive or brought itself. A span is the same when trace id, span id and
/// everything else of it are: its bytes are equal.
struct KnownSpans
{
    std::unordered_set<std::uint64_t> spans;   ///< hashes of their bytes
    std::unordered_set<trace::TraceId> traces; ///< whose spans in the archive are among them
    std::uint64_t repeated = 0;                ///< spans that were left out
};

/// A batch, made ready outside of the transaction.
struct PreparedBatch
{
    std::string_view otlp; ///< the owner keeps it until it is added
    std::int64_t receivedNs = 0;
    std::int64_t hash = 0;
    std::string packed;
    ScannedBatch scan;
};

[[nodiscard]] PreparedBatch prepareBatch(std::string_view otlp, std::int64_t receivedNs,
                                         const std::vector<std::string>& operationKeys);

/// Rows of the archive's tables; every call between begin() and commit() or rollback(). Several programs may write in
/// turns. Used by one thread. Errors stay in the database (Database::good()).
class ArchiveWriter
{
public:
    explicit ArchiveWriter(Database& database);

    /// Waits for other programs up to the connection's patience.
    bool begin();
    bool commit();
    void rollback();

    /// False: the very same batch is there already; a sender that had no answer sends it again.
    bool add(const PreparedBatch& batch);
    /// Spans of the batch that the archive does not have; notes all of them.
    [[nodiscard]] std::string newSpans(std::string_view otlp, KnownSpans& known);

    /// Traces to delete, at most `most`, oldest arrival first. With `before` only those that got nothing since;
    /// without, traces that still grow are spared while there are others near.
    [[nodiscard]] std::vector<std::int64_t> oldestTraces(std::int64_t nowNs, std::int64_t most);
    [[nodiscard]] std::vector<std::int64_t> tracesBefore(std::int64_t beforeNs, std::int64_t most);
    /// Deletes them with the batches that nothing else needs; counts them in the file.
    void remove(const std::vector<std::int64_t>& traces);

private:
    struct Row;

    [[nodiscard]] bool isKnown(const PreparedBatch& batch);
    [[nodiscard]] std::int64_t addTrace(const ScannedTrace& trace, const std::vector<std::int64_t>& wordIds,
                                        std::int64_t batchId, std::int64_t receivedNs);
    void growTrace(const Row& row, const ScannedTrace& trace, std::vector<std::int64_t> words, std::int64_t receivedNs);
    void addWords(std::int64_t trace, const std::vector<std::int64_t>& words);
    /// Id of a word, made when it is new; -1: not kept.
    [[nodiscard]] std::int64_t wordId(const ScannedWord& word);
    void loadSpans(trace::TraceId id, KnownSpans& known);
    void forgetIds();
    void removeTrace(std::int64_t id, std::unordered_map<std::int64_t, std::int64_t>& batches,
                     std::unordered_set<std::int64_t>& words);
    void releaseBatches(const std::unordered_map<std::int64_t, std::int64_t>& batches);

    Database& m_database;
    std::int64_t m_version = -1; // of the data, as this connection has seen it
    std::int64_t m_nextBatch = 0;
    std::int64_t m_nextTrace = 0;
    std::int64_t m_names = 0; // span names among the words
    bool m_isNamesFull = false;
    std::unordered_map<std::string, std::int64_t> m_words[3]; // ids by kind and text

    Statement m_findHash;
    Statement m_insertBatch;
    Statement m_insertPacked;
    Statement m_insertTrace;
    Statement m_findTrace;
    Statement m_updateTrace;
    Statement m_insertTraceBatch;
    Statement m_findWord;
    Statement m_insertWord;
    Statement m_insertTraceWord;
};

} // namespace spanlight::sources
