#pragma once

#include "models/formats/otlp/otlp_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// How messages follow each other in an input.
enum class ProtobufFraming : std::uint8_t {
    None,         ///< one message; several behind each other are one as well
    LengthPrefix, ///< 4 bytes with the length, high byte first, before each: the collector's file exporter
    Delimited,    ///< a varint with the length before each: writeDelimitedTo of the protobuf libraries
};

/// Tells apart OTLP in protobuf by its first bytes: TracesData or ExportTraceServiceRequest, perhaps framed. Nothing
/// for anything else. Needs not be the whole input.
[[nodiscard]] std::optional<ProtobufFraming> detectOtlpProtobuf(std::string_view head);

/// Reads TracesData or ExportTraceServiceRequest from pieces that may end anywhere. Holds one resource with its spans
/// at a time. Problems go to the builder's log with their offset.
class OtlpProtobufReader
{
public:
    OtlpProtobufReader(trace::TraceBuilder& builder, const ReadOptions& options, ProtobufFraming framing)
        : m_builder(builder), m_options(options), m_framing(framing), m_message(builder, options)
    {
    }

    /// False: further bytes cannot change the result.
    bool feed(std::string_view bytes);
    /// No more bytes will come: takes what is whole of the last message and logs the rest as a loss.
    void finish();
    /// What was read had the shape of OTLP, but held metrics or logs.
    [[nodiscard]] bool otherSignal() const { return m_message.others() > 0; }

private:
    enum class Step : std::uint8_t { Done, NeedsMore, Broken };

    void work();
    [[nodiscard]] Step step();
    [[nodiscard]] Step startFrame();
    [[nodiscard]] Step takeField();
    void take(std::size_t bytes);
    void breakOff(std::string message);
    [[nodiscard]] std::string_view waiting() const { return std::string_view(m_buffer).substr(m_at); }
    [[nodiscard]] std::uint64_t offset() const { return m_base + m_at; }

    trace::TraceBuilder& m_builder;
    const ReadOptions& m_options;
    ProtobufFraming m_framing;
    OtlpMessage m_message;

    std::string m_buffer;
    std::size_t m_at = 0;         // of what was taken
    std::uint64_t m_base = 0;     // offset of the buffer's first byte
    std::uint64_t m_frameEnd = 0; // offset; 0: no frame is open
    std::uint64_t m_skipTo = 0;   // offset
    bool m_stopped = false;
};

} // namespace spanlight::formats
