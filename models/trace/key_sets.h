#pragma once

#include "models/trace/attributes.h"
#include "models/trace/ids.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace spanlight::trace {

/// Which keys a span carries, in order. Spans of one instrumentation carry the same ones, so there are few lists, and
/// asking a list whether it has a key touches no value: what a span does not have costs nothing to find out.
class KeySets
{
public:
    /// A list that was not kept: look at the attributes themselves.
    static constexpr std::uint16_t kNotKept = 0xffff;
    /// Spans with more attributes are not worth a list.
    static constexpr std::size_t kMaxKeys = 64;

    /// Id of the attributes' keys; stores the list when it is new, as long as there is room. O(attributes).
    std::uint16_t intern(const AttributePool& pool, std::span<const AttributeId> attributes);

    /// The keys in the order of the attributes. `id` must not be kNotKept.
    [[nodiscard]] std::span<const StringId> keys(std::uint16_t id) const
    {
        return std::span<const StringId>(m_keys).subspan(m_begin[id], m_begin[id + 1U] - m_begin[id]);
    }
    /// Id of a list of keys; stores it as above.
    std::uint16_t intern(std::span<const StringId> keys);
    [[nodiscard]] std::size_t size() const { return m_begin.size() - 1; }
    void clear();
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    template <typename KeyAt>
    std::uint16_t internKeys(std::size_t count, const KeyAt& keyAt);

    std::vector<StringId> m_keys;
    std::vector<std::uint32_t> m_begin{0};
    std::unordered_map<std::uint64_t, std::uint16_t> m_byHash; // lists whose hashes collide are not kept
};

} // namespace spanlight::trace
