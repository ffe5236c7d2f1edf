#pragma once

#include "models/trace/trace_builder.h"

#include <string>
#include <string_view>

namespace spanlight::test {

/// Builds a store from a small notation, one span a line, children indented by two more spaces than their parent:
///
///     trace 1                                    optional: further spans belong to trace …01
///     cli.train @0+1500000 ktrdr-cli key=value n:=5 error
///       POST @20+80 ktrdr-cli client ?9          `?9`: its parent is the absent span …09 instead of the line above
///
/// `@start+duration` in milliseconds from `baseNs`. Attributes: `key=text`, `key:=JSON number, true or false`,
/// `key:="text"` with `_` for spaces.
/// Words: client server producer consumer internal, error ok, `#7` span id …07, `msg=…` status message (no spaces: use
/// `_`), `!Type|message` an exception event, `<7` its parent is the span with id …07, also of another store. Span ids count from 1. A problem in the notation throws.
[[nodiscard]] std::shared_ptr<const trace::TraceStore> storeFromText(std::string_view text,
                                                                     std::int64_t baseNs = 1'700'000'000'000'000'000);

/// The same, added to a builder, for tests that mix it with other input.
void addSpansFromText(trace::TraceBuilder& builder, std::string_view text,
                      std::int64_t baseNs = 1'700'000'000'000'000'000);

/// The forest as text, one span a line: `  name [service] @start+duration status`, in ms from the earliest start.
[[nodiscard]] std::string dump(const trace::TraceStore& store);

} // namespace spanlight::test
