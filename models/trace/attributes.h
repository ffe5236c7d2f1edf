#pragma once

#include "models/trace/ids.h"
#include "models/trace/string_pool.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::trace {

/// The types of OpenTelemetry's AnyValue.
enum class ValueType : std::uint8_t { Empty, String, Bool, Int, Double, Bytes, Array, Map };

/// Name of the type as people write it: "string", "bool", "int", "double", "bytes", "array", "map", "empty".
[[nodiscard]] std::string_view name(ValueType type);

/// A value as it is stored: the type and 64 bits whose meaning depends on it (text id, bits of the number, or the
/// place of nested values). Only meaningful together with the AttributePool that made it.
struct Value
{
    ValueType type = ValueType::Empty;
    std::uint64_t bits = 0;

    friend constexpr bool operator==(const Value&, const Value&) = default;
};

class AttributePool;

/// A value with its pool: what readers of the store see. Cheap to copy, valid as long as the store.
class ValueView
{
public:
    ValueView() = default;
    ValueView(const AttributePool* pool, Value value) : m_pool(pool), m_value(value) {}

    [[nodiscard]] ValueType type() const { return m_value.type; }
    [[nodiscard]] Value raw() const { return m_value; }

    /// The text of a String or the bytes of Bytes; empty for other types.
    [[nodiscard]] std::string_view string() const;
    /// The id of the text of a String; kEmptyString for other types.
    [[nodiscard]] StringId stringId() const;
    [[nodiscard]] bool boolean() const { return m_value.type == ValueType::Bool && m_value.bits != 0; }
    [[nodiscard]] std::int64_t integer() const { return static_cast<std::int64_t>(m_value.bits); }
    [[nodiscard]] double floating() const { return std::bit_cast<double>(m_value.bits); }

    /// Number of elements of an Array or Map, else 0.
    [[nodiscard]] std::size_t count() const;
    /// Element of an Array or Map.
    [[nodiscard]] ValueView at(std::size_t i) const;
    /// Key of an element of a Map; empty for an Array.
    [[nodiscard]] std::string_view keyAt(std::size_t i) const;

    /// The value as a number: Int, Double, or a String that is a number as a whole. Bool is none.
    [[nodiscard]] std::optional<double> number() const;
    /// The value as people read it: text as it is, numbers in decimal, nested values as JSON, bytes as base64.
    [[nodiscard]] std::string text() const;
    /// The value as JSON: bytes as base64 text, NaN and infinities as text.
    void appendJson(std::string& out) const;

private:
    const AttributePool* m_pool = nullptr;
    Value m_value;
};

/// Key and value of one attribute.
struct AttributeView
{
    std::string_view key;
    StringId keyId{};
    ValueView value;
};

/// Every distinct pair of key and value once, plus the texts and the nested values they need.
class AttributePool
{
public:
    AttributePool();

    [[nodiscard]] StringPool& strings() { return m_strings; }
    [[nodiscard]] const StringPool& strings() const { return m_strings; }

    [[nodiscard]] Value string(std::string_view text) { return {ValueType::String, index(m_strings.intern(text))}; }
    [[nodiscard]] Value bytes(std::string_view data) { return {ValueType::Bytes, index(m_strings.intern(data))}; }
    [[nodiscard]] static Value boolean(bool b) { return {ValueType::Bool, b ? 1U : 0U}; }
    [[nodiscard]] static Value integer(std::int64_t i) { return {ValueType::Int, static_cast<std::uint64_t>(i)}; }
    [[nodiscard]] static Value floating(double d) { return {ValueType::Double, std::bit_cast<std::uint64_t>(d)}; }
    [[nodiscard]] Value array(std::span<const Value> elements);
    [[nodiscard]] Value map(std::span<const std::pair<StringId, Value>> members);

    /// Id of the pair; stores it when it is new. Amortised O(1).
    AttributeId intern(StringId key, Value value);

    /// Interns everything of another pool: its text i gets texts[i] here, its attribute i attributes[i].
    void internAll(const AttributePool& other, std::vector<StringId>& texts, std::vector<AttributeId>& attributes);

    /// Forgets everything, keeps some of the memory.
    void clear();

    [[nodiscard]] AttributeView view(AttributeId id) const
    {
        const Entry& entry = m_entries[index(id)];
        return {m_strings.view(entry.key), entry.key, ValueView(this, {entry.type, entry.bits})};
    }
    [[nodiscard]] StringId key(AttributeId id) const { return m_entries[index(id)].key; }
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] std::size_t memoryBytes() const;
    void shrink();

private:
    friend class ValueView;

    struct Entry
    {
        std::uint64_t bits;
        StringId key;
        ValueType type;
    };
    struct Nested
    {
        StringId key;
        Value value;
    };

    [[nodiscard]] AttributeId add(StringId key, Value value);
    [[nodiscard]] AttributeId internOther(StringId key, Value value);
    void grow();

    StringPool m_strings;
    std::vector<Entry> m_entries;
    std::vector<Nested> m_nested;
    // Most texts are the value of one key only: the entry of that pair is found by the text's id. All other pairs are
    // in the table. Both hold the index of an entry + 1; 0: none.
    std::vector<std::uint32_t> m_ofText;
    std::vector<std::uint32_t> m_slots;
    std::size_t m_inTable = 0;
};

/// The attributes of one span, event, link, resource or scope: iterable, O(1) to make.
class AttributeRange
{
public:
    AttributeRange() = default;
    AttributeRange(const AttributePool* pool, std::span<const AttributeId> ids) : m_pool(pool), m_ids(ids) {}

    class Iterator
    {
    public:
        using value_type = AttributeView;
        using difference_type = std::ptrdiff_t;
        Iterator() = default;
        Iterator(const AttributePool* pool, const AttributeId* id) : m_pool(pool), m_id(id) {}
        AttributeView operator*() const { return m_pool->view(*m_id); }
        Iterator& operator++()
        {
            ++m_id;
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++m_id;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.m_id == b.m_id; }

    private:
        const AttributePool* m_pool = nullptr;
        const AttributeId* m_id = nullptr;
    };

    [[nodiscard]] Iterator begin() const { return {m_pool, m_ids.data()}; }
    [[nodiscard]] Iterator end() const { return {m_pool, m_ids.data() + m_ids.size()}; }
    [[nodiscard]] std::size_t size() const { return m_ids.size(); }
    [[nodiscard]] bool empty() const { return m_ids.empty(); }
    [[nodiscard]] AttributeView operator[](std::size_t i) const { return m_pool->view(m_ids[i]); }
    [[nodiscard]] std::span<const AttributeId> ids() const { return m_ids; }

    /// First value of the key. O(size), compares ids.
    [[nodiscard]] std::optional<ValueView> find(StringId key) const;
    /// First value of the key. O(size), looks the text up once.
    [[nodiscard]] std::optional<ValueView> find(std::string_view key) const;

private:
    const AttributePool* m_pool = nullptr;
    std::span<const AttributeId> m_ids;
};

/// Appends text as a JSON string with quotes. Bytes that are not UTF-8 become U+FFFD.
void appendJsonString(std::string& out, std::string_view text);
/// Standard base64 with padding.
[[nodiscard]] std::string toBase64(std::string_view bytes);

} // namespace spanlight::trace
