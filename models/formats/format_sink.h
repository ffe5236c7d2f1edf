#pragma once

#include "models/formats/document_walker.h"
#include "models/formats/jaeger/jaeger_reader.h"
#include "models/formats/otlp/otlp_reader.h"
#include "models/formats/zipkin/zipkin_reader.h"

#include <string>
#include <vector>

namespace spanlight::formats {

/// Gives every record to the reader of its format, and remembers what an answer says about itself.
class FormatSink final : public DocumentSink
{
public:
    FormatSink(trace::TraceBuilder& builder, const ReadOptions& options);

    void beginSection(Section section) override;
    void endSection(Section section) override;
    RecordResult part(Part part, std::string_view key, const Record& record) override;
    void problem(trace::ProblemCode code, std::uint64_t offset, std::string message) override;

    /// From now on only spans come, without what stands around them; `processes` gets the names of the processes of
    /// Jaeger's spans by row. Forgets what was read before.
    void readSpansOnly(std::vector<trace::StringId>& processes);
    /// After readSpansOnly(): no span needs an id of the trace around it.
    [[nodiscard]] bool haveAllTheirIds() const { return !m_jaeger.someHaveNoTraceId(); }
    /// Gives a span of the current section its process; `offset` of the span's record.
    void giveProcess(trace::SpanRow row, trace::StringId process, std::uint64_t offset)
    {
        m_jaeger.giveProcess(row, process, offset);
    }

    /// Ends what has no end of its own.
    void finish();
    /// What a back end gave as the reason of its error; empty if it gave none.
    [[nodiscard]] const std::string& errorText() const { return m_errorText; }
    [[nodiscard]] const std::string& message() const { return m_message; }
    /// The answer says that it is not complete.
    [[nodiscard]] bool partial() const { return m_partial; }

private:
    bool read(Part part, std::string_view key, const Record& record);
    bool readError(const Record& record);
    void collectErrors(JsonCursor& cursor);
    bool readAnswerText(Part part, const Record& record);

    RecordContext m_context;
    JaegerReader m_jaeger;
    OtlpReader m_otlp;
    ZipkinReader m_zipkin;
    std::string m_errorText;
    std::string m_message;
    bool m_partial = false;
};

} // namespace spanlight::formats
