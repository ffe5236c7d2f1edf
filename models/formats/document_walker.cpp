#include "models/formats/document_walker.h"

#include "models/formats/json/record_tokens.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

// Bytes of a list element that are kept until it is clear whether it is a trace or a bare span.
constexpr std::size_t kMaxUndecidedBytes = std::size_t{32} << 20;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool beginsValue(char c)
{
    return c == '{' || c == '[' || c == '"' || c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f' || c == 'n';
}

std::string quoted(char c)
{
    if (static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7f)
        return std::string("'") + c + "'";
    constexpr std::string_view hex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    return std::string("byte 0x") + hex[byte >> 4] + hex[byte & 0xf];
}

} // namespace

DocumentWalker::DocumentWalker(DocumentSink& sink, std::size_t maxRecordBytes, std::uint64_t offset)
    : m_sink(sink), m_maxRecordBytes(maxRecordBytes), m_base(offset)
{
    m_buffer.resize(RecordTokens::kPadding, ' ');
}

void DocumentWalker::feed(std::string_view bytes)
{
    if (bytes.empty())
        return;
    if (m_firstLineEnd == 0)
        if (const auto at = bytes.find('\n'); at != std::string_view::npos)
            m_firstLineEnd = offset(m_end) + at;
    m_buffer.resize(m_end);
    m_buffer.append(bytes);
    m_end = m_buffer.size();
    m_buffer.append(RecordTokens::kPadding, ' ');
    while (step())
        ;
    compact();
}

bool DocumentWalker::step()
{
    if (m_state == State::Extent)
        return stepExtent();
    if (m_state == State::Resync)
        return stepResync();
    if (m_state == State::Search)
        return stepSearch();
    if (!skipSpace())
        return false;
    const char c = m_buffer[m_at];
    if (c == '\n') { // only where JSON lines forbid it
        brokenLine();
        return true;
    }
    switch (m_state) {
    case State::Value:
    case State::ValueOrEnd:
        return stepValue(c);
    case State::Next:
        return stepNext(c);
    case State::Key:
    case State::KeyOrEnd:
        return stepKey(c);
    default:
        break;
    }
    if (c != ':') {
        structureError("':'");
        return true;
    }
    ++m_at;
    m_state = State::Value;
    m_afterComma = false;
    return true;
}

bool DocumentWalker::skipSpace()
{
    while (m_at < m_end && isSpace(m_buffer[m_at])) {
        if (m_buffer[m_at] == '\n' && m_lines && !m_stack.empty()) {
            if (isLineEnd(m_at))
                return true;
            if (m_at + 1 == m_end && !m_finishing)
                return false;
        }
        ++m_at;
    }
    return m_at < m_end;
}

bool DocumentWalker::stepValue(char c)
{
    const bool inArray = !m_stack.empty() && isArray(m_stack.back().role);
    if (inArray && c == ']') {
        if (m_afterComma)
            m_sink.problem(ProblemCode::BrokenJson, offset(m_at), "a comma stands before the end of a list");
        ++m_at;
        pop();
        return true;
    }
    if (!beginsValue(c)) {
        structureError("a value");
        return true;
    }
    if (m_stack.empty())
        topValue(c);
    else if (inArray)
        elementValue(m_stack.back(), c);
    else
        memberValue(m_stack.back(), c);
    return true;
}

bool DocumentWalker::stepNext(char c)
{
    const bool inArray = isArray(m_stack.back().role);
    if (m_listText && endListText(c))
        return true;
    if (c == ',') {
        ++m_at;
        m_afterComma = true;
        m_state = inArray ? State::Value : State::Key;
    } else if (c == (inArray ? ']' : '}')) {
        ++m_at;
        pop();
    } else if (inArray && c == '{') {
        m_sink.problem(ProblemCode::BrokenJson, offset(m_at), "a comma is missing between two elements of a list");
        m_state = State::Value;
    } else {
        structureError(inArray ? "',' or ']'" : "',' or '}'");
    }
    return true;
}

bool DocumentWalker::stepKey(char c)
{
    if (c == '}') {
        if (m_state == State::Key)
            m_sink.problem(ProblemCode::BrokenJson, offset(m_at), "a comma stands before the end of an object");
        ++m_at;
        pop();
    } else if (c == '"') {
        extent(Purpose::Key);
    } else {
        structureError("a name in quotes");
    }
    return true;
}

bool DocumentWalker::stepExtent()
{
    const std::size_t limit = m_lines ? lineEnd() : m_end;
    const char* data = m_buffer.data();
    if (const char* end = m_scanner.scan(data + m_scanned, data + limit)) {
        endExtent(static_cast<std::size_t>(end - data));
        return true;
    }
    m_scanned = limit;
    if (isLineEnd(limit)) {
        if (m_stack.empty()) // a number or word ends with its line
            endExtent(limit);
        else
            brokenLine();
        return true;
    }
    limitExtent();
    return false;
}

// Nothing that is too long is kept, however long it gets.
void DocumentWalker::limitExtent()
{
    if (!m_stack.empty() && m_stack.back().undecided && offset(m_end) - m_stack.back().begin > kMaxUndecidedBytes)
        giveUpDeciding(m_stack.back());
    if (m_purpose == Purpose::Skip || m_purpose == Purpose::SkipKey || m_scanned - m_at <= m_maxRecordBytes)
        return;
    if (restartInUnendedSpan(m_end))
        return;
    m_sink.problem(ProblemCode::LimitReached, offset(m_at),
                   std::string(what()) + " is longer than " + std::to_string(m_maxRecordBytes) +
                       " bytes; it was left out");
    m_purpose = m_purpose == Purpose::Key ? Purpose::SkipKey : Purpose::Skip;
}

void DocumentWalker::giveUpDeciding(Frame& frame)
{
    frame.undecided = false;
    frame.tooLong = true;
    frame.traceIdEnd = 0;
    if (m_state == State::Extent && m_purpose == Purpose::UndecidedTraceId)
        m_purpose = Purpose::Skip;
}

void DocumentWalker::endExtent(std::size_t end)
{
    const std::size_t begin = m_at;
    m_at = end;
    m_state = m_stack.empty() ? State::Value : State::Next;
    if (m_stack.empty() && m_facts.documents == 1) // a bare span
        m_firstDocumentEnd = offset(end);
    switch (m_purpose) {
    case Purpose::Skip:
        break;
    case Purpose::SkipKey:
        m_key.clear();
        m_state = State::Colon;
        break;
    case Purpose::Key:
        m_key.assign(m_buffer, begin + 1, end - begin - 2);
        m_state = State::Colon;
        break;
    case Purpose::Part:
        endPart(begin, end);
        break;
    case Purpose::ListText:
        m_key.assign(m_buffer, begin + 1, end - begin - 2);
        m_listText = true;
        break;
    case Purpose::UndecidedTraceId:
        m_stack.back().traceIdBegin = offset(begin);
        m_stack.back().traceIdEnd = offset(end);
        break;
    }
}

void DocumentWalker::endPart(std::size_t begin, std::size_t end)
{
    const Record record{std::string_view(m_buffer).substr(begin, end - begin), offset(begin)};
    switch (m_sink.part(m_part, m_key, record)) {
    case RecordResult::Good:
        if (inSpan())
            m_spanKey.assign(firstKey(record.bytes));
        break;
    case RecordResult::Broken:
        restartInSpan(begin, end);
        break;
    case RecordResult::NoSpan:
        if (!restartBehindSpans(begin, end))
            m_sink.problem(ProblemCode::BrokenRecord, offset(begin),
                           "an element of a list of spans is no span; it was left out");
        break;
    }
}

void DocumentWalker::pop()
{
    const Frame frame = m_stack.back();
    m_stack.pop_back();
    if (frame.undecided && frame.spanId && frame.jaegerTraceId)
        m_sink.problem(ProblemCode::BrokenRecord, frame.begin,
                       "an object has the ids of a span, but no operation name; it was left out");
    if (frame.tooLong && frame.spanId && frame.jaegerTraceId && !frame.jaeger)
        m_sink.problem(ProblemCode::LimitReached, frame.begin,
                       "an object with the ids of a span is too long before its operation name; it was left out");
    if (frame.jaeger && !frame.spans)
        m_sink.problem(ProblemCode::BrokenRecord, frame.begin, "a trace has processes, but no spans");
    if (frame.undecided && !m_stack.empty())
        m_stack.back().passedObject = true;
    leave(frame);
    m_state = m_stack.empty() ? State::Value : State::Next;
    m_facts.content |= frame.role != Role::Document && frame.role != Role::Documents;
    if (m_stack.empty() && m_facts.documents == 1)
        m_firstDocumentEnd = offset(m_at);
}

void DocumentWalker::leave(const Frame& frame)
{
    if (frame.jaeger)
        m_sink.endSection(Section::JaegerTrace);
    else if (frame.role == Role::ResourceSpans)
        m_sink.endSection(Section::ResourceSpans);
    else if (frame.role == Role::ScopeSpans)
        m_sink.endSection(Section::ScopeSpans);
}

void DocumentWalker::abandon()
{
    while (!m_stack.empty()) {
        const Frame frame = m_stack.back();
        m_stack.pop_back();
        leave(frame);
    }
}

void DocumentWalker::brokenLine()
{
    if (restartInUnendedSpan(lineEnd()))
        return;
    m_sink.problem(ProblemCode::BrokenRecord, m_documentBegin,
                   "a line is cut off or not JSON; what could be read of it was kept");
    abandon();
    m_at = lineEnd();
    m_state = State::Value;
}

void DocumentWalker::structureError(std::string_view expected)
{
    const bool mayFindSpan = inSpanList() && !m_spanKey.empty();
    if (!mayFindSpan && closeUnended(m_buffer[m_at]))
        return;
    m_sink.problem(ProblemCode::BrokenJson, offset(m_at),
                   "not JSON: " + std::string(expected) + " should stand here, not " + quoted(m_buffer[m_at]) +
                       "; left out up to the next place that can be read");
    m_facts.damaged = true;
    if (mayFindSpan) {
        m_state = State::Search;
        return;
    }
    giveUpDocument();
}

void DocumentWalker::giveUpDocument()
{
    const bool mayBeDocument = m_buffer[m_at] == '{' && !m_stack.empty();
    abandon();
    m_state = mayBeDocument ? State::Value : State::Resync;
}

void DocumentWalker::finish()
{
    m_finishing = true;
    do
        while (step())
            ;
    while (restartInUnendedSpan(m_end) || restartInUnendedPart());
    if (m_state == State::Extent && m_stack.empty() && m_scanner.inScalar())
        endExtent(m_end);
    if (m_state == State::Extent || !m_stack.empty()) {
        std::string message = "the input ends in the middle";
        std::uint64_t at = offset(m_end);
        if (m_state == State::Extent && m_purpose == Purpose::Part) {
            message += " of " + std::string(what()) + ", which is missing";
            at = offset(m_at);
        }
        m_facts.damaged = true;
        m_sink.problem(ProblemCode::Truncated, at, std::move(message));
    }
    abandon();
    m_state = State::Value;
}

std::string_view DocumentWalker::what() const
{
    if (m_purpose == Purpose::Key)
        return "a name";
    if (m_purpose != Purpose::Part)
        return "a value";
    switch (m_part) {
    case Part::JaegerSpan:
    case Part::ZipkinSpan:
    case Part::OtlpSpan:
        return "a span";
    case Part::JaegerProcess:
        return "a process";
    case Part::OtlpResource:
        return "a resource";
    case Part::OtlpScope:
        return "a scope";
    default:
        return "a value";
    }
}

bool DocumentWalker::isLineEnd(std::size_t at) const
{
    return at + 1 < m_end && m_buffer[at] == '\n' && m_buffer[at + 1] == '{';
}

std::size_t DocumentWalker::lineEnd()
{
    const std::uint64_t at = offset(m_at);
    if (m_lineEndFound && m_lineEnd >= at)
        return static_cast<std::size_t>(m_lineEnd - m_base);
    const auto from = static_cast<std::size_t>(std::max(at, m_searched) - m_base);
    const bool waits = m_end > 0 && m_buffer[m_end - 1] == '\n' && !m_finishing; // what follows the last break decides
    const auto found = std::min(m_buffer.find("\n{", from), waits ? m_end - 1 : m_end);
    m_lineEndFound = isLineEnd(found);
    m_lineEnd = m_searched = offset(found);
    return found;
}

std::size_t DocumentWalker::kept() const
{
    const bool skipping = m_state == State::Extent && (m_purpose == Purpose::Skip || m_purpose == Purpose::SkipKey);
    if (!m_stack.empty() && m_stack.back().undecided)
        return static_cast<std::size_t>(m_stack.back().begin - m_base);
    return skipping ? m_scanned : m_at;
}

void DocumentWalker::compact()
{
    const std::size_t gone = kept();
    if (gone == 0 || (gone < m_end && gone < m_end / 2))
        return;
    std::memmove(m_buffer.data(), m_buffer.data() + gone, m_end - gone);
    m_end -= gone;
    m_at = m_at > gone ? m_at - gone : 0;
    m_scanned = m_scanned > gone ? m_scanned - gone : 0;
    m_base += gone;
}

} // namespace spanlight::formats
