#pragma once

#include "models/formats/json/json_cursor.h"
#include "models/formats/json/record_tokens.h"
#include "models/formats/reader.h"
#include "models/formats/record.h"
#include "models/trace/trace_builder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// What the readers of JSON formats share: taking values of any JSON type, limits, and problems with their place.
class RecordContext
{
public:
    RecordContext(trace::TraceBuilder& builder, const ReadOptions& options) : m_builder(builder), m_options(options) {}

    [[nodiscard]] trace::TraceBuilder& builder() { return m_builder; }
    [[nodiscard]] const ReadOptions& options() const { return m_options; }

    /// Makes the record the current one. Nothing (logged) when it is no text. `what` names the record.
    [[nodiscard]] std::optional<JsonCursor> open(const Record& record, std::string_view what);
    /// Whether the current record was JSON to its end; logs ProblemCode::BrokenRecord if not. `what` names the record.
    bool close(const JsonCursor& cursor, std::string_view what);
    /// Problems logged so far; does not change while records are fine.
    [[nodiscard]] std::uint64_t problems() const { return m_problems; }

    /// Logs a problem at the cursor.
    void problem(trace::ProblemCode code, const JsonCursor& cursor, std::string message);
    /// Logs that the value at the cursor cannot be what `member` must be, and passes over it.
    void wrongType(JsonCursor& cursor, std::string_view member);

    /// Passes over null; anything else has a wrong type.
    void skipUnlessNull(JsonCursor& cursor, std::string_view member);

    /// A string without escapes, cut at the limit; the view lives until the next call. Only when atString().
    [[nodiscard]] std::string_view takeText(JsonCursor& cursor);
    /// A string, or a number or word as it is written. Nothing for null and (logged) for arrays and objects.
    [[nodiscard]] std::optional<std::string_view> text(JsonCursor& cursor, std::string_view member);
    [[nodiscard]] trace::StringId internText(JsonCursor& cursor, std::string_view member);
    /// A key between quotes, its escapes resolved.
    [[nodiscard]] trace::StringId internKey(std::string_view raw);

    /// A whole number, written as a number or as a string; beyond int64 it is saturated. Nothing for null and (logged)
    /// for anything else.
    [[nodiscard]] std::optional<std::int64_t> integer(JsonCursor& cursor, std::string_view member);
    /// A time or duration: as integer(), but an unsigned number above int64 is a negative one that was written wrongly.
    [[nodiscard]] std::optional<std::int64_t> ticks(JsonCursor& cursor, std::string_view member);
    [[nodiscard]] std::uint32_t count(JsonCursor& cursor, std::string_view member);

    /// Any JSON value with the type it has in JSON. `depth` is that of the value inside its attribute.
    [[nodiscard]] trace::Value plainValue(JsonCursor& cursor, std::size_t depth = 0);
    [[nodiscard]] trace::Value textValue(std::string_view text) { return m_builder.pool().string(text); }
    /// A number or word of JSON; the cursor fails if it is neither.
    [[nodiscard]] trace::Value scalarValue(JsonCursor& cursor);
    /// Whether one more level may be opened; if not, it is logged and passed over.
    [[nodiscard]] bool mayNest(JsonCursor& cursor, std::size_t depth);
    /// Whether `size` attributes leave room for one more; if not, it is logged.
    [[nodiscard]] bool mayAppend(std::size_t size, const JsonCursor& cursor);

private:
    [[nodiscard]] std::string_view limited(std::string_view text, const JsonCursor& cursor);

    trace::TraceBuilder& m_builder;
    const ReadOptions& m_options;
    RecordTokens m_tokens;
    std::uint64_t m_offset = 0;
    std::uint64_t m_problems = 0;
    std::string m_text;
    std::string m_cut;
};

[[nodiscard]] std::int64_t saturatedMultiply(std::int64_t value, std::int64_t factor);
[[nodiscard]] std::int64_t saturatedSubtract(std::int64_t a, std::int64_t b);

} // namespace spanlight::formats
