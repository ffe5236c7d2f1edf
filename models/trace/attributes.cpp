#include "models/trace/attributes.h"

#include "models/trace/utf8.h"

#include "models/trace/hash.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace spanlight::trace {

namespace {

// Nested values are a run in AttributePool::m_nested: 40 bits where it begins, 24 bits how long it is.
constexpr int kCountBits = 24;
constexpr std::uint64_t kCountMask = (std::uint64_t{1} << kCountBits) - 1;

std::uint64_t entryHash(StringId key, Value value)
{
    // Text ids follow each other: one product alone would leave them side by side in the table.
    const std::uint64_t kind = std::uint64_t{index(key)} << 8 | static_cast<std::uint64_t>(value.type);
    return mix(mix(value.bits ^ 0xa0761d6478bd642fULL, kind ^ 0xe7037ed1a0b428dbULL), 0x9e3779b97f4a7c15ULL);
}

std::string formatDouble(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    std::string text(buffer, end);
    if (text.find_first_of(".eE") == std::string::npos)
        text += ".0";
    return text;
}

void appendEscaped(std::string& out, unsigned char c)
{
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[c >> 4];
    out += digits[c & 0xf];
}

} // namespace

std::string_view name(ValueType type)
{
    switch (type) {
    case ValueType::Empty: return "empty";
    case ValueType::String: return "string";
    case ValueType::Bool: return "bool";
    case ValueType::Int: return "int";
    case ValueType::Double: return "double";
    case ValueType::Bytes: return "bytes";
    case ValueType::Array: return "array";
    case ValueType::Map: return "map";
    }
    return "empty";
}

std::string_view ValueView::string() const
{
    if (m_value.type != ValueType::String && m_value.type != ValueType::Bytes)
        return {};
    return m_pool->strings().view(StringId{static_cast<std::uint32_t>(m_value.bits)});
}

StringId ValueView::stringId() const
{
    return m_value.type == ValueType::String ? StringId{static_cast<std::uint32_t>(m_value.bits)} : kEmptyString;
}

std::size_t ValueView::count() const
{
    const bool nested = m_value.type == ValueType::Array || m_value.type == ValueType::Map;
    return nested ? static_cast<std::size_t>(m_value.bits & kCountMask) : 0;
}

ValueView ValueView::at(std::size_t i) const
{
    return {m_pool, m_pool->m_nested[(m_value.bits >> kCountBits) + i].value};
}

std::string_view ValueView::keyAt(std::size_t i) const
{
    return m_pool->strings().view(m_pool->m_nested[(m_value.bits >> kCountBits) + i].key);
}

std::optional<double> ValueView::number() const
{
    if (m_value.type == ValueType::Int)
        return static_cast<double>(integer());
    if (m_value.type == ValueType::Double)
        return floating();
    if (m_value.type != ValueType::String)
        return std::nullopt;
    std::string_view text = string();
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    double result = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return result;
}

std::string ValueView::text() const
{
    switch (m_value.type) {
    case ValueType::Empty: return {};
    case ValueType::String: return std::string(string());
    case ValueType::Bool: return boolean() ? "true" : "false";
    case ValueType::Int: return std::to_string(integer());
    case ValueType::Double: return formatDouble(floating());
    case ValueType::Bytes: return toBase64(string());
    case ValueType::Array:
    case ValueType::Map: break;
    }
    std::string json;
    appendJson(json);
    return json;
}

void ValueView::appendJson(std::string& out) const
{
    // Iterative: nesting in a file may be deeper than a stack allows.
    struct Level
    {
        ValueView value;
        std::size_t next = 0;
    };
    std::vector<Level> open;
    const auto begin = [&](const ValueView& value) {
        switch (value.type()) {
        case ValueType::Array:
        case ValueType::Map:
            out += value.type() == ValueType::Array ? '[' : '{';
            open.push_back({value});
            return;
        case ValueType::Empty: out += "null"; return;
        case ValueType::Double:
            if (!std::isfinite(value.floating()))
                break;
            [[fallthrough]];
        case ValueType::Bool:
        case ValueType::Int: out += value.text(); return;
        case ValueType::String:
        case ValueType::Bytes: break;
        }
        appendJsonString(out, value.text());
    };
    begin(*this);
    while (!open.empty()) {
        Level& level = open.back();
        if (level.next == level.value.count()) {
            out += level.value.type() == ValueType::Array ? ']' : '}';
            open.pop_back();
            continue;
        }
        const std::size_t i = level.next++;
        if (i > 0)
            out += ',';
        const ValueView parent = level.value;
        if (parent.type() == ValueType::Map) {
            appendJsonString(out, parent.keyAt(i));
            out += ':';
        }
        begin(parent.at(i)); // may move `open`, so `level` is not used after this
    }
}

AttributePool::AttributePool() : m_slots(1024) {}

Value AttributePool::array(std::span<const Value> elements)
{
    const std::uint64_t first = m_nested.size();
    for (const Value& element : elements.first(std::min<std::size_t>(elements.size(), kCountMask)))
        m_nested.push_back({kEmptyString, element});
    return {ValueType::Array, first << kCountBits | (m_nested.size() - first)};
}

Value AttributePool::map(std::span<const std::pair<StringId, Value>> members)
{
    const std::uint64_t first = m_nested.size();
    for (const auto& [key, value] : members.first(std::min<std::size_t>(members.size(), kCountMask)))
        m_nested.push_back({key, value});
    return {ValueType::Map, first << kCountBits | (m_nested.size() - first)};
}

AttributeId AttributePool::intern(StringId key, Value value)
{
    if (value.type != ValueType::String)
        return internOther(key, value);
    const auto text = static_cast<std::size_t>(value.bits);
    if (text >= m_ofText.size())
        m_ofText.resize(std::max(m_strings.size(), m_ofText.size() * 2));
    const std::uint32_t known = m_ofText[text];
    if (known == 0) {
        const AttributeId id = add(key, value);
        m_ofText[text] = index(id) + 1;
        return id;
    }
    return m_entries[known - 1].key == key ? AttributeId{known - 1} : internOther(key, value);
}

AttributeId AttributePool::add(StringId key, Value value)
{
    m_entries.push_back({value.bits, key, value.type});
    return AttributeId{static_cast<std::uint32_t>(m_entries.size() - 1)};
}

AttributeId AttributePool::internOther(StringId key, Value value)
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t i = static_cast<std::size_t>(entryHash(key, value)) & mask;
    while (m_slots[i] != 0) {
        const Entry& entry = m_entries[m_slots[i] - 1];
        if (entry.bits == value.bits && entry.key == key && entry.type == value.type)
            return AttributeId{m_slots[i] - 1};
        i = (i + 1) & mask;
    }
    const AttributeId id = add(key, value);
    m_slots[i] = index(id) + 1;
    if (++m_inTable * 2 > m_slots.size())
        grow();
    return id;
}

void AttributePool::internAll(const AttributePool& other, std::vector<StringId>& texts,
                              std::vector<AttributeId>& attributes)
{
    m_strings.internAll(other.m_strings, texts);
    const std::uint64_t firstNested = m_nested.size();
    const auto here = [&](ValueType type, std::uint64_t bits) {
        if (type == ValueType::String || type == ValueType::Bytes)
            bits = index(texts[static_cast<std::size_t>(bits)]);
        else if (type == ValueType::Array || type == ValueType::Map)
            bits += firstNested << kCountBits;
        return Value{type, bits};
    };
    for (const Nested& nested : other.m_nested)
        m_nested.push_back({texts[index(nested.key)], here(nested.value.type, nested.value.bits)});
    if (m_ofText.size() < m_strings.size())
        m_ofText.resize(std::max(m_strings.size(), m_ofText.size() * 2));
    constexpr std::size_t kAhead = 16;
    const std::vector<Entry>& entries = other.m_entries;
    attributes.resize(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i + kAhead < entries.size() && entries[i + kAhead].type == ValueType::String)
            __builtin_prefetch(&m_ofText[index(texts[static_cast<std::size_t>(entries[i + kAhead].bits)])]);
        attributes[i] = intern(texts[index(entries[i].key)], here(entries[i].type, entries[i].bits));
    }
}

void AttributePool::clear()
{
    m_strings.clear();
    m_entries.clear();
    m_nested.clear();
    std::fill(m_ofText.begin(), m_ofText.end(), 0);
    std::fill(m_slots.begin(), m_slots.end(), 0);
    m_inTable = 0;
}

void AttributePool::grow()
{
    std::vector<std::uint32_t> old(m_slots.size() * 2);
    old.swap(m_slots);
    const std::size_t mask = m_slots.size() - 1;
    for (const std::uint32_t slot : old) {
        if (slot == 0)
            continue;
        const Entry& entry = m_entries[slot - 1];
        std::size_t i = static_cast<std::size_t>(entryHash(entry.key, {entry.type, entry.bits})) & mask;
        while (m_slots[i] != 0)
            i = (i + 1) & mask;
        m_slots[i] = slot;
    }
}

std::size_t AttributePool::memoryBytes() const
{
    return m_strings.memoryBytes() + m_entries.capacity() * sizeof(Entry) + m_nested.capacity() * sizeof(Nested)
           + (m_slots.capacity() + m_ofText.capacity()) * sizeof(std::uint32_t);
}

void AttributePool::shrink()
{
    m_strings.shrink();
    m_entries.shrink_to_fit();
    m_nested.shrink_to_fit();
    m_slots = {}; // only needed to intern
    m_ofText = {};
}

std::optional<ValueView> AttributeRange::find(StringId key) const
{
    for (const AttributeId id : m_ids)
        if (m_pool->key(id) == key)
            return m_pool->view(id).value;
    return std::nullopt;
}

std::optional<ValueView> AttributeRange::find(std::string_view key) const
{
    if (m_ids.empty())
        return std::nullopt;
    const std::optional<StringId> id = m_pool->strings().find(key);
    return id ? find(*id) : std::nullopt;
}

void appendJsonString(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text.front());
        if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
            appendEscaped(out, c);
            text.remove_prefix(1);
            continue;
        }
        const std::size_t length = utf8Length(text);
        out += length > 0 ? text.substr(0, length) : std::string_view("\xef\xbf\xbd");
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out += '"';
}

std::string toBase64(std::string_view bytes)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j > bytes.size() ? '=' : alphabet[(group >> (18 - 6 * j)) & 0x3f];
    }
    return out;
}

} // namespace spanlight::trace
