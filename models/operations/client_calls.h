#pragma once

#include "models/operations/http_address.h"
#include "models/operations/meaning.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::operations {

struct OperationView;
class SpanClassifier;

/// How a call ended.
enum class CallOutcome : std::uint8_t {
    Answered,    ///< with a status below 400, or without any sign of failure
    Rejected,    ///< with a status of 400 or more
    Unreachable, ///< no answer: refused, unknown host, reset
    TimedOut,    ///< no answer in time
    Failed,      ///< an error that tells nothing about the connection
};
inline constexpr std::size_t kCallOutcomeCount = 5;

/// A call that the operation made to another service.
struct ClientCall
{
    trace::SpanRef span;
    Role role = Role::None;
    HttpAddress address;
    std::string method;
    std::string target;              ///< host:port
    PartyRole party = PartyRole::Other;
    std::string partyLabel;          ///< "training worker", empty when unknown
    std::string container;           ///< for commands, empty when unknown
    std::optional<std::int64_t> status;
    CallOutcome outcome = CallOutcome::Answered;
    std::string errorType;           ///< class name without module
    std::string errorMessage;
    bool healed = false;             ///< a later call of the same kind was answered
    std::uint32_t attempts = 1;      ///< calls of this kind that ended like this one
    bool hasServerSpan = false;      ///< a child span shows the other side
};

/// All client calls of the operation's work, by start; repetitions of a call are related. O(n log n).
[[nodiscard]] std::vector<ClientCall> readClientCalls(const OperationView& view, SpanClassifier& classifier);

} // namespace spanlight::operations
