#pragma once

#include "models/sources/receiver/span_intake.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::sources {

/// How a body is written; OTLP answers as it was asked.
enum class OtlpEncoding : std::uint8_t { Protobuf, Json };

/// An answer of the receiver.
struct SenderAnswer
{
    int status = 200;
    std::string type; ///< empty: no body
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;

    /// As it goes over the wire. `close`: no further request is taken on this connection.
    [[nodiscard]] std::string bytes(bool close) const;
};

/// A text for people, as the collector answers where a request is none of OTLP's.
[[nodiscard]] SenderAnswer textAnswer(int status, std::string text);
/// google.rpc.Status, the body of every error of OTLP/HTTP. The code of gRPC follows from the status.
[[nodiscard]] SenderAnswer statusAnswer(int status, const std::string& message, OtlpEncoding encoding);
/// ExportTraceServiceResponse, or the error.
[[nodiscard]] SenderAnswer exportAnswer(const IntakeResult& result, OtlpEncoding encoding);
/// ExportTraceServiceResponse in protobuf: empty when everything was taken.
[[nodiscard]] std::string exportResponse(const IntakeResult& result);

} // namespace spanlight::sources
