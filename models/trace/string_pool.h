#pragma once

#include "models/trace/ids.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace spanlight::trace {

/// Every distinct text (or byte sequence) once, addressed by StringId.
///
/// Texts live in blocks of 1 MiB (the first is smaller) that never move, so views stay valid as long as the pool. One 64-bit word per text
/// holds its position and length. Texts above kMaxLength bytes must be cut by the caller.
class StringPool
{
public:
    static constexpr std::size_t kMaxLength = (std::size_t{1} << 25) - 1;

    StringPool();
    StringPool(StringPool&&) noexcept = default;
    StringPool& operator=(StringPool&&) noexcept = default;

    /// Id of the text; copies it when it is new. Amortised O(length).
    StringId intern(std::string_view text);

    /// Interns every text of another pool: its text i gets ids[i] here. Faster than one by one, since the look-ups of
    /// several texts overlap.
    void internAll(const StringPool& other, std::vector<StringId>& ids);

    /// Forgets all texts, keeps some of the memory.
    void clear();

    /// Id of a text that is already there, or nothing. O(length).
    [[nodiscard]] std::optional<StringId> find(std::string_view text) const;

    [[nodiscard]] std::string_view view(StringId id) const
    {
        const std::uint64_t place = m_places[index(id)];
        const std::uint64_t position = place >> kLengthBits;
        return {m_blocks[position >> kBlockBits] + (position & kBlockMask), place & kLengthMask};
    }

    [[nodiscard]] std::size_t size() const { return m_places.size(); }

    /// Bytes held by texts, places and the look-up table.
    [[nodiscard]] std::size_t memoryBytes() const;

    /// Gives back spare capacity; call once when no more texts will come.
    void shrink();

private:
    static constexpr int kLengthBits = 25;
    static constexpr std::uint64_t kLengthMask = (std::uint64_t{1} << kLengthBits) - 1;
    static constexpr int kBlockBits = 20;
    static constexpr std::uint64_t kBlockSize = std::uint64_t{1} << kBlockBits;
    static constexpr std::uint64_t kBlockMask = kBlockSize - 1;
    static constexpr std::uint64_t kFirstBlockSize = kBlockSize / 16;

    struct Slot
    {
        std::uint32_t hash = 0;
        std::uint32_t id = 0; // 0: free; the empty text is never in the table
    };

    [[nodiscard]] StringId intern(std::string_view text, std::uint32_t hash);
    [[nodiscard]] std::uint64_t store(std::string_view text);
    [[nodiscard]] std::size_t probe(std::string_view text, std::uint32_t hash) const;
    void grow();

    std::vector<std::unique_ptr<char[]>> m_memory;
    std::vector<char*> m_blocks;
    std::vector<std::uint64_t> m_places;
    std::vector<Slot> m_slots;
    std::uint64_t m_end = 0;
    std::uint64_t m_limit = 0;
    std::size_t m_bytes = 0;
    std::uint64_t m_firstBytes = 0; // of the first piece of memory
};

} // namespace spanlight::trace
