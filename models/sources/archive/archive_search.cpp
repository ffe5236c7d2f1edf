#include "models/sources/archive/archive_search.h"

#include "models/formats/otlp/otlp_protobuf_reader.h"
#include "models/sources/archive/batch_scan.h"
#include "models/sources/trace_filter.h"
#include "models/trace/trace_builder.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace spanlight::sources {

namespace {

using Store = std::shared_ptr<const trace::TraceStore>;
using TraceIds = std::unordered_set<trace::TraceId>;

constexpr std::size_t kMostAtOnce = 512;
constexpr std::size_t kFewAtOnce = 64;
// Rows that are passed over, further and further, to find readable ones behind a damaged part of a table.
constexpr std::int64_t kFarthestJump = std::int64_t{1} << 40;

/// Texts that must all occur in the bytes of a batch for one of its spans to have the attributes.
using Needles = std::vector<std::string>;

bool isOwnColumn(const QString& key)
{
    return key == QLatin1String("error") || key == QLatin1String("span.kind") ||
           key == QLatin1String("otel.status_code") || key == QLatin1String("span.status");
}

// A value stands in the bytes as it is written unless it is a number, a truth value, bytes or a list.
bool standsAsItIs(const QString& value)
{
    bool isNumber = false;
    (void)value.toDouble(&isNumber);
    const bool isWord = !value.isEmpty() && value != QLatin1String("true") && value != QLatin1String("false");
    const bool hasBlank = value.contains(QLatin1Char('.')) || value.contains(QLatin1Char('-')) ||
                          value.contains(QLatin1Char('_')) || value.contains(QLatin1Char(' '));
    return isWord && !isNumber && hasBlank && !value.startsWith(QLatin1Char('[')) &&
           !value.startsWith(QLatin1Char('{'));
}

void addNeedles(Needles& needles, const QString& key, const QString& value)
{
    if (isOwnColumn(key))
        return;
    needles.push_back(key.toStdString());
    if (standsAsItIs(value))
        needles.push_back(value.toStdString());
}

/// Alternatives: a batch is worth reading when all texts of one of them occur. Empty: any batch. `indexed`: the index
/// has found the operation id.
std::vector<Needles> needlesOf(const SearchQuery& query, bool byFallback, bool indexed)
{
    std::vector<Needles> alternatives(1);
    for (const auto& [key, value] : query.attributes)
        addNeedles(alternatives[0], key, value);
    if (!query.attributes.empty())
        return alternatives[0].empty() ? std::vector<Needles>() : alternatives;
    alternatives.clear();
    if (!byFallback && !indexed && !query.operationId.isEmpty())
        alternatives.push_back({query.operationId.toStdString()});
    for (const FallbackTag& tag : byFallback ? query.fallbacks : std::vector<FallbackTag>()) {
        alternatives.emplace_back();
        addNeedles(alternatives.back(), tag.key, tag.value);
        if (alternatives.back().empty())
            return {};
    }
    return alternatives;
}

bool holdsAny(const std::string& bytes, const std::vector<Needles>& alternatives)
{
    return std::any_of(alternatives.begin(), alternatives.end(), [&](const Needles& needles) {
        return std::all_of(needles.begin(), needles.end(),
                           [&](const std::string& needle) { return bytes.find(needle) != std::string::npos; });
    });
}

/// One store from pieces of OTLP.
class StoreBuilder
{
public:
    explicit StoreBuilder(const QString& name)
    {
        m_builder.beginInput(name.toStdString());
        m_builder.setInputFormat("otlp-protobuf");
    }

    void add(std::string_view otlp)
    {
        m_reader.feed(otlp);
        m_bytes += otlp.size();
    }

    [[nodiscard]] Store freeze()
    {
        m_reader.finish();
        m_builder.setInputBytes(m_bytes);
        return m_builder.freeze();
    }

private:
    trace::TraceBuilder m_builder;
    formats::ReadOptions m_options;
    formats::OtlpProtobufReader m_reader{m_builder, m_options, formats::ProtobufFraming::None};
    std::uint64_t m_bytes = 0;
};

class ArchiveSearch
{
public:
    ArchiveSearch(ArchiveReader& reader, const SearchQuery& query, std::uint64_t mostBytes,
                  const SearchProgress& progress)
        : m_reader(reader), m_query(query), m_mostBytes(mostBytes), m_progress(progress)
    {
    }

    tl::expected<SearchAnswer, SourceError> run()
    {
        m_answer.report.origin = QStringLiteral("archive · %1").arg(m_reader.path());
        m_answer.report.requests = 1;
        m_answer.report.fromNs = m_query.sinceNs;
        m_answer.report.toNs = m_query.untilNs;
        if (!m_query.service.isEmpty())
            m_answer.report.services.push_back(m_query.service);
        m_reader.database().run("BEGIN"); // everything as it is at one moment
        search();
        const SqliteError error = m_reader.database().error();
        m_reader.database().clearError();
        m_reader.database().run("ROLLBACK");
        m_reader.database().clearError();
        if (m_isStopped || error.isInterrupted())
            return tl::unexpected(archiveError({9, {}}, m_reader.path())); // SQLITE_INTERRUPT
        if (error.code != 0 && !error.isCorrupt())
            return tl::unexpected(archiveError(error, m_reader.path()));
        if (error.code != 0)
            salvage(error);
        tellLosses();
        return std::move(m_answer);
    }

private:
    void search()
    {
        pass(false);
        if (m_answer.matched.empty() && !m_query.operationId.isEmpty() && !m_query.fallbacks.empty() && goesOn())
            pass(true);
        if (m_byFallback)
            m_answer.report.notes.push_back(
                QStringLiteral("no span carries the operation id; found by other attributes of the profile"));
    }

    [[nodiscard]] bool goesOn() { return !m_isStopped && !m_isFull && m_reader.database().good(); }

    void pass(bool byFallback)
    {
        const auto needles = needlesOf(m_query, byFallback, m_reader.knowsAll(m_query.operationKeys));
        SearchQuery filter = m_query;
        filter.limit = 0;
        if (!byFallback)
            filter.fallbacks.clear();
        auto cursor = m_reader.candidates(m_query, byFallback);
        while (goesOn()) {
            auto traces = cursor.next(needles.empty() ? chunkSize() : kMostAtOnce);
            if (traces.empty())
                return;
            look(std::move(traces), needles, filter);
            m_isStopped = m_isStopped || !m_progress(m_looked);
        }
    }

    [[nodiscard]] std::size_t room() const { return static_cast<std::size_t>(m_query.limit) - m_answer.matched.size(); }

    // When the limit is reached one more that matches must be found to know that it cut something.
    [[nodiscard]] std::size_t chunkSize() const
    {
        if (m_query.limit <= 0)
            return kMostAtOnce;
        return room() == 0 ? 16 : std::clamp(room(), kFewAtOnce, kMostAtOnce);
    }

    void look(std::vector<ArchivedTrace> traces, const std::vector<Needles>& needles, const SearchQuery& filter)
    {
        m_looked += traces.size();
        TraceIds wanted;
        for (const ArchivedTrace& each : traces)
            wanted.insert(each.traceId);
        std::vector<std::int64_t> batches = m_reader.batchesOf(traces);
        if (!needles.empty() && !narrow(traces, batches, wanted, needles))
            return;
        const Store store = build(batches, wanted);
        if (!store || m_isStopped)
            return;
        FilterResult result = filterTraces({store}, filter);
        m_byFallback = m_byFallback || result.byFallback;
        if (m_query.limit > 0 && result.matched.size() > room()) {
            result.matched.resize(room());
            m_answer.report.limitReached = m_isFull = true;
        }
        keep(store, result.matched, batches, wanted);
    }

    // Leaves only traces that have a span in a batch with the texts. False: none.
    bool narrow(std::vector<ArchivedTrace>& traces, std::vector<std::int64_t>& batches, TraceIds& wanted,
                const std::vector<Needles>& needles)
    {
        TraceIds possible;
        for (const std::int64_t id : batches) {
            const auto bytes = readBatch(id);
            if (m_isStopped)
                return false;
            if (bytes && holdsAny(*bytes, needles))
                (void)selectSpans(*bytes, [&](trace::TraceId trace, std::string_view) {
                    if (wanted.contains(trace))
                        possible.insert(trace);
                    return false;
                });
        }
        std::erase_if(traces, [&](const ArchivedTrace& each) { return !possible.contains(each.traceId); });
        wanted = std::move(possible);
        if (!traces.empty())
            batches = m_reader.batchesOf(traces);
        return !traces.empty();
    }

    std::shared_ptr<const std::string> readBatch(std::int64_t id)
    {
        m_isStopped = m_isStopped || !m_progress(m_looked);
        if (m_isStopped)
            return nullptr;
        auto bytes = m_reader.batch(id);
        if (bytes || m_reader.database().error().isInterrupted())
            return bytes;
        m_lost.insert(id);
        if (m_reader.database().error().isCorrupt())
            m_reader.database().clearError(); // this one only; the next may be readable
        return nullptr;
    }

    Store build(const std::vector<std::int64_t>& batches, const TraceIds& wanted)
    {
        StoreBuilder builder(QStringLiteral("archive"));
        for (const std::int64_t id : batches) {
            const auto bytes = readBatch(id);
            if (m_isStopped)
                return nullptr;
            if (!bytes)
                continue;
            const std::string selected =
                selectSpans(*bytes, [&](trace::TraceId trace, std::string_view) { return wanted.contains(trace); });
            m_readBytes += selected.size();
            builder.add(selected);
        }
        return builder.freeze();
    }

    void keep(Store store, const std::vector<trace::TraceId>& matched, const std::vector<std::int64_t>& batches,
              const TraceIds& wanted)
    {
        if (matched.empty())
            return;
        if (matched.size() < store->traceCount()) {
            const TraceIds ids(matched.begin(), matched.end());
            // Ids of odd lengths have other names in the index: such a store stays as it is.
            if (std::all_of(matched.begin(), matched.end(), [&](trace::TraceId id) { return wanted.contains(id); }))
                store = build(batches, ids);
        }
        if (!store)
            return;
        m_answer.stores.push_back(std::move(store));
        m_answer.matched.insert(m_answer.matched.end(), matched.begin(), matched.end());
        if (m_readBytes <= m_mostBytes)
            return;
        m_answer.report.limitReached = m_isFull = true;
        m_answer.report.notes.push_back(
            QStringLiteral("more than %1 MB of spans match; older traces were left out").arg(m_mostBytes / 1'000'000));
    }

    // The index cannot be trusted: every batch that can be read is, and the spans say what they are.
    void salvage(const SqliteError& error)
    {
        m_answer.stores.clear();
        m_answer.matched.clear();
        m_answer.report.limitReached = false;
        m_answer.report.failures.push_back({QStringLiteral("index"), archiveError(error, m_reader.path())});
        StoreBuilder builder(QStringLiteral("archive"));
        std::uint64_t bytesRead = 0;
        for (std::int64_t id = nextBatch(0); id > 0 && !m_isStopped; id = nextBatch(id)) {
            const auto bytes = readBatch(id);
            if (!bytes)
                continue;
            builder.add(*bytes);
            bytesRead += bytes->size();
            if (bytesRead > m_mostBytes) {
                m_answer.report.limitReached = true;
                break;
            }
        }
        m_answer.stores = {builder.freeze()};
        FilterResult result = filterTraces(m_answer.stores, m_query);
        m_answer.matched = std::move(result.matched);
        m_answer.report.limitReached = m_answer.report.limitReached || result.limitReached;
    }

    // The next row of packed bytes behind this one, over damaged parts; 0 at the end.
    std::int64_t nextBatch(std::int64_t id)
    {
        Database& database = m_reader.database();
        for (std::int64_t jump = 1; jump < kFarthestJump; jump *= 2) {
            const std::int64_t next =
                database.number(("SELECT batch FROM packed WHERE batch > " + std::to_string(id) + " LIMIT 1").c_str());
            if (database.good())
                return next;
            database.clearError();
            m_isGap = true;
            id += jump;
        }
        return 0;
    }

    void tellLosses()
    {
        const auto lose = [&](const QString& what) {
            SourceError error;
            error.kind = SourceError::Kind::Unreadable;
            error.what = what;
            error.where = m_reader.path();
            error.advice = QStringLiteral("'spanlight-cli archive check' says more");
            m_answer.report.failures.push_back({QStringLiteral("archive"), std::move(error)});
        };
        if (m_isGap)
            lose(QStringLiteral("A part of the archive is damaged; the spans in it are missing"));
        if (!m_lost.empty())
            lose(QStringLiteral("%1 of the archive's batches cannot be read; their spans are missing")
                     .arg(m_lost.size()));
        m_answer.report.complete = m_answer.report.failures.empty();
    }

    ArchiveReader& m_reader;
    const SearchQuery& m_query;
    const std::uint64_t m_mostBytes;
    const SearchProgress& m_progress;

    SearchAnswer m_answer;
    std::uint64_t m_looked = 0; // traces
    std::uint64_t m_readBytes = 0;
    std::unordered_set<std::int64_t> m_lost; // batches
    bool m_isGap = false;
    bool m_isStopped = false;
    bool m_isFull = false;
    bool m_byFallback = false;
};

} // namespace

tl::expected<SearchAnswer, SourceError> searchArchive(ArchiveReader& reader, const SearchQuery& query,
                                                      std::uint64_t mostBytes, const SearchProgress& progress)
{
    return ArchiveSearch(reader, query, mostBytes, progress).run();
}

} // namespace spanlight::sources
