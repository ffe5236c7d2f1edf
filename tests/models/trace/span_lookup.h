#pragma once

#include "models/trace/trace_set.h"
#include "tests/support/trace_text.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::test {

inline trace::TraceSet setFromText(std::string_view text)
{
    return trace::TraceSet({storeFromText(text, 0)});
}

/// All spans of all stores in order of their references.
inline std::vector<trace::SpanRef> allSpans(const trace::TraceSet& set)
{
    std::vector<trace::SpanRef> spans;
    for (std::uint32_t store = 0; store < set.stores().size(); ++store)
        for (std::uint32_t row = 0; row < set.store(store).spanCount(); ++row)
            spans.push_back({store, trace::SpanRow{row}});
    return spans;
}

/// First span with the name; a test that asks for another one is wrong.
inline trace::SpanRef spanNamed(const trace::TraceSet& set, std::string_view name)
{
    for (const trace::SpanRef s : allSpans(set))
        if (set.name(s) == name)
            return s;
    throw std::invalid_argument("no span " + std::string(name));
}

} // namespace spanlight::test
