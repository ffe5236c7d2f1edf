#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanlight::trace {

/// One condition of a SpanQuery. Texts are folded by foldCase().
struct SpanTerm
{
    std::string key;  ///< of `key=value`: the attribute's key ends with it; empty: the text may stand anywhere
    std::string text; ///< part of any text of the span; with a key: the value begins with it
    bool hasKey = false;
    bool whole = false; ///< `key="value"`: the value is the text, not only begins with it
    bool negated = false;

    friend bool operator==(const SpanTerm&, const SpanTerm&) = default;
};

/// What somebody looks for in a timeline: words, "several words", key=value, key="whole value"; -term: not that. A span
/// matches when every term holds. Upper and lower case are the same.
struct SpanQuery
{
    std::vector<SpanTerm> terms;

    [[nodiscard]] bool empty() const { return terms.empty(); }
    /// Every span that matches this one also matches `earlier`, as is the case when the text only grew. May say no
    /// where it could say yes.
    [[nodiscard]] bool refines(const SpanQuery& earlier) const;
};

/// Reads what was typed; there is no wrong query. A quotation that is not closed goes to the end.
[[nodiscard]] SpanQuery parseSpanQuery(std::string_view text);

/// Lower case of the Latin, Greek and Cyrillic letters of UTF-8 text; other bytes stay, also those that are not UTF-8.
[[nodiscard]] std::string foldCase(std::string_view text);

} // namespace spanlight::trace
