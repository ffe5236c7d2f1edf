#pragma once

#include "models/trace/attributes.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// Attributes that were read lately, by the text they were read from. Most attributes of a trace repeat word for word;
/// finding them here saves taking them apart and looking their key and value up. Belongs to one builder.
class AttributeCache
{
public:
    struct Entry
    {
        trace::Value value;
        std::optional<trace::AttributeId> id; ///< nothing while it never became an attribute
        std::uint64_t hash = 0;
        std::uint32_t generation = 0;
        std::uint16_t size = 0;
        std::uint16_t keyBegin = 0;
        std::uint16_t keySize = 0;
        std::array<char, 120> bytes{};

        [[nodiscard]] std::string_view key() const { return {bytes.data() + keyBegin, keySize}; }
    };

    AttributeCache() : m_entries(kEntries) {}

    /// Forgets everything.
    void clear() { ++m_generation; }

    /// Null when it is not there.
    [[nodiscard]] Entry* find(std::string_view text);
    /// Keeps an attribute whose key is a part of its text; null when it is too long. In place of another one.
    Entry* keep(std::string_view text, std::string_view key, trace::Value value);

private:
    static constexpr std::size_t kEntries = 1024;

    std::vector<Entry> m_entries;
    std::uint32_t m_generation = 1; ///< of the entries that count
};

} // namespace spanlight::formats
