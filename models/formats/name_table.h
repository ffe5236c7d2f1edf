#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace spanlight::formats {

/// The keys of a format and what they mean, made at compile time. By length, so that a key is compared with names of
/// its own length only.
template <typename Member, std::size_t Count>
class NameTable
{
public:
    using Name = std::pair<std::string_view, Member>;

    explicit constexpr NameTable(std::array<Name, Count> names) : m_names(names)
    {
        std::sort(m_names.begin(), m_names.end(),
                  [](const Name& a, const Name& b) { return a.first.size() < b.first.size(); });
        std::size_t at = 0;
        for (std::size_t length = 0; length < m_first.size(); ++length) {
            while (at < Count && m_names[at].first.size() < length)
                ++at;
            m_first[length] = static_cast<std::uint8_t>(at);
        }
    }

    /// Member::Unknown for every other key.
    [[nodiscard]] constexpr Member find(std::string_view key) const
    {
        if (key.size() + 1 >= m_first.size())
            return Member::Unknown;
        for (std::size_t i = m_first[key.size()]; i < m_first[key.size() + 1]; ++i)
            if (m_names[i].first == key)
                return m_names[i].second;
        return Member::Unknown;
    }

private:
    static constexpr std::size_t kLongest = 31;
    static_assert(Count < 256);

    std::array<Name, Count> m_names;
    std::array<std::uint8_t, kLongest + 2> m_first{}; // index of the first name of each length
};

} // namespace spanlight::formats
