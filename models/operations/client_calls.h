#pragma once

#include "models/operations/http_address.h"
#include "models/operations/meaning.h"
#include "models/operations/profile.h"
#include "models/operations/span_errors.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <memory>
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

/// What calls of one kind have in common; they share it.
struct CallRoute
{
    HttpAddress address; ///< its path is left out where it does not matter
    std::string method;
    std::string target; ///< host:port
    PartyRole party = PartyRole::Other;
    std::string partyLabel;    ///< "training worker", empty when unknown
    std::string container;     ///< for commands, empty when unknown
    bool instrumented = true;  ///< false: the profile says that it sends no traces
    std::uint32_t kind = 0;    ///< calls of one kind repeat each other
    std::uint32_t request = 0; ///< the same for calls that ask the same of whatever host
};

/// A call that the operation made to another service.
struct ClientCall
{
    trace::SpanRef span;
    Role role = Role::None;
    CallOutcome outcome = CallOutcome::Answered;
    bool healed = false;        ///< a later call of the same kind was answered, or the same was asked of another host
    bool hasServerSpan = false; ///< a child span shows the other side
    std::uint32_t attempts = 1; ///< calls of this kind that ended like this one
    std::optional<std::int64_t> status;
    std::shared_ptr<const CallRoute> route; ///< never null
    std::shared_ptr<const SpanError> error; ///< null: no sign of failure

    /// Class name without module; empty when unknown.
    [[nodiscard]] std::string errorType() const { return error ? std::string(className(error->type)) : std::string(); }
    [[nodiscard]] std::string errorMessage() const { return error ? error->message : std::string(); }
};

/// All client calls of the operation's work, by start; repetitions of a call are related. O(n log n).
[[nodiscard]] std::vector<ClientCall> readClientCalls(const OperationView& view, SpanClassifier& classifier);

} // namespace spanlight::operations
