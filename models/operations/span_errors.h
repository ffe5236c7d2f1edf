#pragma once

#include "models/operations/attribute_reader.h"

#include <optional>
#include <string>

namespace spanlight::operations {

/// What a span says about its failure.
struct SpanError
{
    trace::SpanRef span;
    std::string type;      ///< as written, perhaps qualified; empty when unknown
    std::string message;   ///< empty when unknown
    std::string attribute; ///< where it stands, for evidence: an attribute key, or "status"
};

/// Whether the span failed: status ERROR, or a profile's reading of an `error` attribute (anything but false, "false",
/// "unset" and "").
[[nodiscard]] bool isError(const trace::TraceSet& traces, trace::SpanRef span);

/// The failure of the span: its exception event, exception attributes (documented form), or its status message
/// ("Type: message"), or an `error` attribute that holds a text. Doubled events count once. Nothing for a span that did
/// not fail.
[[nodiscard]] std::optional<SpanError> errorOf(const trace::TraceSet& traces, const AttributeReader& reader,
                                               trace::SpanRef span);

/// The same, or the exception event of a span that was not marked as failed: a server that rejects a request does not
/// mark its span.
[[nodiscard]] std::optional<SpanError> recordedException(const trace::TraceSet& traces, const AttributeReader& reader,
                                                         trace::SpanRef span);

/// "Type: message" apart; the type is empty when the text does not begin with something like a class name.
[[nodiscard]] std::pair<std::string, std::string> splitErrorText(std::string_view text);

} // namespace spanlight::operations
