#pragma once

#include "models/trace/ids.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::formats {

/// What a sender's export request holds: opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest.
struct OtlpRequest
{
    std::uint32_t spans = 0;    ///< that can be taken
    std::uint32_t rejected = 0; ///< spans whose ids are missing, zero or of a wrong length, which OTLP calls invalid
    std::string rejection;      ///< what is wrong with the first of them; empty when there is none
    std::string warning;        ///< what of the taken spans could not be kept; empty when nothing
};

/// Why a request cannot be taken at all.
struct OtlpFault
{
    std::string what;       ///< a phrase: "a span is not well formed"
    std::size_t offset = 0; ///< byte of the message where the trouble begins
};

/// Goes over a request in protobuf, down to every value, without building anything from it: every length must fit,
/// every field that OTLP knows must have its type. Unknown fields are passed over. One pass; copies nothing.
[[nodiscard]] tl::expected<OtlpRequest, OtlpFault> checkOtlpRequest(std::string_view message);

/// The same request without the spans that checkOtlpRequest() rejects. Only for one that it found well-formed.
[[nodiscard]] std::string withoutRejectedSpans(std::string_view message);

/// The spans of one trace, with their resources and scopes: a request of its own.
using TracePart = std::pair<trace::TraceId, std::string>;
/// Takes a request apart by trace, in the order in which the traces occur. Only for one that is well-formed and without
/// rejected spans.
[[nodiscard]] std::vector<TracePart> splitByTrace(std::string_view message);

/// A request in OTLP's JSON, and what was made of it.
struct ConvertedRequest
{
    std::string protobuf;
    std::string warning; ///< what of it was cut by a limit; empty when nothing
};
/// Turns a request in JSON into the same in protobuf. Unlike a file, of which everything readable is shown, a request
/// with anything broken in it is refused as a whole: its sender is there to be told.
[[nodiscard]] tl::expected<ConvertedRequest, OtlpFault> otlpJsonToProtobuf(std::string_view json);

} // namespace spanlight::formats
