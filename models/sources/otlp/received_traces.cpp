#include "models/sources/otlp/received_traces.h"

#include "models/formats/reader.h"

#include <algorithm>

namespace spanlight::sources {

namespace {

/// What a piece costs besides its bytes.
constexpr std::size_t kPieceOverhead = 96;
/// A request that is sent again comes soon.
constexpr std::size_t kLookBack = 32;
constexpr std::size_t kMostGone = 100'000;

bool holdsText(const std::string& bytes, const std::string& text)
{
    return bytes.find(text) != std::string::npos;
}

} // namespace

void ReceivedTraces::add(std::vector<formats::TracePart> parts)
{
    const std::lock_guard lock(m_mutex);
    ++m_version;
    for (auto& [id, bytes] : parts) {
        if (m_arrived.size() < kMostArrived)
            m_arrived.insert(id);
        addPiece(id, std::move(bytes));
    }
    while (m_bytes > m_maxBytes && m_traces.size() > 1)
        dropOldest();
    if (m_bytes > m_maxBytes) // a single trace without end
        dropOldest();
}

void ReceivedTraces::addPiece(trace::TraceId id, std::string bytes)
{
    const auto [found, isNew] = m_traces.try_emplace(id);
    Trace& trace = found->second;
    if (isNew) {
        trace.place = m_byArrival.insert(m_byArrival.end(), id);
        m_begunLate += m_gone.contains(id) ? 1 : 0;
    } else {
        m_byArrival.splice(m_byArrival.end(), m_byArrival, trace.place);
    }
    const std::size_t first = trace.pieces.size() - std::min(trace.pieces.size(), kLookBack);
    for (std::size_t i = first; i < trace.pieces.size(); ++i)
        if (*trace.pieces[i] == bytes)
            return;
    const std::size_t size = bytes.size() + kPieceOverhead;
    trace.pieces.push_back(std::make_shared<const std::string>(std::move(bytes)));
    trace.bytes += size;
    m_bytes += size;
}

void ReceivedTraces::dropOldest()
{
    const auto oldest = m_traces.find(m_byArrival.front());
    m_bytes -= oldest->second.bytes;
    if (m_gone.contains(oldest->first))
        --m_begunLate;
    else if (m_gone.size() < kMostGone)
        m_gone.insert(oldest->first);
    m_byArrival.pop_front();
    m_traces.erase(oldest);
    ++m_dropped;
}

std::vector<trace::TraceId> ReceivedTraces::takeArrived()
{
    const std::lock_guard lock(m_mutex);
    std::vector<trace::TraceId> ids(m_arrived.begin(), m_arrived.end());
    m_arrived.clear();
    std::sort(ids.begin(), ids.end());
    return ids;
}

void ReceivedTraces::append(Chosen& chosen, const Trace& trace)
{
    chosen.pieces.insert(chosen.pieces.end(), trace.pieces.begin(), trace.pieces.end());
    chosen.bytes += trace.bytes;
}

ReceivedTraces::Chosen ReceivedTraces::named(const std::vector<QString>& traceIds) const
{
    Chosen chosen;
    for (const QString& text : traceIds)
        if (const auto id = trace::parseTraceId(text.toStdString()))
            if (const auto found = m_traces.find(*id); found != m_traces.end())
                append(chosen, found->second);
    return chosen;
}

ReceivedTraces::Chosen ReceivedTraces::holding(const std::string& text) const
{
    Chosen chosen;
    for (const trace::TraceId id : m_byArrival) {
        const Trace& trace = m_traces.at(id);
        if (std::any_of(trace.pieces.begin(), trace.pieces.end(), [&](const Piece& p) { return holdsText(*p, text); }))
            append(chosen, trace);
    }
    return chosen;
}

ReceivedTraces::Chosen ReceivedTraces::all() const
{
    Chosen chosen;
    for (const trace::TraceId id : m_byArrival)
        append(chosen, m_traces.at(id));
    chosen.isAll = true;
    chosen.version = m_version;
    if (m_readVersion == m_version)
        chosen.read = m_read;
    return chosen;
}

ReceivedTraces::Chosen ReceivedTraces::choose(const SearchQuery& query) const
{
    if (!query.traceIds.empty())
        return named(query.traceIds);
    if (!query.operationId.isEmpty())
        // Without a hit the fallbacks of the profile decide, and those are not looked for in bytes.
        if (Chosen chosen = holding(query.operationId.toStdString()); !chosen.pieces.empty())
            return chosen;
    return all();
}

Loaded ReceivedTraces::load(const SearchQuery& query, const LoadProgress& progress)
{
    Loaded loaded;
    Chosen chosen;
    {
        const std::lock_guard lock(m_mutex);
        chosen = choose(query);
        tellDropped(loaded, chosen.pieces.empty());
    }
    if (chosen.read) {
        loaded.stores.push_back(std::move(chosen.read));
        return loaded;
    }
    trace::TraceBuilder builder;
    formats::Reader reader(builder, "received spans");
    std::uint64_t done = 0;
    for (const Piece& piece : chosen.pieces) {
        if (!progress(done, chosen.bytes))
            return loaded;
        reader.feed(*piece);
        done += piece->size() + kPieceOverhead;
    }
    if (chosen.pieces.empty())
        return loaded;
    reader.finish();
    loaded.stores.push_back(builder.freeze());
    if (chosen.isAll) {
        const std::lock_guard lock(m_mutex);
        m_read = loaded.stores.back();
        m_readVersion = chosen.version;
    }
    return loaded;
}

void ReceivedTraces::tellDropped(Loaded& loaded, bool isMissing) const
{
    if (m_dropped == 0)
        return;
    const QString count = QString::number(m_dropped);
    const QString megabytes = QString::number(m_maxBytes >> 20);
    loaded.notes.push_back(
        QStringLiteral("%1 traces that had been quiet for the longest time were dropped: at most %2 MiB of what was "
                       "received are held here")
            .arg(count, megabytes));
    if (!isMissing && m_begunLate == 0)
        return;
    SourceError error;
    error.kind = SourceError::Kind::TooLarge;
    error.what = isMissing ? QStringLiteral("It may be one of %1 traces that were dropped").arg(count)
                           : QStringLiteral("%1 traces lack spans that came before they were dropped").arg(m_begunLate);
    error.advice = QStringLiteral("Search the archive (archive:), which holds everything received");
    loaded.failures.push_back({QStringLiteral("received spans"), std::move(error)});
}

} // namespace spanlight::sources
