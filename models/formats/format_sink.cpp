#include "models/formats/format_sink.h"

#include "models/formats/json/json_text.h"

#include <utility>

namespace spanlight::formats {

namespace {

constexpr std::size_t kMaxErrorText = 500;

} // namespace

FormatSink::FormatSink(trace::TraceBuilder& builder, const ReadOptions& options)
    : m_context(builder, options), m_jaeger(m_context), m_otlp(m_context), m_zipkin(m_context)
{
}

void FormatSink::beginSection(Section section)
{
    switch (section) {
    case Section::JaegerTrace:
        m_jaeger.beginTrace();
        break;
    case Section::ResourceSpans:
        m_otlp.beginResource();
        break;
    case Section::ScopeSpans:
        m_otlp.beginScope();
        break;
    }
}

void FormatSink::endSection(Section section)
{
    switch (section) {
    case Section::JaegerTrace:
        m_jaeger.endTrace();
        break;
    case Section::ResourceSpans:
        m_otlp.endResource();
        break;
    case Section::ScopeSpans:
        m_otlp.endScope();
        break;
    }
}

RecordResult FormatSink::part(Part part, std::string_view key, const Record& record)
{
    if (part == Part::JaegerSpan)
        return m_jaeger.span(record);
    if (part == Part::OtlpSpan)
        return m_otlp.span(record);
    if (part == Part::ZipkinSpan)
        return m_zipkin.span(record);
    return read(part, key, record) ? RecordResult::Good : RecordResult::Broken;
}

bool FormatSink::read(Part part, std::string_view key, const Record& record)
{
    switch (part) {
    case Part::JaegerProcess:
        return m_jaeger.process(key, record);
    case Part::JaegerTraceId:
        return m_jaeger.traceId(record);
    case Part::JaegerWarnings:
        return m_jaeger.traceWarnings(record);
    case Part::OtlpResource:
        return m_otlp.resource(record);
    case Part::OtlpScope:
        return m_otlp.scope(record);
    case Part::ResourceSchemaUrl:
        return m_otlp.resourceSchemaUrl(record);
    case Part::ScopeSchemaUrl:
        return m_otlp.scopeSchemaUrl(record);
    case Part::ErrorAnswer:
        return readError(record);
    case Part::ErrorMessage:
    case Part::AnswerStatus:
        return readAnswerText(part, record);
    case Part::JaegerSpan:
    case Part::ZipkinSpan:
    case Part::OtlpSpan:
        break;
    }
    return true;
}

void FormatSink::problem(trace::ProblemCode code, std::uint64_t offset, std::string message)
{
    m_context.builder().problem(code, offset, std::move(message));
}

void FormatSink::readSpansOnly(std::vector<trace::StringId>& processes)
{
    m_jaeger.readSpansOnly(processes);
    m_otlp.forget();
}

void FormatSink::finish()
{
    m_jaeger.endTrace();
}

// {"error": "…"}, {"error": {"message": "…"}} or {"errors": [{"msg": "…"}]}
bool FormatSink::readError(const Record& record)
{
    auto cursor = m_context.open(record, "an error");
    if (!cursor)
        return false;
    collectErrors(*cursor);
    return m_context.close(*cursor, "an error");
}

void FormatSink::collectErrors(JsonCursor& cursor)
{
    const auto add = [&](std::string_view text) {
        if (text.empty() || m_errorText.size() > kMaxErrorText)
            return;
        m_errorText += (m_errorText.empty() ? "" : "; ");
        m_errorText += cutUtf8(text, kMaxErrorText);
    };
    const auto object = [&] {
        for (JsonMembers members(cursor); members.next();) {
            const std::string_view key = members.key();
            if ((key == "msg" || key == "message" || key == "error") && cursor.atString())
                add(m_context.takeText(cursor));
            else
                cursor.skip();
        }
    };
    if (cursor.atString())
        add(m_context.takeText(cursor));
    else if (cursor.atObject())
        object();
    else if (cursor.atArray())
        for (JsonElements elements(cursor); elements.next();) {
            if (cursor.atObject())
                object();
            else if (cursor.atString())
                add(m_context.takeText(cursor));
            else
                cursor.skip();
        }
    else
        cursor.skip();
}

bool FormatSink::readAnswerText(Part part, const Record& record)
{
    auto cursor = m_context.open(record, "an answer");
    if (!cursor)
        return false;
    if (!cursor->atString()) {
        cursor->skip();
    } else if (part == Part::ErrorMessage) {
        m_message = cutUtf8(m_context.takeText(*cursor), kMaxErrorText);
    } else {
        m_partial |= m_context.takeText(*cursor) == "PARTIAL";
    }
    return m_context.close(*cursor, "an answer");
}

} // namespace spanlight::formats
