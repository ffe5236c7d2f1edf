#include "models/trace/utf8.h"

namespace spanlight::trace {

std::size_t utf8Length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0) == 0x80; };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return tail(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool shortest = first != 0xe0 || (text.size() > 1 && byte(1) >= 0xa0);
        const bool noSurrogate = first != 0xed || (text.size() > 1 && byte(1) <= 0x9f);
        return tail(1) && tail(2) && shortest && noSurrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool shortest = first != 0xf0 || (text.size() > 1 && byte(1) >= 0x90);
        const bool inRange = first != 0xf4 || (text.size() > 1 && byte(1) <= 0x8f);
        return tail(1) && tail(2) && tail(3) && shortest && inRange ? 4 : 0;
    }
    return 0;
}

} // namespace spanlight::trace
