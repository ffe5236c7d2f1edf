#include "models/sources/archive/archive_writer.h"

#include "models/formats/packer.h"
#include "models/sources/archive/packed_numbers.h"
#include "models/trace/hash.h"

#include <algorithm>
#include <iterator>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMostCachedWords = 100'000;
constexpr std::size_t kMostBatchBytes = std::size_t{1} << 30;
constexpr std::int64_t kStillGrowsNs = 600'000'000'000;

} // namespace

/// What the table knows of a trace.
struct ArchiveWriter::Row
{
    std::int64_t id = 0;
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    std::int64_t spans = 0;
    std::int64_t errors = 0;
    std::vector<std::int64_t> words;
};

PreparedBatch prepareBatch(std::string_view otlp, std::int64_t receivedNs,
                           const std::vector<std::string>& operationKeys)
{
    return {otlp, receivedNs, batchHash(otlp), formats::packZstd(otlp), scanBatch(otlp, operationKeys)};
}

ArchiveWriter::ArchiveWriter(Database& database)
    : m_database(database),
      m_findHash(database, "SELECT p.data FROM batches b JOIN packed p ON p.batch=b.id WHERE b.hash=? AND b.bytes=?"),
      m_insertBatch(database, "INSERT INTO batches VALUES(?,?,?,?,?,?,?)"),
      m_insertPacked(database, "INSERT INTO packed VALUES(?,?)"),
      m_insertTrace(database, "INSERT INTO traces VALUES(?,?,?,?,?,?,?,?) ON CONFLICT(trace) DO NOTHING"),
      m_findTrace(database, "SELECT id,start,end,spans,errors,words FROM traces WHERE trace=?"),
      m_updateTrace(database, "UPDATE traces SET start=?,end=?,spans=?,errors=?,received=?,words=? WHERE id=?"),
      m_insertTraceBatch(database, "INSERT INTO trace_batches VALUES(?,?) ON CONFLICT DO NOTHING"),
      m_findWord(database, "SELECT id FROM words WHERE kind=? AND text=?"),
      m_insertWord(database, "INSERT INTO words(kind,text) VALUES(?,?) RETURNING id"),
      m_insertTraceWord(database, "INSERT INTO trace_words VALUES(?,?) ON CONFLICT DO NOTHING")
{
}

bool ArchiveWriter::begin()
{
    if (!m_database.run("BEGIN IMMEDIATE"))
        return false;
    const std::int64_t version = m_database.number("PRAGMA data_version");
    if (version != m_version || m_nextBatch == 0) { // another program has written since
        forgetIds();
        m_version = version;
        m_nextBatch = m_database.number("SELECT max(id) FROM batches") + 1;
        m_nextTrace = m_database.number("SELECT max(id) FROM traces") + 1;
        m_isNamesFull = metaNumber(m_database, "names_full") != 0;
        m_names = m_database.number("SELECT count(*) FROM words WHERE kind=1");
    }
    return m_database.good();
}

bool ArchiveWriter::commit()
{
    return m_database.run("COMMIT");
}

void ArchiveWriter::rollback()
{
    m_database.clearError();
    m_database.run("ROLLBACK");
    m_database.clearError(); // SQLite may have rolled back by itself
    m_nextBatch = 0;         // ids and words of what never was
}

void ArchiveWriter::forgetIds()
{
    for (auto& words : m_words)
        words.clear();
}

bool ArchiveWriter::isKnown(const PreparedBatch& batch)
{
    m_findHash.bind(1, batch.hash).bind(2, static_cast<std::int64_t>(batch.otlp.size()));
    bool known = false;
    while (!known && m_findHash.next())
        known = formats::unpackZstd(m_findHash.bytes(0), batch.otlp.size()) == batch.otlp;
    m_findHash.reset();
    return known;
}

bool ArchiveWriter::add(const PreparedBatch& batch)
{
    if (batch.scan.spans == 0 || isKnown(batch))
        return false;
    std::vector<std::int64_t> wordIds;
    wordIds.reserve(batch.scan.words.size());
    for (const ScannedWord& word : batch.scan.words)
        wordIds.push_back(wordId(word));
    const std::int64_t id = m_nextBatch++;
    std::vector<std::int64_t> traces;
    traces.reserve(batch.scan.traces.size());
    for (const ScannedTrace& trace : batch.scan.traces)
        traces.push_back(addTrace(trace, wordIds, id, batch.receivedNs));
    std::sort(traces.begin(), traces.end());
    const std::string list = packNumbers(traces);
    m_insertBatch.bind(1, id).bind(2, batch.receivedNs).bind(3, static_cast<std::int64_t>(batch.scan.spans));
    m_insertBatch.bind(4, static_cast<std::int64_t>(batch.otlp.size())).bind(5, batch.hash);
    m_insertBatch.bind(6, static_cast<std::int64_t>(traces.size())).bindBytes(7, list).run();
    m_insertPacked.bind(1, id).bindBytes(2, batch.packed).run();
    return true;
}

std::int64_t ArchiveWriter::addTrace(const ScannedTrace& trace, const std::vector<std::int64_t>& wordIds,
                                     std::int64_t batchId, std::int64_t receivedNs)
{
    std::vector<std::int64_t> words;
    for (const std::uint32_t word : trace.words)
        if (wordIds[word] >= 0)
            words.push_back(wordIds[word]);
    std::sort(words.begin(), words.end());
    const std::string key = traceIdBytes(trace.id);
    const std::string packedWords = packNumbers(words);
    m_insertTrace.bind(1, m_nextTrace).bindBytes(2, key).bind(3, trace.startNs).bind(4, trace.endNs);
    m_insertTrace.bind(5, trace.spans).bind(6, trace.errors).bind(7, receivedNs).bindBytes(8, packedWords).run();
    std::int64_t id = m_nextTrace;
    if (m_database.changes() > 0) {
        ++m_nextTrace;
        addWords(id, words);
    } else if (m_findTrace.bindBytes(1, key).next()) {
        Row row{m_findTrace.integer(0), m_findTrace.integer(1), m_findTrace.integer(2),
                m_findTrace.integer(3), m_findTrace.integer(4), unpackNumbers(m_findTrace.bytes(5))};
        m_findTrace.reset();
        id = row.id;
        growTrace(row, trace, std::move(words), receivedNs);
    }
    m_insertTraceBatch.bind(1, id).bind(2, batchId).run();
    return id;
}

void ArchiveWriter::growTrace(const Row& row, const ScannedTrace& trace, std::vector<std::int64_t> words,
                              std::int64_t receivedNs)
{
    std::vector<std::int64_t> added;
    std::set_difference(words.begin(), words.end(), row.words.begin(), row.words.end(), std::back_inserter(added));
    std::vector<std::int64_t> all;
    std::set_union(words.begin(), words.end(), row.words.begin(), row.words.end(), std::back_inserter(all));
    const std::string packedWords = packNumbers(all);
    m_updateTrace.bind(1, std::min(row.startNs, trace.startNs)).bind(2, std::max(row.endNs, trace.endNs));
    m_updateTrace.bind(3, row.spans + trace.spans).bind(4, row.errors + trace.errors).bind(5, receivedNs);
    m_updateTrace.bindBytes(6, packedWords).bind(7, row.id).run();
    addWords(row.id, added);
}

void ArchiveWriter::addWords(std::int64_t trace, const std::vector<std::int64_t>& words)
{
    for (const std::int64_t word : words)
        m_insertTraceWord.bind(1, word).bind(2, trace).run();
}

std::int64_t ArchiveWriter::wordId(const ScannedWord& word)
{
    auto& known = m_words[static_cast<std::size_t>(word.kind)];
    if (const auto at = known.find(word.text); at != known.end())
        return at->second;
    if (known.size() >= kMostCachedWords)
        known.clear();
    const auto kind = static_cast<std::int64_t>(word.kind);
    std::int64_t id = -1;
    if (m_findWord.bind(1, kind).bindText(2, word.text).next()) {
        id = m_findWord.integer(0);
    } else if (word.kind != WordKind::SpanName || m_names < kMostNames) {
        if (m_insertWord.bind(1, kind).bindText(2, word.text).next())
            id = m_insertWord.integer(0);
        m_insertWord.reset();
        m_names += word.kind == WordKind::SpanName ? 1 : 0;
    } else if (!m_isNamesFull) {
        m_isNamesFull = true;
        setMetaNumber(m_database, "names_full", 1);
    }
    m_findWord.reset();
    known.emplace(word.text, id);
    return id;
}

std::string ArchiveWriter::newSpans(std::string_view otlp, KnownSpans& known)
{
    return selectSpans(otlp, [&](trace::TraceId trace, std::string_view span) {
        if (known.traces.insert(trace).second)
            loadSpans(trace, known);
        const bool isNew = known.spans.insert(trace::hashBytes(span)).second;
        known.repeated += isNew ? 0 : 1;
        return isNew;
    });
}

void ArchiveWriter::loadSpans(trace::TraceId id, KnownSpans& known)
{
    Statement packed(m_database, "SELECT p.data FROM traces t JOIN trace_batches b ON b.trace=t.id "
                                 "JOIN packed p ON p.batch=b.batch WHERE t.trace=?");
    const std::string key = traceIdBytes(id);
    packed.bindBytes(1, key);
    while (packed.next()) {
        const auto otlp = formats::unpackZstd(packed.bytes(0), kMostBatchBytes);
        if (!otlp)
            continue;
        (void)selectSpans(*otlp, [&](trace::TraceId trace, std::string_view span) {
            if (trace == id)
                known.spans.insert(trace::hashBytes(span));
            return false;
        });
    }
}

std::vector<std::int64_t> ArchiveWriter::oldestTraces(std::int64_t nowNs, std::int64_t most)
{
    std::vector<std::int64_t> all;
    std::vector<std::int64_t> atRest;
    Statement rows(m_database, "SELECT id, received FROM traces ORDER BY id LIMIT ?");
    rows.bind(1, 2 * most);
    while (rows.next()) {
        all.push_back(rows.integer(0));
        if (nowNs - rows.integer(1) > kStillGrowsNs)
            atRest.push_back(rows.integer(0));
    }
    std::vector<std::int64_t>& chosen = atRest.empty() ? all : atRest;
    chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(most)));
    return chosen;
}

std::vector<std::int64_t> ArchiveWriter::tracesBefore(std::int64_t beforeNs, std::int64_t most)
{
    std::vector<std::int64_t> found;
    Statement rows(m_database, "SELECT id FROM traces WHERE received < ? ORDER BY id LIMIT ?");
    rows.bind(1, beforeNs).bind(2, most);
    while (rows.next())
        found.push_back(rows.integer(0));
    return found;
}

void ArchiveWriter::removeTrace(std::int64_t id, std::unordered_map<std::int64_t, std::int64_t>& batches,
                                std::unordered_set<std::int64_t>& words)
{
    Statement ofTrace(m_database, "SELECT words FROM traces WHERE id=?");
    Statement unword(m_database, "DELETE FROM trace_words WHERE word=? AND trace=?");
    if (ofTrace.bind(1, id).next())
        for (const std::int64_t word : unpackNumbers(ofTrace.bytes(0))) {
            unword.bind(1, word).bind(2, id).run();
            words.insert(word);
        }
    ofTrace.reset();
    Statement held(m_database, "DELETE FROM trace_batches WHERE trace=? RETURNING batch");
    held.bind(1, id);
    while (held.next())
        ++batches[held.integer(0)];
    Statement(m_database, "DELETE FROM traces WHERE id=?").bind(1, id).run();
}

void ArchiveWriter::releaseBatches(const std::unordered_map<std::int64_t, std::int64_t>& batches)
{
    Statement release(m_database, "UPDATE batches SET refs=refs-? WHERE id=?");
    Statement drop(m_database, "DELETE FROM batches WHERE id=? AND refs<=0");
    Statement dropPacked(m_database, "DELETE FROM packed WHERE batch=?");
    for (const auto& [batch, traces] : batches) {
        release.bind(1, traces).bind(2, batch).run();
        drop.bind(1, batch).run();
        if (m_database.good() && m_database.changes() > 0)
            dropPacked.bind(1, batch).run();
    }
}

void ArchiveWriter::remove(const std::vector<std::int64_t>& traces)
{
    std::unordered_map<std::int64_t, std::int64_t> batches;
    std::unordered_set<std::int64_t> words;
    std::int64_t spans = 0;
    Statement count(m_database, "SELECT spans FROM traces WHERE id=?");
    for (const std::int64_t id : traces) {
        spans += count.bind(1, id).next() ? count.integer(0) : 0;
        count.reset();
        removeTrace(id, batches, words);
    }
    releaseBatches(batches);
    Statement forget(m_database,
                     "DELETE FROM words WHERE id=?1 AND NOT EXISTS(SELECT 1 FROM trace_words WHERE word=?1)");
    for (const std::int64_t word : words)
        forget.bind(1, word).run();
    setMetaNumber(m_database, "pruned_traces",
                  metaNumber(m_database, "pruned_traces") + static_cast<std::int64_t>(traces.size()));
    setMetaNumber(m_database, "pruned_spans", metaNumber(m_database, "pruned_spans") + spans);
    forgetIds();
    m_nextBatch = 0; // what was the last may be gone
}

} // namespace spanlight::sources
