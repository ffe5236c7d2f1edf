#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/operation_view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::report {

/// A client call as every table of calls shows it: texts as they stand in the trace, credentials removed from the URL.
struct CallRow
{
    trace::SpanRef span;
    std::string caller; ///< service
    std::string name;   ///< of the span
    std::string label;  ///< what it does, when it is none of HTTP: "SELECT orders (postgresql)"
    std::string method; ///< "POST", empty when the call is none of HTTP
    std::string url;    ///< as called, or host, port and path as far as known; empty when unknown
    std::string target; ///< "host:port", empty when unknown
    operations::PartyRole role = operations::PartyRole::Other;
    std::string roleLabel; ///< "training worker", empty when unknown
    operations::CallOutcome outcome = operations::CallOutcome::Answered;
    std::optional<std::int64_t> status;
    std::string errorType;
    std::string errorMessage;
    std::uint32_t attempt = 1;  ///< which one of the attempts this is
    std::uint32_t attempts = 1; ///< how many times this very call was made: same caller, method, URL
    bool healed = false;        ///< failed, and a later attempt was answered
    std::int64_t startNs = 0;   ///< since the operation's start
    std::int64_t durationNs = 0;
};

/// The operation's calls by start; polls and health checks are none of them. O(n log n) in the calls.
[[nodiscard]] std::vector<CallRow> callRows(const operations::OperationView& view);

/// "answered", "rejected", "no-answer", "timed-out", "failed": the words of the JSON document.
[[nodiscard]] std::string_view name(operations::CallOutcome outcome);
/// What people read: the status, "no answer", "timed out", "failed", "answered".
[[nodiscard]] std::string answerText(const CallRow& call);
/// "POST http://worker:5003/start", "SELECT orders (postgresql)", else the span's name.
[[nodiscard]] std::string requestText(const CallRow& call);

/// A table for the terminal, `columns` wide where the texts allow it, and a line that sums up.
[[nodiscard]] std::string callsText(const std::vector<CallRow>& calls, std::size_t columns);
/// `spanlight.calls/1`: subject, then a call each in the order of the rows. Ends with a line break.
[[nodiscard]] std::string callsJson(const std::vector<CallRow>& calls, const diagnosis::Diagnosis& document,
                                    const trace::TraceSet& traces);

} // namespace spanlight::report
