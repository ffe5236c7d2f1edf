#include "models/formats/jaeger/jaeger_tags.h"

#include "models/formats/jaeger/jaeger_names.h"
#include "models/formats/json/json_text.h"

#include <algorithm>
#include <limits>

namespace spanlight::formats {

using trace::AttributePool;
using trace::Value;

namespace {

enum class Declared : std::uint8_t { Any, Bool, Int, Double, Binary };

// "string", "bool", "int64", "float64", "binary" of the API; "STRING", … of the protobuf JSON.
Declared declaredType(std::string_view name)
{
    const auto is = [&name](std::string_view lower) {
        if (name.size() != lower.size())
            return false;
        return std::equal(name.begin(), name.end(), lower.begin(),
                          [](char c, char l) { return (c | 0x20) == l || c == l; });
    };
    if (name == "string")
        return Declared::Any;
    if (is("bool"))
        return Declared::Bool;
    if (is("int64"))
        return Declared::Int;
    if (is("float64"))
        return Declared::Double;
    return is("binary") ? Declared::Binary : Declared::Any;
}

std::optional<Value> doubleFromText(std::string_view text)
{
    if (const auto number = parseDouble(text))
        return AttributePool::floating(*number);
    if (text == "NaN")
        return AttributePool::floating(std::numeric_limits<double>::quiet_NaN());
    if (text == "Infinity" || text == "+Inf" || text == "Inf")
        return AttributePool::floating(std::numeric_limits<double>::infinity());
    if (text == "-Infinity" || text == "-Inf")
        return AttributePool::floating(-std::numeric_limits<double>::infinity());
    return std::nullopt;
}

// A text that stands for a value of another type; nothing when it does not fit: then it stays a text.
std::optional<Value> fromText(RecordContext& context, Declared type, std::string_view text)
{
    switch (type) {
    case Declared::Any:
        return std::nullopt;
    case Declared::Bool:
        if (text == "true" || text == "false")
            return AttributePool::boolean(text == "true");
        return std::nullopt;
    case Declared::Int:
        if (const auto number = parseInt64(text))
            return AttributePool::integer(*number);
        return std::nullopt;
    case Declared::Double:
        return doubleFromText(text);
    case Declared::Binary:
        if (const auto bytes = fromBase64(text))
            return context.builder().pool().bytes(*bytes);
        return std::nullopt;
    }
    return std::nullopt;
}

Value readValue(RecordContext& context, JsonCursor& cursor, Declared type)
{
    if (cursor.atString()) {
        const std::string_view text = context.takeText(cursor);
        const auto typed = fromText(context, type, text);
        return typed ? *typed : context.textValue(text);
    }
    const Value value = context.plainValue(cursor);
    if (type == Declared::Double && value.type == trace::ValueType::Int)
        return AttributePool::floating(static_cast<double>(static_cast<std::int64_t>(value.bits)));
    if (type == Declared::Binary && value.type == trace::ValueType::Empty) // how Jaeger writes no bytes
        return context.builder().pool().bytes({});
    return value;
}

Declared typeOfMember(JaegerMember member, Declared declared)
{
    switch (member) {
    case JaegerMember::BoolValue:
        return Declared::Bool;
    case JaegerMember::IntValue:
        return Declared::Int;
    case JaegerMember::DoubleValue:
        return Declared::Double;
    case JaegerMember::BinaryValue:
        return Declared::Binary;
    default:
        return declared;
    }
}

// The members of a tag object. The value is read last: its type may stand behind it.
struct TagMembers
{
    std::optional<std::string_view> key;
    std::optional<JsonCursor> value;
    JaegerMember valueMember = JaegerMember::Value;
    Declared type = Declared::Any;
};

TagMembers readMembers(RecordContext& context, JsonCursor& cursor)
{
    TagMembers tag;
    for (JsonMembers members(cursor); members.next();) {
        const JaegerMember member = jaegerMember(members.key());
        switch (member) {
        case JaegerMember::Key:
            if (cursor.atString())
                tag.key = cursor.takeString();
            else
                context.skipUnlessNull(cursor, "key");
            break;
        case JaegerMember::Type:
            if (cursor.atString())
                tag.type = declaredType(cursor.takeString());
            else
                context.skipUnlessNull(cursor, "type");
            break;
        case JaegerMember::Value:
        case JaegerMember::StringValue:
        case JaegerMember::BoolValue:
        case JaegerMember::IntValue:
        case JaegerMember::DoubleValue:
        case JaegerMember::BinaryValue:
            tag.value = cursor;
            tag.valueMember = member;
            cursor.skip();
            break;
        default:
            cursor.skip();
        }
    }
    return tag;
}

} // namespace

std::optional<JaegerTag> readJaegerTag(RecordContext& context, JsonCursor& cursor)
{
    if (!cursor.atObject()) {
        context.skipUnlessNull(cursor, "tag");
        return std::nullopt;
    }
    const JsonCursor begin = cursor;
    TagMembers members = readMembers(context, cursor);
    if (cursor.failed())
        return std::nullopt;
    if (!members.key) {
        context.problem(trace::ProblemCode::WrongType, begin, "a tag has no key; left out");
        return std::nullopt;
    }
    JaegerTag tag{*members.key, {}};
    if (members.value) {
        tag.value = readValue(context, *members.value, typeOfMember(members.valueMember, members.type));
        if (members.value->failed())
            cursor = *members.value;
    }
    return tag;
}

} // namespace spanlight::formats
