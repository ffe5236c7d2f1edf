#pragma once

#include "models/operations/operation_view.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::diagnosis {

/// Why something takes longer than in another run.
enum class SlowdownReason : std::uint8_t {
    None,        ///< it does not take longer
    SlowerCalls, ///< the same calls, each slower; also a step without any calls of its own
    MoreCalls,   ///< more calls of one kind
    NewCall,     ///< a call that the other run did not make
    LongerWait,  ///< longer between the calls, or no span shows what was done
};
/// "none", "same-calls-slower", "more-calls", "new-call", "longer-wait".
[[nodiscard]] std::string_view name(SlowdownReason reason);

/// Where most of the additional time went.
struct Slowdown
{
    SlowdownReason reason = SlowdownReason::None;
    std::int64_t durationNs = 0;      ///< of the phase in the slow run: its own time, without phases inside it
    std::int64_t referenceNs = 0;     ///< the same in the other run
    std::int64_t explainedNs = 0;     ///< part of the difference that lies in the step; may be all of it
    std::vector<std::string> path;    ///< names of the steps from the phase down to the step itself
    std::string service;              ///< of the step; empty when no span shows it
    std::string step;                 ///< name of the slower, added or new call, or of the span in which it waits
    std::uint64_t count = 0;          ///< how often the step was made
    std::uint64_t referenceCount = 0; ///< 0 with SlowerCalls: the other run went through it without spans
    std::int64_t stepNs = 0;          ///< time of the step in the slow run, of the wait for LongerWait
    std::int64_t stepReferenceNs = 0;
    trace::SpanRef span;          ///< the longest one of the step in the slow run; invalid when none shows it
    trace::SpanRef referenceSpan; ///< the same in the other run
    std::string spanId;           ///< of `span`; empty when there is none
    std::string referenceSpanId;

    [[nodiscard]] std::int64_t deltaNs() const { return durationNs - referenceNs; }
};

/// What makes the phase of one run slower than that of another. Looks at what the phase's time went to, call by call,
/// and descends to where more than half of the difference lies. `phase` empty: the operation as a whole. A phase that
/// the slow run lacks gives None; one that only the slow run has is NewCall. The runs may come from different sets of
/// traces. Deterministic, O(n log n) in the spans of both.
[[nodiscard]] Slowdown explainSlowdown(const operations::OperationView& slow,
                                       const operations::OperationView& reference, std::string_view phase);

/// A sentence without full stop: "the same call took longer: training.training_loop, 16 min instead of 5 min". Empty
/// for None.
[[nodiscard]] std::string slowdownText(const Slowdown& slowdown);

} // namespace spanlight::diagnosis
