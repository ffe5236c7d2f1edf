#include "models/trace/span_query.h"

#include "models/trace/utf8.h"

#include <algorithm>
#include <cctype>

namespace spanlight::trace {

namespace {

// Simple case folding of code points that take two bytes; both cases of these letters do.
char32_t lowerOf(char32_t c)
{
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x410 && c <= 0x42f))
        return c + 0x20;
    if (c >= 0x391 && c <= 0x3a9 && c != 0x3a2)
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40f)
        return c + 0x50;
    const bool evenIsUpper = (c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) || (c >= 0x14a && c <= 0x177) ||
                             (c >= 0x460 && c <= 0x481) || (c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x52f);
    if (evenIsUpper)
        return c | 1U;
    const bool oddIsUpper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
    return oddIsUpper && (c & 1U) != 0 ? c + 1 : c;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Reads one term after the other.
class TermReader
{
public:
    explicit TermReader(std::string_view text) : m_text(text) {}

    SpanQuery read()
    {
        SpanQuery query;
        while (skipSpaces()) {
            SpanTerm term;
            term.negated = m_text[m_at] == '-' && m_at + 1 < m_text.size() && !isSpace(m_text[m_at + 1]);
            m_at += term.negated ? 1 : 0;
            readTerm(term);
            if (!term.text.empty() || term.hasKey)
                query.terms.push_back(std::move(term));
        }
        return query;
    }

private:
    bool skipSpaces()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
        return m_at < m_text.size();
    }

    void readTerm(SpanTerm& term)
    {
        bool closed = false;
        bool quoted = false;
        std::string word;
        while (m_at < m_text.size() && !isSpace(m_text[m_at])) {
            const char c = m_text[m_at];
            if (c == '"') {
                quoted = true;
                word += quotation(closed);
            } else if (c == '=' && !term.hasKey && !quoted && !word.empty()) {
                term.key = foldCase(word);
                term.hasKey = true;
                word.clear();
                ++m_at;
            } else {
                word += c;
                closed = false;
                ++m_at;
            }
        }
        term.whole = term.hasKey && quoted && closed;
        term.text = foldCase(word);
    }

    std::string quotation(bool& closed)
    {
        const std::size_t from = ++m_at;
        const std::size_t end = m_text.find('"', from);
        closed = end != std::string_view::npos;
        m_at = closed ? end + 1 : m_text.size();
        return std::string(m_text.substr(from, closed ? end - from : end));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

// Ids are only matched by words that can be one, so such a word can find more than a shorter one.
bool canBeId(const SpanTerm& term)
{
    return !term.hasKey && term.text.size() >= 8 && std::all_of(term.text.begin(), term.text.end(), [](char c) {
        return std::isxdigit(static_cast<unsigned char>(c)) != 0;
    });
}

bool refinesTerm(const SpanTerm& term, const SpanTerm& earlier)
{
    if (term == earlier)
        return true;
    if (term.negated || earlier.negated || canBeId(term) || earlier.whole)
        return false;
    if (!earlier.hasKey) {
        if (!term.hasKey)
            return term.text.find(earlier.text) != std::string::npos;
        return false;
    }
    return term.hasKey && term.key == earlier.key && term.text.starts_with(earlier.text);
}

} // namespace

bool SpanQuery::refines(const SpanQuery& earlier) const
{
    if (terms.size() < earlier.terms.size())
        return false;
    for (std::size_t i = 0; i < earlier.terms.size(); ++i)
        if (!refinesTerm(terms[i], earlier.terms[i]))
            return false;
    return true;
}

SpanQuery parseSpanQuery(std::string_view text)
{
    return TermReader(text).read();
}

std::string foldCase(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text.front());
        if (c < 0x80) {
            out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
            text.remove_prefix(1);
            continue;
        }
        const std::size_t length = std::max<std::size_t>(utf8Length(text), 1);
        if (length == 2) {
            const char32_t lower = lowerOf((c & 0x1fU) << 6 | (static_cast<unsigned char>(text[1]) & 0x3fU));
            out += static_cast<char>(0xc0U | lower >> 6);
            out += static_cast<char>(0x80U | (lower & 0x3fU));
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out;
}

} // namespace spanlight::trace
