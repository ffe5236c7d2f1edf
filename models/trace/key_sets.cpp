#include "models/trace/key_sets.h"

#include "models/trace/hash.h"

namespace spanlight::trace {

template <typename KeyAt>
std::uint16_t KeySets::internKeys(std::size_t count, const KeyAt& keyAt)
{
    if (count > kMaxKeys)
        return kNotKept;
    std::uint64_t hash = count;
    for (std::size_t i = 0; i < count; ++i)
        hash = mix(hash ^ index(keyAt(i)), 0xe7037ed1a0b428dbULL) + 1;
    if (const auto known = m_byHash.find(hash); known != m_byHash.end()) {
        const auto same = keys(known->second);
        bool equal = same.size() == count;
        for (std::size_t i = 0; equal && i < count; ++i)
            equal = same[i] == keyAt(i);
        return equal ? known->second : kNotKept;
    }
    const std::size_t next = size();
    if (next >= kNotKept)
        return kNotKept;
    for (std::size_t i = 0; i < count; ++i)
        m_keys.push_back(keyAt(i));
    m_begin.push_back(static_cast<std::uint32_t>(m_keys.size()));
    m_byHash.emplace(hash, static_cast<std::uint16_t>(next));
    return static_cast<std::uint16_t>(next);
}

std::uint16_t KeySets::intern(const AttributePool& pool, std::span<const AttributeId> attributes)
{
    return internKeys(attributes.size(), [&](std::size_t i) { return pool.key(attributes[i]); });
}

std::uint16_t KeySets::intern(std::span<const StringId> keys)
{
    return internKeys(keys.size(), [&](std::size_t i) { return keys[i]; });
}

void KeySets::clear()
{
    m_keys.clear();
    m_begin.resize(1);
    m_byHash.clear();
}

std::size_t KeySets::memoryBytes() const
{
    return m_keys.capacity() * sizeof(StringId) + m_begin.capacity() * sizeof(std::uint32_t) +
           m_byHash.size() * (sizeof(std::pair<std::uint64_t, std::uint16_t>) + 2 * sizeof(void*));
}

} // namespace spanlight::trace
