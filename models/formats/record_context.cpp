#include "models/formats/record_context.h"

#include "models/formats/json/json_text.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace spanlight::formats {

using trace::ProblemCode;
using trace::StringId;
using trace::Value;

namespace {

constexpr std::string_view kCutMark = " …[cut]";

std::int64_t saturated(double value)
{
    constexpr double limit = 9223372036854775808.0;
    if (value >= limit)
        return std::numeric_limits<std::int64_t>::max();
    return value < -limit ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(value);
}

// A whole number of any size or notation; `wrapped`: unsigned 64 bits stand for a negative number.
std::optional<std::int64_t> wholeNumber(std::string_view text, bool wrapped)
{
    if (const auto value = parseInt64(text))
        return value;
    if (const auto value = wrapped ? parseUint64(text) : std::nullopt)
        return static_cast<std::int64_t>(*value);
    if (const auto value = parseDouble(text); value && !std::isnan(*value))
        return saturated(*value);
    return std::nullopt;
}

bool hasEscape(std::string_view raw)
{
    return !raw.empty() && std::memchr(raw.data(), '\\', raw.size()) != nullptr;
}

} // namespace

std::optional<JsonCursor> RecordContext::open(const Record& record, std::string_view what)
{
    m_offset = record.offset;
    switch (m_tokens.index(record.bytes)) {
    case RecordTokens::Outcome::Clean:
        break;
    case RecordTokens::Outcome::Repaired:
        m_builder.problem(ProblemCode::RepairedText, record.offset,
                          "bytes that are not UTF-8 or not allowed in JSON were replaced");
        break;
    case RecordTokens::Outcome::Broken:
        m_builder.problem(ProblemCode::BrokenRecord, record.offset,
                          std::string(what) + " is not JSON; it was left out");
        return std::nullopt;
    }
    return JsonCursor(m_tokens);
}

bool RecordContext::close(const JsonCursor& cursor, std::string_view what)
{
    if (cursor.atEnd())
        return true;
    problem(ProblemCode::BrokenRecord, cursor, std::string(what) + " is not JSON; it was left out");
    return false;
}

void RecordContext::problem(ProblemCode code, const JsonCursor& cursor, std::string message)
{
    ++m_problems;
    m_builder.problem(code, m_offset + cursor.offset(), std::move(message));
}

void RecordContext::wrongType(JsonCursor& cursor, std::string_view member)
{
    problem(ProblemCode::WrongType, cursor, "\"" + std::string(member) + "\" has a type it must not have; left out");
    cursor.skip();
}

void RecordContext::skipUnlessNull(JsonCursor& cursor, std::string_view member)
{
    JsonCursor ahead = cursor;
    if (ahead.atScalar() && ahead.takeScalar() == "null")
        cursor = ahead;
    else
        wrongType(cursor, member);
}

std::string_view RecordContext::limited(std::string_view text, const JsonCursor& cursor)
{
    const std::size_t limit = std::min(m_options.maxValueBytes, trace::StringPool::kMaxLength - kCutMark.size());
    if (text.size() <= limit)
        return text;
    problem(ProblemCode::ValueCut, cursor, "a value longer than " + std::to_string(limit) + " bytes was cut");
    m_cut.assign(cutUtf8(text, limit)).append(kCutMark);
    return m_cut;
}

std::string_view RecordContext::takeText(JsonCursor& cursor)
{
    const std::string_view raw = cursor.takeString();
    if (!hasEscape(raw))
        return raw.size() <= m_options.maxValueBytes ? raw : limited(raw, cursor);
    m_text.clear();
    if (!appendUnescaped(m_text, raw))
        problem(ProblemCode::RepairedText, cursor, "a text has an escape that JSON does not know");
    return limited(m_text, cursor);
}

std::optional<std::string_view> RecordContext::text(JsonCursor& cursor, std::string_view member)
{
    if (cursor.atString())
        return takeText(cursor);
    if (!cursor.atScalar()) {
        wrongType(cursor, member);
        return std::nullopt;
    }
    JsonCursor before = cursor;
    const std::string_view word = cursor.takeScalar();
    if (word == "null")
        return std::nullopt;
    if (word == "true" || word == "false" || parseDouble(word))
        return word;
    before.fail();
    cursor = before;
    return std::nullopt;
}

StringId RecordContext::internText(JsonCursor& cursor, std::string_view member)
{
    const auto value = text(cursor, member);
    return value ? m_builder.intern(*value) : trace::kEmptyString;
}

StringId RecordContext::internKey(std::string_view raw)
{
    if (!hasEscape(raw) && raw.size() <= trace::StringPool::kMaxLength)
        return m_builder.intern(raw);
    m_text.clear();
    appendUnescaped(m_text, raw);
    return m_builder.intern(cutUtf8(m_text, trace::StringPool::kMaxLength));
}

std::optional<std::int64_t> RecordContext::integer(JsonCursor& cursor, std::string_view member)
{
    if (cursor.atContainer()) {
        wrongType(cursor, member);
        return std::nullopt;
    }
    JsonCursor before = cursor;
    const auto value = text(cursor, member);
    if (!value || value->empty())
        return std::nullopt;
    if (const auto number = wholeNumber(*value, false))
        return number;
    wrongType(before, member);
    return std::nullopt;
}

std::optional<std::int64_t> RecordContext::ticks(JsonCursor& cursor, std::string_view member)
{
    if (cursor.atScalar()) { // by far the most frequent form
        JsonCursor ahead = cursor;
        if (const auto number = wholeNumber(ahead.takeScalar(), true)) {
            cursor = ahead;
            return number;
        }
    }
    if (cursor.atString()) {
        JsonCursor ahead = cursor;
        if (const auto number = wholeNumber(ahead.takeString(), true)) {
            cursor = ahead;
            return number;
        }
    }
    return integer(cursor, member);
}

std::uint32_t RecordContext::count(JsonCursor& cursor, std::string_view member)
{
    const std::int64_t value = integer(cursor, member).value_or(0);
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, std::numeric_limits<std::uint32_t>::max()));
}

Value RecordContext::scalarValue(JsonCursor& cursor)
{
    JsonCursor before = cursor;
    const std::string_view word = cursor.takeScalar();
    if (word == "true" || word == "false")
        return trace::AttributePool::boolean(word == "true");
    if (word == "null")
        return {};
    if (const auto whole = parseInt64(word))
        return trace::AttributePool::integer(*whole);
    if (parseUint64(word)) // digits would be lost as a floating number
        return textValue(word);
    if (const auto number = parseDouble(word))
        return trace::AttributePool::floating(*number);
    if (word == "NaN" || word == "Infinity" || word == "-Infinity") { // no JSON, but Python writes them
        const double infinity = std::numeric_limits<double>::infinity();
        const double huge = word == "Infinity" ? infinity : -infinity;
        return trace::AttributePool::floating(word == "NaN" ? std::numeric_limits<double>::quiet_NaN() : huge);
    }
    before.fail();
    cursor = before;
    return {};
}

bool RecordContext::mayNest(JsonCursor& cursor, std::size_t depth)
{
    if (depth < m_options.maxNesting)
        return true;
    problem(ProblemCode::TooDeep, cursor,
            "a value is nested deeper than " + std::to_string(m_options.maxNesting) +
                " levels; the inner part is left out");
    cursor.skip();
    return false;
}

bool RecordContext::mayAppend(std::size_t size, const JsonCursor& cursor)
{
    if (size < m_options.maxAttributes)
        return true;
    problem(ProblemCode::LimitReached, cursor,
            "more than " + std::to_string(m_options.maxAttributes) + " attributes; the rest is left out");
    return false;
}

Value RecordContext::plainValue(JsonCursor& cursor, std::size_t depth)
{
    if (cursor.atString())
        return textValue(takeText(cursor));
    if (cursor.atArray() && mayNest(cursor, depth)) {
        std::vector<Value> values;
        for (JsonElements elements(cursor); elements.next();)
            values.push_back(plainValue(cursor, depth + 1));
        return m_builder.pool().array(values);
    }
    if (cursor.atObject() && mayNest(cursor, depth)) {
        std::vector<std::pair<StringId, Value>> members;
        for (JsonMembers object(cursor); object.next();) {
            const StringId key = internKey(object.key());
            members.emplace_back(key, plainValue(cursor, depth + 1));
        }
        return m_builder.pool().map(members);
    }
    if (cursor.atScalar())
        return scalarValue(cursor);
    if (depth < m_options.maxNesting)
        cursor.fail();
    return {};
}

std::int64_t saturatedMultiply(std::int64_t value, std::int64_t factor)
{
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(value, factor, &product))
        return product;
    return (value < 0) == (factor < 0) ? std::numeric_limits<std::int64_t>::max()
                                       : std::numeric_limits<std::int64_t>::min();
}

std::int64_t saturatedSubtract(std::int64_t a, std::int64_t b)
{
    std::int64_t difference = 0;
    if (!__builtin_sub_overflow(a, b, &difference))
        return difference;
    return a < b ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

} // namespace spanlight::formats
