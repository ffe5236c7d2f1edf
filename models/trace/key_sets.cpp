#include "models/trace/key_sets.h"

#include "models/trace/hash.h"

#include <algorithm>

namespace spanlight::trace {

std::uint16_t KeySets::intern(const AttributePool& pool, std::span<const AttributeId> attributes)
{
    if (attributes.size() > kMaxKeys)
        return kNotKept;
    std::uint64_t hash = attributes.size();
    for (const AttributeId id : attributes)
        hash = mix(hash ^ index(pool.key(id)), 0xe7037ed1a0b428dbULL) + 1;
    const auto known = m_byHash.find(hash);
    if (known != m_byHash.end())
        return equal(known->second, pool, attributes) ? known->second : kNotKept;
    const std::size_t next = m_begin.size() - 1;
    if (next >= kNotKept)
        return kNotKept;
    for (const AttributeId id : attributes)
        m_keys.push_back(pool.key(id));
    m_begin.push_back(static_cast<std::uint32_t>(m_keys.size()));
    m_byHash.emplace(hash, static_cast<std::uint16_t>(next));
    return static_cast<std::uint16_t>(next);
}

bool KeySets::equal(std::uint16_t id, const AttributePool& pool, std::span<const AttributeId> attributes) const
{
    const auto known = keys(id);
    return std::equal(known.begin(), known.end(), attributes.begin(), attributes.end(),
                      [&](StringId key, AttributeId attribute) { return key == pool.key(attribute); });
}

std::size_t KeySets::memoryBytes() const
{
    return m_keys.capacity() * sizeof(StringId) + m_begin.capacity() * sizeof(std::uint32_t) +
           m_byHash.size() * (sizeof(std::pair<std::uint64_t, std::uint16_t>) + 2 * sizeof(void*));
}

} // namespace spanlight::trace
