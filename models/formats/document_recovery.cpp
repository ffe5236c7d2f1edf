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
    return m_purpose == Purpose::Part && (m_part == Part::JaegerSpan || m_part == Part::OtlpSpan) && inSpanList();
}

bool DocumentWalker::inSpanList() const
{
    return !m_stack.empty() && (m_stack.back().role == Role::JaegerSpans || m_stack.back().role == Role::OtlpSpans);
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
    abandon();
    m_state = State::Resync;
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
        if (at-- > from && text[at] == '{' && mayBeElement(text, at) && isWholeSpan(text.substr(at)))
            return at;
        if (m_searchBudget < passed.size())
            return std::nullopt;
        m_searchBudget -= passed.size();
    }
    return std::nullopt;
}

// Whether the object at the front ends, and has the name of a span among its own members.
bool DocumentWalker::isWholeSpan(std::string_view text)
{
    std::size_t depth = 0;
    bool named = false;
    for (std::size_t at = 0; at < text.size() && at < m_searchBudget; ++at) {
        const char c = text[at];
        if (c == '"') {
            const std::size_t begin = at + 1;
            for (++at; at < text.size() && text[at] != '"'; ++at)
                at += text[at] == '\\' ? 1 : 0;
            const std::string_view word = text.substr(begin, at < text.size() ? at - begin : 0);
            named |= depth == 1 && (word == "operationName" || word == "name");
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            m_searchBudget -= std::min(m_searchBudget, at);
            return named;
        }
    }
    m_searchBudget -= std::min(m_searchBudget, text.size());
    return false;
}

} // namespace spanlight::formats
