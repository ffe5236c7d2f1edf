#include "models/trace/text_search.h"

#include "models/trace/span_query.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

namespace spanlight::trace {

namespace {

constexpr std::size_t kLane = 16;
constexpr std::size_t kTextsBetweenStops = 1 << 14;

using Bytes = std::uint8_t __attribute__((vector_size(kLane)));
using Words = std::uint64_t __attribute__((vector_size(kLane)));

unsigned char lower(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 'A' && byte <= 'Z' ? byte + 0x20 : byte;
}

bool isLetter(char c)
{
    return c >= 'a' && c <= 'z';
}

Bytes load(const char* at)
{
    Bytes bytes;
    std::memcpy(&bytes, at, kLane);
    return bytes;
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

std::size_t BitSet::count() const
{
    return std::accumulate(m_words.begin(), m_words.end(), std::size_t{0}, [](std::size_t sum, std::uint64_t word) {
        return sum + static_cast<std::size_t>(std::popcount(word));
    });
}

TextSearch::TextSearch(std::string folded) : m_needle(std::move(folded)), m_ascii(isAscii(m_needle)) {}

bool TextSearch::matchesAt(const char* at) const
{
    return std::equal(m_needle.begin(), m_needle.end(), at,
                      [](char wanted, char c) { return static_cast<unsigned char>(wanted) == lower(c); });
}

// First and last character of sixteen places at once; only where both are right the rest is compared.
const char* TextSearch::find(const char* from, const char* end) const
{
    const std::size_t length = m_needle.size();
    if (length == 0)
        return from;
    const char first = m_needle.front();
    const char last = m_needle.back();
    const std::uint8_t firstCase = isLetter(first) ? 0x20 : 0;
    const std::uint8_t lastCase = isLetter(last) ? 0x20 : 0;
    const char* at = from;
    for (; end - at >= static_cast<std::ptrdiff_t>(kLane + length - 1); at += kLane) {
        const auto hits =
            reinterpret_cast<Bytes>(((load(at) | firstCase) == static_cast<std::uint8_t>(first)) &
                                    ((load(at + length - 1) | lastCase) == static_cast<std::uint8_t>(last)));
        const auto any = reinterpret_cast<Words>(hits);
        if ((any[0] | any[1]) == 0)
            continue;
        for (std::size_t i = 0; i < kLane; ++i)
            if (hits[i] != 0 && matchesAt(at + i))
                return at + i;
    }
    for (; end - at >= static_cast<std::ptrdiff_t>(length); ++at)
        if (lower(*at) == static_cast<unsigned char>(first) && matchesAt(at))
            return at;
    return nullptr;
}

bool TextSearch::isIn(std::string_view text) const
{
    if (!m_ascii)
        return !isAscii(text) && foldCase(text).find(m_needle) != std::string::npos;
    return find(text.data(), text.data() + text.size()) != nullptr;
}

bool TextSearch::begins(std::string_view text) const
{
    if (!m_ascii)
        return !isAscii(text) && foldCase(text).starts_with(m_needle);
    return text.size() >= m_needle.size() && matchesAt(text.data());
}

bool TextSearch::ends(std::string_view text) const
{
    if (!m_ascii)
        return !isAscii(text) && foldCase(text).ends_with(m_needle);
    return text.size() >= m_needle.size() && matchesAt(text.data() + text.size() - m_needle.size());
}

bool TextSearch::consistsOf(std::string_view characters) const
{
    return m_needle.find_first_not_of(characters) == std::string::npos;
}

void TextSearch::markIn(const StringPool& pool, std::size_t begin, std::size_t end, BitSet& found,
                        const std::stop_token& stop) const
{
    const auto view = [&pool](std::size_t i) { return pool.view(StringId{static_cast<std::uint32_t>(i)}); };
    for (std::size_t first = begin; first < end && !stop.stop_requested();) {
        std::string_view text = view(first);
        const char* const from = text.data();
        const char* to = from + text.size();
        std::size_t next = first + 1; // after the last text of those side by side
        const std::size_t most = m_ascii && from != nullptr ? std::min(end, first + kTextsBetweenStops) : next;
        while (next < most && view(next).data() == to)
            to += view(next++).size();
        if (!m_ascii) {
            if (isIn(text))
                found.set(first);
            first = next;
            continue;
        }
        std::size_t holder = first;
        const char* holderEnd = from + text.size();
        for (const char* hit = find(from, to); hit != nullptr && from != nullptr;) {
            while (holderEnd <= hit && holder + 1 < next)
                holderEnd += view(++holder).size();
            if (hit + m_needle.size() <= holderEnd) {
                found.set(holder);
                hit = find(holderEnd, to);
            } else {
                hit = find(hit + 1, to);
            }
        }
        first = next;
    }
}

} // namespace spanlight::trace
