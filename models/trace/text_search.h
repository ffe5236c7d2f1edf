#pragma once

#include "models/trace/string_pool.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::trace {

/// A set of small numbers, one bit each.
class BitSet
{
public:
    BitSet() = default;
    explicit BitSet(std::size_t size) : m_words((size + 63) / 64), m_size(size) {}

    [[nodiscard]] bool test(std::size_t i) const { return (m_words[i / 64] >> (i % 64) & 1U) != 0; }
    void set(std::size_t i) { m_words[i / 64] |= std::uint64_t{1} << (i % 64); }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::vector<std::uint64_t>& words() { return m_words; }
    [[nodiscard]] const std::vector<std::uint64_t>& words() const { return m_words; }

private:
    std::vector<std::uint64_t> m_words;
    std::size_t m_size = 0;
};

/// Finds a text in others, whatever the case of letters. Made once for many texts.
class TextSearch
{
public:
    /// `folded`: by foldCase().
    explicit TextSearch(std::string folded);

    [[nodiscard]] bool isIn(std::string_view text) const;
    [[nodiscard]] bool begins(std::string_view text) const;
    [[nodiscard]] bool ends(std::string_view text) const;
    [[nodiscard]] bool is(std::string_view text) const { return text.size() == m_needle.size() && begins(text); }
    /// Whether it consists of such characters only.
    [[nodiscard]] bool consistsOf(std::string_view characters) const;
    [[nodiscard]] const std::string& needle() const { return m_needle; }

    /// Sets the bits of those texts [begin, end) of the pool in which it is. Texts that lie side by side are searched
    /// as one. `begin` is a multiple of 64, so that several threads can fill one set.
    void markIn(const StringPool& pool, std::size_t begin, std::size_t end, BitSet& found,
                const std::stop_token& stop) const;

private:
    [[nodiscard]] const char* find(const char* from, const char* end) const;
    [[nodiscard]] bool matchesAt(const char* at) const;

    std::string m_needle;
    bool m_ascii = true;
};

} // namespace spanlight::trace
