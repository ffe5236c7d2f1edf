#include "models/formats/document_walker.h"

#include <algorithm>
#include <array>

// How spans are found again behind damage. A quote or bracket too few or too many makes a span swallow its neighbours;
// the next one is known by the name that its list's spans begin with. What lies between is lost and logged.

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

// How far the next span is looked for when the list itself is damaged.
constexpr std::size_t kSearchBytes = std::size_t{256} << 10;

// Behind one of these other spans begin, which have another process, resource or scope.
constexpr std::array<std::string_view, 8> kBorders{
    "\"spans\"",       "\"processes\"",     "\"resource\"",       "\"scopeSpans\"",
    "\"scope_spans\"", "\"resourceSpans\"", "\"resource_spans\"", "\"instrumentationLibrarySpans\""};

constexpr std::array<std::string_view, 3> kNames{"operationName", "name", "id"};
constexpr std::array<std::string_view, 1> kSpans{"spans"};
constexpr std::array<std::string_view, 4> kScopes{"scopeSpans", "scope_spans", "instrumentationLibrarySpans",
                                                  "instrumentation_library_spans"};

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Whether a comma or opening bracket stands before the byte: it may begin an element of a list.
bool mayBeElement(std::string_view text, std::size_t at)
{
    while (at > 0 && isSpace(text[at - 1]))
        --at;
    return at > 0 && (text[at - 1] == ',' || text[at - 1] == '[');
}

// Enough of an object to see whether it is a trace or a resource with its spans.
constexpr std::size_t kSectionHead = 200;

// The text behind a string, a punctuation mark and the white space around them; nothing when they are not there.
std::optional<std::string_view> behind(std::string_view text, std::string_view name, char mark)
{
    const auto trim = [&text] { text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size())); };
    trim();
    if (text.empty() || text[0] != '"')
        return std::nullopt;
    const std::size_t end = text.find('"', 1);
    if (end == std::string_view::npos || (!name.empty() && text.substr(1, end - 1) != name))
        return std::nullopt;
    text.remove_prefix(end + 1);
    trim();
    if (text.empty() || text[0] != mark)
        return std::nullopt;
    text.remove_prefix(1);
    return text;
}

bool beginsSection(std::string_view object)
{
    if (object.empty() || object[0] != '{')
        return false;
    const std::string_view members = object.substr(1, kSectionHead);
    for (const std::string_view name :
         {"resource", "scopeSpans", "resourceSpans", "scope_spans", "resource_spans", "batches"})
        if (behind(members, name, ':'))
            return true;
    const auto zipkin = behind(members, "traceId", ':');
    const auto second = zipkin ? behind(*zipkin, {}, ',') : std::nullopt;
    if (second && (behind(*second, "id", ':') || behind(*second, "parentId", ':')))
        return true; // a span of Zipkin, which belongs to none of these
    const auto id = behind(members, "traceID", ':');
    const auto next = id ? behind(*id, {}, ',') : std::nullopt;
    return next && behind(*next, "spans", ':');
}

// Names of the objects that hold lists of spans; names of spans are not among them.
bool comesBehindSpans(DocumentMember member)
{
    switch (member) {
    case DocumentMember::Processes:
    case DocumentMember::Warnings:
    case DocumentMember::SchemaUrl:
    case DocumentMember::Scope:
        return true;
    default:
        return false;
    }
}

} // namespace

std::string_view DocumentWalker::firstKey(std::string_view object)
{
    std::size_t at = 1;
    while (at < object.size() && isSpace(object[at]))
        ++at;
    const std::size_t end = at < object.size() && object[at] == '"' ? object.find('"', at + 1) : std::string_view::npos;
    return end == std::string_view::npos ? std::string_view() : object.substr(at, end + 1 - at);
}

bool DocumentWalker::inSpan() const
{
    const bool span = m_part == Part::JaegerSpan || m_part == Part::ZipkinSpan || m_part == Part::OtlpSpan;
    return m_purpose == Purpose::Part && span && inSpanList();
}

bool DocumentWalker::inSpanList() const
{
    if (m_stack.empty())
        return false;
    const Role role = m_stack.back().role;
    return role == Role::JaegerSpans || role == Role::ZipkinSpans || role == Role::OtlpSpans;
}

// A span was read and is broken.
bool DocumentWalker::restartInSpan(std::size_t begin, std::size_t end)
{
    if (!inSpan())
        return false;
    if (m_spanKey.empty())
        m_spanKey.assign(firstKey(std::string_view(m_buffer).substr(begin, end - begin)));
    const auto next = findNextSpan(begin + 1, end);
    if (!next)
        return false;
    m_at = *next;
    m_state = State::Value;
    return true;
}

// A span does not end before `end`.
bool DocumentWalker::restartInUnendedSpan(std::size_t end)
{
    const std::size_t begin = m_at;
    if (m_state != State::Extent || !restartInSpan(begin, end))
        return false;
    m_facts.damaged = true;
    m_sink.problem(ProblemCode::BrokenRecord, offset(begin),
                   "a span does not end before the next one; it was left out");
    return true;
}

// A process, resource or scope does not end.
bool DocumentWalker::restartInUnendedPart()
{
    if (m_state != State::Extent || m_purpose != Purpose::Part || m_searchBudget < m_end - m_at)
        return false;
    m_searchBudget -= m_end - m_at;
    const std::size_t next = findSection(m_at + 1);
    if (next == m_end)
        return false;
    m_sink.problem(ProblemCode::BrokenRecord, offset(m_at), std::string(what()) + " does not end; it was left out");
    m_facts.damaged = true;
    abandon();
    m_at = next;
    m_state = State::Value;
    return true;
}

bool DocumentWalker::stepResync()
{
    if (m_lines) {
        const std::size_t next = m_buffer.find('\n', m_at);
        m_at = std::min(next, m_end);
        if (m_at == m_end)
            return false;
        m_state = State::Value;
        return true;
    }
    while ((m_at = std::min(m_buffer.find_first_of("\n{", m_at), m_end)) + kSectionHead <= m_end || m_finishing) {
        if (m_at == m_end)
            return false;
        const bool line = m_buffer[m_at] == '\n' && m_at + 1 < m_end && m_buffer[m_at + 1] == '{';
        if (line || beginsSection(std::string_view(m_buffer).substr(m_at, m_end - m_at))) {
            m_state = State::Value;
            return true;
        }
        ++m_at;
    }
    return false;
}

std::size_t DocumentWalker::findSection(std::size_t from) const
{
    const std::string_view text = std::string_view(m_buffer).substr(0, m_end);
    for (std::size_t at = text.find('{', from); at != std::string_view::npos; at = text.find('{', at + 1))
        if (beginsSection(text.substr(at)))
            return at;
    return m_end;
}

bool DocumentWalker::stepSearch()
{
    const std::size_t limit = m_lines ? lineEnd() : m_end;
    if (limit - m_at < kSearchBytes && !isLineEnd(limit) && !m_finishing)
        return false;
    if (const auto next = findNextSpan(m_at, std::min(limit, m_at + kSearchBytes))) {
        m_at = *next;
        m_state = State::Value;
        return true;
    }
    if (closeUnended(m_buffer[m_at]))
        return true;
    giveUpDocument();
    return true;
}

std::optional<std::size_t> DocumentWalker::findNextSpan(std::size_t from, std::size_t end)
{
    const std::string_view text = std::string_view(m_buffer).substr(0, end);
    if (m_spanKey.empty())
        return std::nullopt;
    for (std::size_t key = text.find(m_spanKey, from); key != std::string_view::npos;
         key = text.find(m_spanKey, key + 1)) {
        const std::string_view passed = text.substr(from, key - from);
        const auto isPassed = [passed](std::string_view border) {
            return passed.find(border) != std::string_view::npos;
        };
        if (std::any_of(kBorders.begin(), kBorders.end(), isPassed))
            return std::nullopt;
        std::size_t at = key;
        while (at > from && isSpace(text[at - 1]))
            --at;
        if (at-- > from && text[at] == '{' && mayBeElement(text, at) && hasMember(text.substr(at), kNames))
            return at;
        if (m_searchBudget < passed.size())
            return std::nullopt;
        m_searchBudget -= passed.size();
    }
    return std::nullopt;
}

bool DocumentWalker::hasMember(std::string_view object, std::span<const std::string_view> names)
{
    std::size_t depth = 0;
    bool found = false;
    for (std::size_t at = 0; at < object.size() && at < m_searchBudget; ++at) {
        const char c = object[at];
        if (c == '"') {
            const std::size_t begin = at + 1;
            for (++at; at < object.size() && object[at] != '"'; ++at)
                at += object[at] == '\\' ? 1 : 0;
            const std::string_view word = object.substr(begin, at < object.size() ? at - begin : 0);
            found |= depth == 1 && std::find(names.begin(), names.end(), word) != names.end();
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            m_searchBudget -= std::min(m_searchBudget, at);
            return found;
        }
    }
    m_searchBudget -= std::min(m_searchBudget, object.size());
    return false;
}

// An element of a list of spans holds spans itself: the list and what is around it lack their ends.
bool DocumentWalker::restartBehindSpans(std::size_t begin, std::size_t end)
{
    if (!inSpan() || m_part == Part::ZipkinSpan)
        return false;
    const bool jaeger = m_part == Part::JaegerSpan;
    const std::string_view object = std::string_view(m_buffer).substr(begin, end - begin);
    const bool traceOrScope = hasMember(object, kSpans);
    if (!traceOrScope && (jaeger || !hasMember(object, kScopes)))
        return false;
    const Role list = jaeger ? Role::Documents : traceOrScope ? Role::ScopeSpansList : Role::ResourceSpansList;
    const auto isList = [list](const Frame& frame) { return frame.role == list; };
    if (std::none_of(m_stack.begin(), m_stack.end(), isList))
        return false;
    m_sink.problem(ProblemCode::BrokenJson, offset(begin), "brackets are missing before this place");
    m_facts.damaged = true;
    while (!isList(m_stack.back()))
        pop();
    m_at = begin;
    m_state = State::Value;
    return true;
}

// Whether what stands here fits to what is around the current object or list, whose end is then missing.
bool DocumentWalker::closeUnended(char c)
{
    if (m_stack.size() < 2)
        return false;
    const bool inList = isArray(m_stack[m_stack.size() - 2].role);
    const bool inNextKey = m_state == State::Key && c == '{';
    if (isArray(m_stack.back().role) ? inList || c != '}' : !inList || (c != ']' && !inNextKey))
        return false;
    m_sink.problem(ProblemCode::BrokenJson, offset(m_at), "a bracket is missing before this place");
    m_facts.damaged = true;
    pop();
    if (c == '{')
        m_state = State::Value;
    return true;
}

// A text in a list of spans is out of place; a colon behind it tells that it is a name and the list lacks its end.
bool DocumentWalker::endListText(char c)
{
    m_listText = false;
    if (c == ':' && !comesBehindSpans(documentMember(m_key)))
        return false;
    if (c != ':') {
        m_sink.problem(ProblemCode::WrongType, offset(m_at),
                       "an element of a list before this place has a type it must not have; left out");
        return false;
    }
    m_sink.problem(ProblemCode::BrokenJson, offset(m_at), "a bracket is missing before \"" + m_key + "\"");
    m_facts.damaged = true;
    pop();
    ++m_at;
    m_state = State::Value;
    return true;
}

} // namespace spanlight::formats
