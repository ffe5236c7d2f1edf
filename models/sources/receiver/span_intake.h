#pragma once

#include "models/sources/receiver/memory_budget.h"
#include "models/sources/receiver/receiver_options.h"
#include "models/sources/span_sink.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::sources {

/// What became of a request; for its sender.
struct IntakeResult
{
    enum class Verdict : std::uint8_t {
        Kept,      ///< everything in it that could be taken is kept
        Malformed, ///< it is no OTLP
        Busy,      ///< too much is waiting already
        NotKept,   ///< the sink cannot keep it
    };
    Verdict verdict = Verdict::Kept;
    std::uint32_t rejected = 0; ///< spans, when Kept
    std::string message;        ///< one sentence; empty when there is nothing to say
};

/// Checks requests and gives their spans to the sink. Thread-safe.
class SpanIntake
{
public:
    using Done = std::function<void(IntakeResult)>;

    SpanIntake(SpanSink& sink, MemoryBudget& memory) : m_sink(sink), m_memory(memory) {}

    /// Takes a request in protobuf. `done` is called exactly once: at once in this thread, or in the sink's when the
    /// spans are kept or lost. `share` is held until then.
    void take(std::string protobuf, MemoryShare share, const Done& done);
    /// The same for a request in JSON.
    void takeJson(std::string json, MemoryShare share, const Done& done);
    /// Either, and waits.
    [[nodiscard]] IntakeResult takeAndWait(std::string body, bool isJson, MemoryShare share);

    /// Counts a request that never got here, and notes the reason.
    void countMalformed(std::string_view reason);
    void countRefused() { ++m_refused; }
    [[nodiscard]] ReceiverCounts counts() const;

private:
    void offer(std::string protobuf, MemoryShare share, std::uint32_t spans, IntakeResult answer, const Done& done);
    void finish(const IntakeResult& result, const Done& done);

    SpanSink& m_sink;
    MemoryBudget& m_memory;
    std::atomic<std::uint64_t> m_requests = 0;
    std::atomic<std::uint64_t> m_spans = 0;
    std::atomic<std::uint64_t> m_rejected = 0;
    std::atomic<std::uint64_t> m_malformed = 0;
    std::atomic<std::uint64_t> m_refused = 0;
    std::atomic<std::uint64_t> m_bytes = 0;
    std::atomic<std::uint64_t> m_waiting = 0;
    mutable std::mutex m_mutex;
    std::vector<TurnedAway> m_turnedAway;
};

} // namespace spanlight::sources
