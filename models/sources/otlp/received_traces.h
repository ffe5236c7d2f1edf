#pragma once

#include "models/formats/otlp/otlp_request.h"
#include "models/sources/load_job.h"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace spanlight::sources {

/// The traces that were received since the source was opened, as they came: bytes by trace, read when somebody
/// searches. Holds a bounded number of bytes; the traces that have been quiet for the longest time go first, each as a
/// whole. Thread-safe.
class ReceivedTraces
{
public:
    static constexpr std::size_t kMaxBytes = std::size_t{128} << 20;

    explicit ReceivedTraces(std::size_t maxBytes = kMaxBytes) : m_maxBytes(maxBytes) {}

    void add(std::vector<formats::TracePart> parts);

    /// Reads the traces that the query can be about: those that it names, or those whose bytes hold the operation id
    /// somewhere, else all. On a worker thread.
    [[nodiscard]] Loaded load(const SearchQuery& query, const LoadProgress& progress);

    /// Traces that got spans since the last call, at most kMostArrived of them.
    static constexpr std::size_t kMostArrived = 10'000;
    [[nodiscard]] std::vector<trace::TraceId> takeArrived();

private:
    using Piece = std::shared_ptr<const std::string>;
    struct Trace
    {
        std::vector<Piece> pieces;
        std::size_t bytes = 0;
        std::list<trace::TraceId>::iterator place; ///< in m_byArrival
    };
    /// What a search works on, outside of the lock.
    struct Chosen
    {
        std::vector<Piece> pieces;
        std::uint64_t bytes = 0;
        bool isAll = false;
        std::uint64_t version = 0;                     ///< of everything, when these were chosen
        std::shared_ptr<const trace::TraceStore> read; ///< they were read before
    };

    void addPiece(trace::TraceId id, std::string bytes);
    void dropOldest();
    [[nodiscard]] Chosen choose(const SearchQuery& query) const;
    [[nodiscard]] Chosen named(const std::vector<QString>& traceIds) const;
    [[nodiscard]] Chosen holding(const std::string& text) const;
    [[nodiscard]] Chosen all() const;
    static void append(Chosen& chosen, const Trace& trace);
    void tellDropped(Loaded& loaded, bool isMissing) const;

    const std::size_t m_maxBytes;
    mutable std::mutex m_mutex;
    std::unordered_map<trace::TraceId, Trace> m_traces;
    std::list<trace::TraceId> m_byArrival; // the quietest first
    std::size_t m_bytes = 0;
    std::unordered_set<trace::TraceId> m_gone; // dropped; of one that comes again, the beginning is missing
    std::uint64_t m_dropped = 0;
    std::uint64_t m_begunLate = 0; // traces in m_traces that were dropped before
    std::unordered_set<trace::TraceId> m_arrived;
    std::uint64_t m_version = 0;                     // changes with what is held
    std::uint64_t m_readVersion = 0;                 // of m_read
    std::shared_ptr<const trace::TraceStore> m_read; // everything, as the last search for everything read it
};

} // namespace spanlight::sources
