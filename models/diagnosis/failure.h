#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/operation_view.h"

#include <optional>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// Where the failure of an operation began and how it spread.
struct Failure
{
    std::string errorType;            ///< class name without module; empty when unknown
    std::string message;              ///< empty when unknown
    trace::SpanRef origin;            ///< deepest, earliest span with the error; invalid: only a transition tells
    std::vector<trace::SpanRef> path; ///< origin first, then the failed spans above it
    std::string phase;                ///< phase in which it began; empty when unknown
    std::string terminalText;         ///< failure text of the terminal transition; may be empty
    bool isTerminalMessage = false;   ///< `message` is the terminal text: no span of the path says it
};

/// The failure of a failed operation; nothing for others. Errors that a repetition healed, wrappers without content
/// (an exit code) and errors that the failure text contradicts are no origins.
[[nodiscard]] std::optional<Failure> findFailure(const operations::OperationView& view, State state);

/// Phase that a span lies in: its own or its nearest ancestor's; empty when none.
[[nodiscard]] std::string phaseOfSpan(const operations::OperationView& view, trace::SpanRef span);

/// Whether an error of the span explains the failure: it is the origin, lies above or below it, or says the same.
[[nodiscard]] bool explainsFailure(const operations::OperationView& view, const Failure& failure, trace::SpanRef span,
                                   std::string_view message);

} // namespace spanlight::diagnosis
