#include "models/formats/document_walker.h"

#include <utility>

// What the values of a document mean: which ones lead to spans, which ones are records.

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

// Wrappers inside wrappers; deeper ones are passed over, so that no input can make the stack grow.
constexpr std::size_t kMaxFrames = 24;

} // namespace

std::string_view DocumentFacts::format() const
{
    if (jaeger && (jaegerFirst || !otlp))
        return "jaeger-json";
    if (otlp)
        return tempo ? "tempo-json" : documents > 1 ? "otlp-jsonl" : "otlp-json";
    if (zipkin)
        return "zipkin-json";
    if (chrome)
        return "chrome-json";
    if (otherSignal)
        return "other-signal";
    if (error || (code && message))
        return "error-answer";
    if (emptyData && (paging || !others))
        return "jaeger-json";
    return documents > 0 ? "json" : "";
}

void DocumentWalker::topValue(char c)
{
    if (m_facts.documents == 1 && m_firstDocumentEnd != 0)
        m_lines = m_firstLineEnd >= m_firstDocumentEnd && m_firstLineEnd < offset(m_at);
    ++m_facts.documents;
    m_documentBegin = offset(m_at);
    m_facts.content |= c != '{' && c != '[' && c != 'n';
    if (c == '{')
        enter(Role::Document);
    else if (c == '[')
        enter(Role::Documents);
    else
        skip();
}

void DocumentWalker::elementValue(const Frame& frame, char c)
{
    const bool object = c == '{';
    switch (frame.role) {
    case Role::Documents:
        m_facts.emptyData = false;
        if (object || c == '[')
            return enterWrapper(c);
        m_facts.content = true;
        return skip();
    case Role::JaegerSpans:
    case Role::OtlpSpans:
        if (c == '"')
            return extent(Purpose::ListText);
        if (!object)
            return skipWrongType(c);
        return extent(Purpose::Part, frame.role == Role::JaegerSpans ? Part::JaegerSpan : Part::OtlpSpan);
    case Role::ZipkinSpans:
        if (c == '[' && m_stack.size() > 1 && m_stack[m_stack.size() - 2].role == Role::Documents)
            return endZipkinList();
        return object ? extent(Purpose::Part, Part::ZipkinSpan) : skipWrongType(c);
    case Role::ResourceSpansList:
        return object ? enter(Role::ResourceSpans) : skipWrongType(c);
    default:
        return object ? enter(Role::ScopeSpans) : skipWrongType(c);
    }
}

void DocumentWalker::memberValue(Frame& frame, char c)
{
    if (frame.role == Role::Processes)
        return c == '{' ? extent(Purpose::Part, Part::JaegerProcess) : skipWrongType(c);
    if (frame.role == Role::Document)
        return documentMemberValue(frame, c);
    const bool inScope = frame.role == Role::ScopeSpans;
    switch (documentMember(m_key)) {
    case DocumentMember::Resource:
        return inScope ? skip() : extent(Purpose::Part, Part::OtlpResource);
    case DocumentMember::Scope:
        return inScope ? extent(Purpose::Part, Part::OtlpScope) : skip();
    case DocumentMember::SchemaUrl:
        return extent(Purpose::Part, inScope ? Part::ScopeSchemaUrl : Part::ResourceSchemaUrl);
    case DocumentMember::ScopeSpans:
        return inScope ? skip() : enterArray(Role::ScopeSpansList, c);
    case DocumentMember::Spans:
        return inScope ? enterArray(Role::OtlpSpans, c) : skip();
    default:
        return skip();
    }
}

void DocumentWalker::documentMemberValue(Frame& frame, char c)
{
    const DocumentMember member = documentMember(m_key);
    m_facts.content = true;
    m_facts.others |= member != DocumentMember::Data && member != DocumentMember::Paging;
    if (frame.undecided && recogniseSpan(frame, member))
        return;
    switch (member) {
    case DocumentMember::Data:
        m_facts.emptyData = c != '{' && c != '"'; // until something is found in it
        [[fallthrough]];
    case DocumentMember::Result:
    case DocumentMember::Trace:
        frame.undecided = false;
        m_facts.result |= member == DocumentMember::Result;
        m_tempoWrapper = member == DocumentMember::Trace;
        return enterWrapper(c);
    case DocumentMember::ResourceSpans:
    case DocumentMember::Batches:
        frame.undecided = false;
        m_facts.tempo |= member == DocumentMember::Batches || m_tempoWrapper;
        m_facts.otlp = true;
        return enterArray(Role::ResourceSpansList, c);
    case DocumentMember::Spans:
        if (c == '[' || c == 'n')
            beJaegerTrace(frame);
        frame.spans = true;
        return enterArray(Role::JaegerSpans, c);
    case DocumentMember::Processes:
        if (c == '{')
            beJaegerTrace(frame);
        return c == '{' ? enter(Role::Processes) : skipWrongType(c);
    case DocumentMember::TraceId:
        if (frame.jaeger)
            return extent(Purpose::Part, Part::JaegerTraceId);
        return frame.undecided ? extent(Purpose::UndecidedTraceId) : skip();
    case DocumentMember::Warnings:
        return frame.jaeger ? extent(Purpose::Part, Part::JaegerWarnings) : skip();
    case DocumentMember::TraceEvents:
        m_facts.chrome |= c == '[';
        return skip();
    case DocumentMember::OtherSignal:
        m_facts.otherSignal |= c == '[';
        return skip();
    case DocumentMember::Paging:
        m_facts.paging = true;
        return skip();
    case DocumentMember::Errors:
    case DocumentMember::Error:
        m_facts.error |= c != 'n';
        return extent(Purpose::Part, Part::ErrorAnswer);
    case DocumentMember::Code:
        m_facts.code = true;
        return skip();
    case DocumentMember::Message:
        m_facts.message = true;
        return extent(Purpose::Part, Part::ErrorMessage);
    case DocumentMember::Status:
        return extent(Purpose::Part, Part::AnswerStatus);
    default:
        return skip();
    }
}

// Whether the object is a bare span; if so, it is read again from its beginning.
bool DocumentWalker::recogniseSpan(Frame& frame, DocumentMember member)
{
    frame.spanId |= member == DocumentMember::SpanId;
    frame.jaegerTraceId |= member == DocumentMember::TraceId;
    frame.zipkinTraceId |= m_key == "traceId";
    frame.id |= member == DocumentMember::Id;
    if (frame.zipkinTraceId && (frame.id || member == DocumentMember::LocalEndpoint)) {
        beZipkinSpan();
        return true;
    }
    switch (member) {
    case DocumentMember::OperationName:
        if (!frame.spanId)
            return false;
        beJaegerSpan();
        return true;
    case DocumentMember::ScopeSpans: // a resource with its spans that is not in a list
        m_at = static_cast<std::size_t>(frame.begin - m_base);
        m_stack.pop_back();
        m_facts.otlp = true;
        enter(Role::ResourceSpans);
        return true;
    default:
        return false;
    }
}

void DocumentWalker::beJaegerSpan()
{
    m_at = static_cast<std::size_t>(m_stack.back().begin - m_base);
    m_stack.pop_back();
    m_facts.jaeger = true;
    m_facts.jaegerFirst |= !m_facts.otlp;
    extent(Purpose::Part, Part::JaegerSpan);
}

// Behind the first span of a list others follow, which need not be recognised one by one.
void DocumentWalker::beZipkinSpan()
{
    m_at = static_cast<std::size_t>(m_stack.back().begin - m_base);
    m_stack.pop_back();
    m_facts.zipkin = true;
    if (!m_stack.empty() && m_stack.back().role == Role::Documents) {
        m_stack.back().role = Role::ZipkinSpans;
        if (m_stack.back().passedObject)
            m_sink.problem(ProblemCode::BrokenRecord, offset(m_at),
                           "elements of a list of spans before this place are no spans; they were left out");
    }
    extent(Purpose::Part, Part::ZipkinSpan);
}

// The next list of spans begins inside this one.
void DocumentWalker::endZipkinList()
{
    m_sink.problem(ProblemCode::BrokenJson, offset(m_at), "a bracket is missing before this place");
    m_facts.damaged = true;
    pop();
    m_state = State::Value;
}

void DocumentWalker::beJaegerTrace(Frame& frame)
{
    frame.undecided = false;
    if (frame.jaeger)
        return;
    frame.jaeger = true;
    m_facts.jaeger = true;
    m_facts.jaegerFirst |= !m_facts.otlp;
    m_sink.beginSection(Section::JaegerTrace);
    if (frame.traceIdEnd == 0)
        return;
    const auto begin = static_cast<std::size_t>(frame.traceIdBegin - m_base);
    const auto length = static_cast<std::size_t>(frame.traceIdEnd - frame.traceIdBegin);
    m_sink.part(Part::JaegerTraceId, {}, {std::string_view(m_buffer).substr(begin, length), frame.traceIdBegin});
}

void DocumentWalker::enter(Role role)
{
    Frame frame;
    frame.role = role;
    frame.begin = offset(m_at);
    frame.undecided = role == Role::Document;
    m_stack.push_back(frame);
    m_state = isArray(role) ? State::ValueOrEnd : State::KeyOrEnd;
    m_afterComma = false;
    ++m_at;
    if (role == Role::ResourceSpans)
        m_sink.beginSection(Section::ResourceSpans);
    else if (role == Role::ScopeSpans)
        m_sink.beginSection(Section::ScopeSpans);
}

void DocumentWalker::enterArray(Role role, char c)
{
    if (c == '[')
        enter(role);
    else
        skipWrongType(c);
}

void DocumentWalker::enterWrapper(char c)
{
    if ((c == '{' || c == '[') && m_stack.size() < kMaxFrames)
        enter(c == '{' ? Role::Document : Role::Documents);
    else if (c == '{' || c == '[') {
        m_sink.problem(ProblemCode::TooDeep, offset(m_at),
                       "a document is wrapped too often; the inner part is left out");
        skip();
    } else
        skip();
}

void DocumentWalker::extent(Purpose purpose, Part part)
{
    m_purpose = purpose;
    m_part = part;
    m_scanned = m_at;
    m_listText = false;
    m_scanner.begin(m_buffer[m_at]);
    m_state = State::Extent;
}

void DocumentWalker::skipWrongType(char c)
{
    if (c != 'n') {
        const std::string member =
            m_stack.empty() || isArray(m_stack.back().role) ? "an element of a list" : "\"" + m_key + "\"";
        m_sink.problem(ProblemCode::WrongType, offset(m_at), member + " has a type it must not have; left out");
    }
    skip();
}

bool DocumentWalker::isArray(Role role) const
{
    switch (role) {
    case Role::Documents:
    case Role::JaegerSpans:
    case Role::ZipkinSpans:
    case Role::ResourceSpansList:
    case Role::ScopeSpansList:
    case Role::OtlpSpans:
        return true;
    default:
        return false;
    }
}

} // namespace spanlight::formats
