#include "models/formats/otlp/otlp_values.h"

#include "models/formats/json/json_text.h"

#include <limits>
#include <utility>

namespace spanlight::formats {

using trace::AttributePool;
using trace::StringId;
using trace::Value;

namespace {

Value readBool(RecordContext& context, JsonCursor& cursor)
{
    if (cursor.atString()) {
        const std::string_view text = context.takeText(cursor);
        return text == "true" || text == "false" ? AttributePool::boolean(text == "true") : context.textValue(text);
    }
    return context.plainValue(cursor);
}

Value readInt(RecordContext& context, JsonCursor& cursor)
{
    if (cursor.atString()) {
        const std::string_view text = context.takeText(cursor);
        const auto number = parseInt64(text);
        return number ? AttributePool::integer(*number) : context.textValue(text);
    }
    return context.plainValue(cursor);
}

Value readDouble(RecordContext& context, JsonCursor& cursor)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (cursor.atString()) {
        const std::string_view text = context.takeText(cursor);
        if (const auto number = parseDouble(text))
            return AttributePool::floating(*number);
        if (text == "NaN")
            return AttributePool::floating(std::numeric_limits<double>::quiet_NaN());
        if (text == "Infinity" || text == "-Infinity")
            return AttributePool::floating(text == "Infinity" ? infinity : -infinity);
        return context.textValue(text);
    }
    const Value value = context.plainValue(cursor);
    if (value.type == trace::ValueType::Int)
        return AttributePool::floating(static_cast<double>(static_cast<std::int64_t>(value.bits)));
    return value;
}

Value readBytes(RecordContext& context, JsonCursor& cursor)
{
    if (!cursor.atString())
        return context.plainValue(cursor);
    const std::string_view text = context.takeText(cursor);
    const auto bytes = fromBase64(text);
    return bytes ? context.builder().pool().bytes(*bytes) : context.textValue(text);
}

// Calls `element` at every element of `{"values": […]}` or of a plain list.
template <typename Element>
void forEachValue(RecordContext& context, JsonCursor& cursor, const Element& element)
{
    if (cursor.atArray()) {
        for (JsonElements elements(cursor); elements.next();)
            element();
        return;
    }
    if (!cursor.atObject())
        return context.skipUnlessNull(cursor, "values");
    for (JsonMembers members(cursor); members.next();) {
        if (otlpMember(members.key()) != OtlpMember::Values)
            cursor.skip();
        else if (cursor.atArray())
            for (JsonElements elements(cursor); elements.next();)
                element();
        else
            context.skipUnlessNull(cursor, "values");
    }
}

Value readArray(RecordContext& context, JsonCursor& cursor, std::size_t depth)
{
    if (!context.mayNest(cursor, depth))
        return {};
    std::vector<Value> values;
    forEachValue(context, cursor, [&] { values.push_back(readAnyValue(context, cursor, depth + 1)); });
    return context.builder().pool().array(values);
}

Value readMap(RecordContext& context, JsonCursor& cursor, std::size_t depth)
{
    if (!context.mayNest(cursor, depth))
        return {};
    std::vector<std::pair<StringId, Value>> members;
    forEachValue(context, cursor, [&] {
        if (const auto member = readOtlpAttribute(context, cursor, depth + 1))
            members.emplace_back(context.internKey(member->key), member->value);
    });
    return context.builder().pool().map(members);
}

Value readTyped(RecordContext& context, JsonCursor& cursor, OtlpMember type, std::size_t depth)
{
    switch (type) {
    case OtlpMember::BoolValue:
        return readBool(context, cursor);
    case OtlpMember::IntValue:
        return readInt(context, cursor);
    case OtlpMember::DoubleValue:
        return readDouble(context, cursor);
    case OtlpMember::BytesValue:
        return readBytes(context, cursor);
    case OtlpMember::ArrayValue:
        return readArray(context, cursor, depth);
    case OtlpMember::KvlistValue:
        return readMap(context, cursor, depth);
    default:
        return context.plainValue(cursor, depth);
    }
}

bool isTyped(OtlpMember member)
{
    return member >= OtlpMember::StringValue && member <= OtlpMember::BytesValue;
}

} // namespace

Value readAnyValue(RecordContext& context, JsonCursor& cursor, std::size_t depth)
{
    if (!cursor.atObject())
        return context.plainValue(cursor, depth);
    const JsonCursor begin = cursor;
    Value value;
    bool known = true; // an object without members is the empty value
    for (JsonMembers members(cursor); known && members.next();) {
        const OtlpMember member = otlpMember(members.key());
        known = isTyped(member);
        if (known)
            value = readTyped(context, cursor, member, depth);
    }
    if (known)
        return value;
    cursor = begin; // an ordinary object in place of an AnyValue
    return context.plainValue(cursor, depth);
}

std::optional<OtlpAttribute> readOtlpAttribute(RecordContext& context, JsonCursor& cursor, std::size_t depth)
{
    if (!cursor.atObject()) {
        context.skipUnlessNull(cursor, "attribute");
        return std::nullopt;
    }
    const JsonCursor begin = cursor;
    OtlpAttribute attribute;
    bool hasKey = false;
    for (JsonMembers members(cursor); members.next();) {
        switch (otlpMember(members.key())) {
        case OtlpMember::Key:
            hasKey = cursor.atString();
            if (hasKey)
                attribute.key = cursor.takeString();
            else
                context.skipUnlessNull(cursor, "key");
            break;
        case OtlpMember::Value:
            attribute.value = readAnyValue(context, cursor, depth);
            break;
        default:
            cursor.skip();
        }
    }
    if (!hasKey && !cursor.failed() && attribute.value.type != trace::ValueType::Empty)
        context.problem(trace::ProblemCode::WrongType, begin, "an attribute has no key; left out");
    return hasKey && !cursor.failed() ? std::optional(attribute) : std::nullopt;
}

void appendOtlpAttributes(RecordContext& context, JsonCursor& cursor, std::vector<trace::AttributeId>& out,
                          std::size_t begin)
{
    auto& pool = context.builder().pool();
    readOtlpAttributes(context, cursor, [&](const OtlpAttribute& attribute) {
        if (context.mayAppend(out.size() - begin, cursor))
            out.push_back(pool.intern(context.internKey(attribute.key), attribute.value));
    });
}

} // namespace spanlight::formats
