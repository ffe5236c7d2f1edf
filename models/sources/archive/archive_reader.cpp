#include "models/sources/archive/archive_reader.h"

#include "models/formats/packer.h"
#include "models/sources/archive/batch_scan.h"
#include "models/sources/archive/packed_numbers.h"

#include <QFileInfo>

#include <algorithm>
#include <set>
#include <unordered_set>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMostKeptBytes = std::size_t{64} << 20;
// A word in fewer traces than this is where to begin; one in more is looked up for trace after trace.
constexpr std::int64_t kFewTraces = 5'000;

std::string hexLiteral(trace::TraceId id)
{
    return "x'" + trace::toHex(id) + "'";
}

// 2 digits per byte, as texts of ids that are too long for a trace id have them.
std::optional<std::string> bytesOfHex(const std::string& text)
{
    if (text.size() % 2 != 0 || text.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    return bytes;
}

std::string traceCondition(const std::vector<QString>& ids)
{
    std::string list;
    for (const QString& id : ids) {
        const std::string text = id.trimmed().toStdString();
        auto key = trace::parseTraceId(text);
        if (!key)
            if (const auto bytes = bytesOfHex(text))
                key = traceIdOf(*bytes);
        if (key)
            list += (list.empty() ? "" : ",") + hexLiteral(*key);
    }
    return " AND t.trace IN (" + list + ")";
}

SourceError notThere(const QString& path)
{
    SourceError error;
    error.kind = SourceError::Kind::NotFound;
    error.what = QStringLiteral("There is no archive yet");
    error.where = path;
    error.advice = QStringLiteral("'spanlight-cli convert traces.json archive:' keeps traces in it");
    return error;
}

} // namespace

std::vector<ArchivedTrace> CandidateCursor::next(std::size_t most)
{
    std::vector<ArchivedTrace> traces;
    while (!m_atEnd && traces.size() < most) {
        m_atEnd = !m_rows.next();
        if (!m_atEnd)
            traces.push_back({m_rows.integer(0), traceIdOf(m_rows.bytes(1))});
    }
    return traces;
}

tl::expected<ArchiveReader, SourceError> ArchiveReader::open(const QString& path)
{
    if (!QFileInfo::exists(path))
        return tl::unexpected(notThere(path));
    auto database = Database::open(path.toStdString(), Database::Mode::Read);
    if (!database)
        return tl::unexpected(archiveError(database.error(), path));
    if (auto fit = prepareForReading(*database, path); !fit)
        return tl::unexpected(std::move(fit.error()));
    return ArchiveReader(path, std::move(*database));
}

CandidateCursor ArchiveReader::candidates(const SearchQuery& query, bool byFallback)
{
    return CandidateCursor(Statement(m_database, "SELECT t.id, t.trace FROM traces t WHERE 1" +
                                                     conditionsOf(query, byFallback) + " ORDER BY t.start DESC"));
}

std::string ArchiveReader::conditionsOf(const SearchQuery& query, bool byFallback)
{
    std::string sql;
    if (!query.traceIds.empty())
        sql += traceCondition(query.traceIds);
    if (byFallback)
        sql += fallbackCondition(query.fallbacks);
    else if (!query.operationId.isEmpty() && knowsAll(query.operationKeys))
        sql += wordCondition(WordKind::OperationId, query.operationId);
    if (!query.service.isEmpty())
        sql += wordCondition(WordKind::Service, query.service);
    if (!query.name.isEmpty())
        sql += wordCondition(WordKind::SpanName, query.name);
    if (query.errorsOnly)
        sql += " AND t.errors > 0";
    if (query.sinceNs)
        sql += " AND t.end >= " + std::to_string(*query.sinceNs);
    if (query.untilNs)
        sql += " AND t.start <= " + std::to_string(*query.untilNs);
    if (query.minDurationNs) // also for a named span: it is not longer than its trace
        sql += " AND t.end - t.start >= " + std::to_string(*query.minDurationNs);
    if (query.maxDurationNs && query.name.isEmpty())
        sql += " AND t.end - t.start <= " + std::to_string(*query.maxDurationNs);
    return sql;
}

bool ArchiveReader::knowsAll(const std::vector<QString>& operationKeys)
{
    if (!m_operationKeys)
        m_operationKeys = readOperationKeys(m_database);
    return !operationKeys.empty() && std::all_of(operationKeys.begin(), operationKeys.end(), [&](const QString& key) {
        return std::find(m_operationKeys->begin(), m_operationKeys->end(), key.toStdString()) != m_operationKeys->end();
    });
}

std::optional<std::int64_t> ArchiveReader::wordId(WordKind kind, const std::string& text)
{
    if (text.size() > kMostWordBytes)
        return 0;
    Statement find(m_database, "SELECT id FROM words WHERE kind=? AND text=?");
    if (find.bind(1, static_cast<std::int64_t>(kind)).bindText(2, text).next())
        return find.integer(0);
    const bool isUnkept = kind == WordKind::SpanName && metaNumber(m_database, "names_full") != 0;
    return isUnkept ? std::optional<std::int64_t>(0) : std::nullopt;
}

std::string ArchiveReader::wordCondition(WordKind kind, const QString& text)
{
    const auto id = wordId(kind, text.toStdString());
    if (!id)
        return " AND 0";
    if (*id == 0)
        return {};
    const std::string word = std::to_string(*id);
    const std::int64_t traces =
        m_database.number(("SELECT count(*) FROM (SELECT 1 FROM trace_words WHERE word=" + word + " LIMIT " +
                           std::to_string(kFewTraces) + ")")
                              .c_str());
    return traces < kFewTraces ? " AND t.id IN (SELECT trace FROM trace_words WHERE word=" + word + ")"
                               : " AND EXISTS (SELECT 1 FROM trace_words w WHERE w.word=" + word + " AND w.trace=t.id)";
}

// Traces of the services that the tags name; all when one of them names none.
std::string ArchiveReader::fallbackCondition(const std::vector<FallbackTag>& tags)
{
    std::string any;
    for (const FallbackTag& tag : tags) {
        const auto id = tag.service.isEmpty() ? std::optional<std::int64_t>(0)
                                              : wordId(WordKind::Service, tag.service.toStdString());
        if (id == 0)
            return {};
        if (id)
            any += (any.empty() ? "" : " OR ") +
                   ("EXISTS (SELECT 1 FROM trace_words w WHERE w.word=" + std::to_string(*id) + " AND w.trace=t.id)");
    }
    return any.empty() ? " AND 0" : " AND (" + any + ")";
}

std::vector<std::int64_t> ArchiveReader::batchesOf(const std::vector<ArchivedTrace>& traces)
{
    std::vector<std::int64_t> batches;
    Statement ofTrace(m_database, "SELECT batch FROM trace_batches WHERE trace=?");
    for (const ArchivedTrace& trace : traces) {
        ofTrace.bind(1, trace.id);
        while (ofTrace.next())
            batches.push_back(ofTrace.integer(0));
    }
    std::sort(batches.begin(), batches.end());
    batches.erase(std::unique(batches.begin(), batches.end()), batches.end());
    return batches;
}

std::shared_ptr<const std::string> ArchiveReader::batch(std::int64_t id)
{
    if (const auto kept = m_keptRows.find(id); kept != m_keptRows.end()) {
        m_kept.splice(m_kept.begin(), m_kept, kept->second);
        return m_kept.front().second;
    }
    Statement row(m_database,
                  "SELECT b.bytes, b.hash, p.data FROM batches b JOIN packed p ON p.batch=b.id WHERE b.id=?");
    if (!row.bind(1, id).next())
        return nullptr;
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(row.integer(0), 0));
    auto bytes = formats::unpackZstd(row.bytes(2), size);
    if (!bytes || bytes->size() != size || batchHash(*bytes) != row.integer(1))
        return nullptr;
    auto shared = std::make_shared<const std::string>(std::move(*bytes));
    m_keptBytes += size;
    m_kept.emplace_front(id, shared);
    m_keptRows[id] = m_kept.begin();
    while (m_keptBytes > kMostKeptBytes && m_kept.size() > 1) {
        m_keptBytes -= m_kept.back().second->size();
        m_keptRows.erase(m_kept.back().first);
        m_kept.pop_back();
    }
    return shared;
}

std::vector<QString> ArchiveReader::services()
{
    std::vector<QString> names;
    Statement rows(m_database, "SELECT text FROM words w WHERE kind=0 AND "
                               "EXISTS (SELECT 1 FROM trace_words WHERE word=w.id) ORDER BY text");
    while (rows.next()) {
        const std::string_view text = rows.bytes(0);
        names.push_back(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
    }
    return names;
}

ArchiveFacts ArchiveReader::facts()
{
    ArchiveFacts facts;
    facts.path = m_path;
    facts.fileBytes = QFileInfo(m_path).size() + QFileInfo(m_path + QStringLiteral("-wal")).size();
    const auto ask = [&](const char* what, auto&& question) {
        question();
        if (m_database.good())
            return;
        facts.losses.push_back(
            QStringLiteral("%1: %2").arg(QString::fromUtf8(what), archiveError(m_database.error(), m_path).text()));
        m_database.clearError();
    };
    ask("the traces cannot be counted", [&] {
        Statement row(m_database, "SELECT count(*), total(spans), total(errors), min(start), max(end), max(received) "
                                  "FROM traces");
        if (!row.next() || row.integer(0) == 0)
            return;
        facts.traces = row.integer(0);
        facts.spans = row.integer(1);
        facts.errorSpans = row.integer(2);
        facts.oldestStartNs = row.integer(3);
        facts.newestEndNs = row.integer(4);
        facts.lastReceivedNs = row.integer(5);
    });
    ask("the batches cannot be counted", [&] {
        facts.batches = m_database.number("SELECT count(*) FROM batches");
        facts.packedFrom = m_database.number("SELECT CAST(total(bytes) AS INTEGER) FROM batches");
    });
    ask("the services cannot be counted", [&] {
        facts.services = static_cast<std::int64_t>(services().size());
        facts.operations = m_database.number("SELECT count(*) FROM words WHERE kind=2");
    });
    ask("the limits cannot be read", [&] {
        facts.limits = readLimits(m_database);
        facts.prunedTraces = metaNumber(m_database, "pruned_traces");
        facts.prunedSpans = metaNumber(m_database, "pruned_spans");
        facts.operationKeys = readOperationKeys(m_database);
        facts.usedBytes = usedBytes(m_database);
    });
    return facts;
}

std::int64_t ArchiveReader::newestBatch()
{
    return m_database.number("SELECT max(id) FROM batches");
}

std::vector<trace::TraceId> ArchiveReader::arrivedAfter(std::int64_t batch, std::size_t most)
{
    std::set<std::int64_t> rows;
    Statement batches(m_database, "SELECT traces FROM batches WHERE id > ? ORDER BY id DESC");
    batches.bind(1, batch);
    while (rows.size() < most && batches.next())
        for (const std::int64_t row : unpackNumbers(batches.bytes(0)))
            rows.insert(row);
    std::vector<trace::TraceId> ids;
    Statement find(m_database, "SELECT trace FROM traces WHERE id=?");
    for (auto row = rows.rbegin(); row != rows.rend() && ids.size() < most; ++row) {
        if (find.bind(1, *row).next())
            ids.push_back(traceIdOf(find.bytes(0)));
        find.reset();
    }
    return ids;
}

} // namespace spanlight::sources
