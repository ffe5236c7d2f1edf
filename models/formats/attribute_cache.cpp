#include "models/formats/attribute_cache.h"

#include "models/trace/hash.h"

#include <algorithm>
#include <tuple>

namespace spanlight::formats {

AttributeCache::Entry* AttributeCache::find(std::string_view text)
{
    if (text.size() > std::tuple_size_v<decltype(Entry::bytes)>)
        return nullptr;
    const std::uint64_t hash = trace::hashBytes(text);
    Entry& entry = m_entries[hash % kEntries];
    const bool same = entry.hash == hash && entry.generation == m_generation && text == std::string_view(entry.bytes.data(), entry.size);
    return same ? &entry : nullptr;
}

AttributeCache::Entry* AttributeCache::keep(std::string_view text, std::string_view key, trace::Value value)
{
    if (text.size() > std::tuple_size_v<decltype(Entry::bytes)>)
        return nullptr;
    const std::uint64_t hash = trace::hashBytes(text);
    Entry& entry = m_entries[hash % kEntries];
    entry.value = value;
    entry.id.reset();
    entry.hash = hash;
    entry.generation = m_generation;
    entry.size = static_cast<std::uint16_t>(text.size());
    entry.keyBegin = static_cast<std::uint16_t>(key.data() - text.data());
    entry.keySize = static_cast<std::uint16_t>(key.size());
    std::copy(text.begin(), text.end(), entry.bytes.begin());
    return &entry;
}

} // namespace spanlight::formats
