#include "models/formats/json/extent_scanner.h"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace spanlight::formats {

namespace {

// What 64 bytes hold, one bit a byte.
struct Block
{
    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
    std::uint64_t opens = 0;
    std::uint64_t closes = 0;
};

// '[' and '{', ']' and '}' differ in one bit only.
constexpr char kCaseBit = 0x20;

#if defined(__SSE2__)
Block classify(const char* p)
{
    Block block;
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
        const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(kCaseBit));
        const auto bits = [i](__m128i hits) {
            return std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(hits))} << (16 * i);
        };
        block.quotes |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
        block.backslashes |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        block.opens |= bits(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
        block.closes |= bits(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
    }
    return block;
}
#else
Block classify(const char* p)
{
    Block block;
    for (int i = 0; i < 64; ++i) {
        const char c = p[i];
        const char folded = static_cast<char>(c | kCaseBit);
        block.quotes |= std::uint64_t{c == '"'} << i;
        block.backslashes |= std::uint64_t{c == '\\'} << i;
        block.opens |= std::uint64_t{folded == '{'} << i;
        block.closes |= std::uint64_t{folded == '}'} << i;
    }
    return block;
}
#endif

// Bits of the bytes that a backslash escapes. `escaped` carries over to the next block.
std::uint64_t escapedBytes(std::uint64_t backslashes, std::uint64_t& escaped)
{
    constexpr std::uint64_t even = 0x5555555555555555ULL;
    if (backslashes == 0) {
        const std::uint64_t first = escaped;
        escaped = 0;
        return first;
    }
    backslashes &= ~escaped;
    const std::uint64_t follows = backslashes << 1 | escaped;
    const std::uint64_t oddStarts = backslashes & ~even & ~follows;
    const std::uint64_t sum = oddStarts + backslashes;
    escaped = sum < oddStarts ? 1 : 0;
    return (even ^ (sum << 1)) & follows;
}

std::uint64_t prefixXor(std::uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

std::uint64_t countBits(std::uint64_t bits)
{
    bits -= (bits >> 1) & 0x5555555555555555ULL;
    bits = (bits & 0x3333333333333333ULL) + ((bits >> 2) & 0x3333333333333333ULL);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
    return (bits * 0x0101010101010101ULL) >> 56;
}

bool endsScalar(char c)
{
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ':' ||
           c == '"' || c == '[' || c == '{';
}

} // namespace

void ExtentScanner::begin(char first)
{
    *this = {};
    m_kind = first == '{' || first == '[' ? Kind::Container : first == '"' ? Kind::String : Kind::Scalar;
}

const char* ExtentScanner::scan(const char* from, const char* to)
{
    switch (m_kind) {
    case Kind::Container:
        return scanContainer(from, to);
    case Kind::String:
        return scanString(from, to);
    case Kind::Scalar:
        break;
    }
    for (; from != to; ++from)
        if (endsScalar(*from))
            return from;
    return nullptr;
}

const char* ExtentScanner::scanContainer(const char* from, const char* to)
{
    for (; to - from >= 64; from += 64) {
        const Block block = classify(from);
        const std::uint64_t quotes = block.quotes & ~escapedBytes(block.backslashes, m_escaped);
        const std::uint64_t strings = prefixXor(quotes) ^ m_inString;
        m_inString = std::uint64_t{0} - (strings >> 63);
        std::uint64_t opens = block.opens & ~strings;
        std::uint64_t closes = block.closes & ~strings;
        if (const std::uint64_t closing = countBits(closes); m_depth > closing) {
            m_depth += countBits(opens) - closing;
            continue;
        }
        for (std::uint64_t all = opens | closes; all != 0; all &= all - 1) {
            const std::uint64_t bit = all & (0 - all);
            m_depth += (opens & bit) != 0 ? 1 : -1;
            if (m_depth == 0)
                return from + std::countr_zero(bit) + 1;
        }
    }
    return scanBytes(from, to);
}

const char* ExtentScanner::scanBytes(const char* from, const char* to)
{
    for (; from != to; ++from) {
        const char c = *from;
        const bool escaped = m_escaped != 0;
        m_escaped = c == '\\' && !escaped ? 1 : 0;
        if (c == '"') {
            if (!escaped)
                m_inString = ~m_inString;
        } else if (m_inString == 0 && (c == '{' || c == '[')) {
            ++m_depth;
        } else if (m_inString == 0 && (c == '}' || c == ']') && --m_depth == 0) {
            return from + 1;
        }
    }
    return nullptr;
}

const char* ExtentScanner::scanString(const char* from, const char* to)
{
    if (m_inString == 0 && from != to) { // the opening quote
        m_inString = ~std::uint64_t{0};
        ++from;
    }
    for (; from != to; ++from) {
        if (m_escaped != 0) {
            m_escaped = 0;
        } else if (*from == '\\') {
            m_escaped = 1;
        } else if (*from == '"') {
            return from + 1;
        }
    }
    return nullptr;
}

} // namespace spanlight::formats
