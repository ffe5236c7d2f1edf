#include "models/trace/string_pool.h"

#include "models/trace/hash.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace spanlight::trace {

namespace {

// The low bits choose the slot, the high bits are kept to compare: both halves must be well mixed.
std::uint32_t foldHash(std::string_view text)
{
    return static_cast<std::uint32_t>(hashBytes(text) >> 32);
}

} // namespace

StringPool::StringPool()
{
    m_slots.resize(1024);
    m_places.push_back(0);
    m_blocks.push_back(nullptr); // block 0 has no bytes: only the empty text points there
    m_end = m_limit = kBlockSize;
}

std::size_t StringPool::probe(std::string_view text, std::uint32_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t i = hash & mask;
    while (m_slots[i].id != 0 && !(m_slots[i].hash == hash && view(StringId{m_slots[i].id}) == text))
        i = (i + 1) & mask;
    return i;
}

StringId StringPool::intern(std::string_view text)
{
    return text.empty() ? kEmptyString : intern(text, foldHash(text));
}

StringId StringPool::intern(std::string_view text, std::uint32_t hash)
{
    const std::size_t slot = probe(text, hash);
    if (m_slots[slot].id != 0)
        return StringId{m_slots[slot].id};
    const auto id = static_cast<std::uint32_t>(m_places.size());
    m_places.push_back(store(text));
    m_slots[slot] = {hash, id};
    if (m_places.size() > m_slots.size() / 4 * 3)
        grow();
    return StringId{id};
}

void StringPool::internAll(const StringPool& other, std::vector<StringId>& ids)
{
    constexpr std::size_t kAhead = 16;
    std::array<std::uint32_t, kAhead> hashes{};
    ids.resize(other.size());
    ids[0] = kEmptyString;
    for (std::size_t first = 1; first < ids.size(); first += kAhead) {
        const std::size_t count = std::min(kAhead, ids.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            hashes[i] = foldHash(other.view(StringId{static_cast<std::uint32_t>(first + i)}));
            __builtin_prefetch(&m_slots[hashes[i] & (m_slots.size() - 1)]);
        }
        for (std::size_t i = 0; i < count; ++i)
            ids[first + i] = intern(other.view(StringId{static_cast<std::uint32_t>(first + i)}), hashes[i]);
    }
}

void StringPool::clear()
{
    constexpr std::size_t kMostSlots = std::size_t{1} << 16; // a large table would be emptied again and again
    m_slots.resize(std::min(m_slots.size(), kMostSlots));
    std::fill(m_slots.begin(), m_slots.end(), Slot{});
    m_places.resize(1);
    const bool keepsFirst = !m_memory.empty() && m_firstBytes <= kBlockSize;
    m_memory.resize(keepsFirst ? 1 : 0);
    m_blocks.resize(keepsFirst ? 2 : 1);
    m_bytes = keepsFirst ? m_firstBytes : 0;
    m_end = kBlockSize;
    m_limit = m_end + m_bytes;
}

std::optional<StringId> StringPool::find(std::string_view text) const
{
    if (text.empty())
        return kEmptyString;
    const std::size_t slot = probe(text, foldHash(text));
    if (m_slots[slot].id == 0)
        return std::nullopt;
    return StringId{m_slots[slot].id};
}

std::uint64_t StringPool::store(std::string_view text)
{
    const std::uint64_t length = std::min(text.size(), kMaxLength);
    if (m_end + length > m_limit) { // begin new blocks; a long text gets several that lie side by side
        const std::uint64_t blocks = (length + kBlockSize - 1) / kBlockSize;
        // The first block is a small one: there may be many stores of a few traces each.
        const std::uint64_t bytes =
            m_memory.empty() && length <= kFirstBlockSize ? kFirstBlockSize : blocks * kBlockSize;
        m_memory.push_back(std::make_unique_for_overwrite<char[]>(bytes));
        m_end = m_blocks.size() * kBlockSize;
        for (std::uint64_t i = 0; i < blocks; ++i)
            m_blocks.push_back(m_memory.back().get() + i * kBlockSize);
        m_limit = m_end + bytes;
        m_bytes += bytes;
        if (m_memory.size() == 1)
            m_firstBytes = bytes;
    }
    std::memcpy(m_blocks[m_end >> kBlockBits] + (m_end & kBlockMask), text.data(), length);
    const std::uint64_t place = (m_end << kLengthBits) | length;
    m_end += length;
    return place;
}

void StringPool::grow()
{
    std::vector<Slot> old(m_slots.size() * 2);
    old.swap(m_slots);
    const std::size_t mask = m_slots.size() - 1;
    for (const Slot& slot : old) {
        if (slot.id == 0)
            continue;
        std::size_t i = slot.hash & mask;
        while (m_slots[i].id != 0)
            i = (i + 1) & mask;
        m_slots[i] = slot;
    }
}

std::size_t StringPool::memoryBytes() const
{
    return m_bytes + m_blocks.capacity() * sizeof(char*) + m_places.capacity() * sizeof(std::uint64_t) +
           m_slots.capacity() * sizeof(Slot);
}

void StringPool::shrink()
{
    m_places.shrink_to_fit();
    m_blocks.shrink_to_fit();
}

} // namespace spanlight::trace
