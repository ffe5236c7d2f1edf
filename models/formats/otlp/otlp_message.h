#pragma once

#include "models/formats/attribute_cache.h"
#include "models/formats/protobuf/wire_reader.h"
#include "models/formats/reader.h"
#include "models/trace/trace_builder.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::formats {

/// Turns messages opentelemetry.proto.trace.v1.ResourceSpans into rows of the builder, without building the message in
/// memory first. Fields may come in any order; unknown ones are passed over. Belongs to one builder and input.
class OtlpMessage
{
public:
    OtlpMessage(trace::TraceBuilder& builder, const ReadOptions& options) : m_builder(builder), m_options(options) {}

    /// `offset` of the message in the input, for the log. `cut`: the message goes on behind its end; whole spans in it
    /// are taken, the rest is for the caller to log.
    void resourceSpans(std::string_view message, std::uint64_t offset, bool cut = false);

    /// Records that were no spans although they stood where spans stand: metrics or logs have the same outer shape.
    [[nodiscard]] std::uint64_t others() const { return m_others; }

private:
    struct Inner // event or link: its attributes are a part of m_innerAttributes
    {
        std::size_t begin = 0;
        std::size_t count = 0;
    };

    void resource(std::string_view message);
    void scopeSpans(std::string_view message);
    void scope(std::string_view message);
    void span(std::string_view message);
    bool spanField(const WireReader& wire);
    void status(std::string_view message);
    void event(std::string_view message);
    void link(std::string_view message);
    void addSpan();

    void attribute(std::string_view message, std::vector<trace::AttributeId>& out, std::size_t begin);
    void spanAttribute(std::string_view message);
    [[nodiscard]] bool keyValue(std::string_view message, std::string_view& key, trace::Value& value,
                                std::size_t depth);
    [[nodiscard]] trace::Value anyValue(std::string_view message, std::size_t depth);
    [[nodiscard]] trace::Value arrayValue(std::string_view message, std::size_t depth);
    [[nodiscard]] trace::Value mapValue(std::string_view message, std::size_t depth);
    [[nodiscard]] bool mayNest(std::size_t depth);
    [[nodiscard]] bool mayAppend(std::size_t size);
    bool takeWarnings(trace::AttributeId id);

    [[nodiscard]] std::string_view text(std::string_view bytes);
    [[nodiscard]] std::string_view limited(std::string_view text);
    [[nodiscard]] trace::StringId intern(std::string_view bytes) { return m_builder.intern(text(bytes)); }
    [[nodiscard]] trace::TraceId traceId(std::string_view bytes);
    [[nodiscard]] trace::SpanId spanId(std::string_view bytes);
    void problem(trace::ProblemCode code, std::string message);
    void check(const WireReader& wire, std::string_view what);

    trace::TraceBuilder& m_builder;
    const ReadOptions& m_options;
    AttributeCache m_known;
    std::uint64_t m_offset = 0;
    std::uint64_t m_others = 0;
    bool m_isCut = false;
    std::string m_text;
    std::string m_limited;

    std::vector<trace::AttributeId> m_resourceAttributes;
    trace::StringId m_service{};
    std::vector<trace::AttributeId> m_scopeAttributes;
    trace::StringId m_scopeName{};
    trace::StringId m_scopeVersion{};

    trace::SpanRecord m_span;
    std::uint64_t m_start = 0;
    std::uint64_t m_end = 0;
    bool m_isSpan = false;
    bool m_isOther = false;
    std::vector<trace::AttributeId> m_attributes;
    std::vector<trace::AttributeId> m_innerAttributes;
    std::vector<trace::EventRecord> m_events;
    std::vector<Inner> m_eventParts;
    std::vector<trace::LinkRecord> m_links;
    std::vector<Inner> m_linkParts;
    std::vector<trace::StringId> m_warnings;
};

} // namespace spanlight::formats
