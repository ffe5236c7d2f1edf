#include "models/formats/utf8.h"

#include "models/trace/utf8.h"

#include <cstdint>
#include <cstring>

namespace spanlight::formats {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

// Length of the front part that is ASCII; most texts are as a whole.
std::size_t asciiLength(std::string_view text)
{
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        if ((word & 0x8080808080808080ULL) != 0)
            break;
    }
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80)
        ++i;
    return i;
}

} // namespace

bool isUtf8(std::string_view text)
{
    for (std::size_t i = asciiLength(text); i < text.size();) {
        const std::size_t length = trace::utf8Length(text.substr(i, 4));
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

std::string repairedUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + kReplacement.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = trace::utf8Length(text.substr(i, 4));
        out += length == 0 ? kReplacement : text.substr(i, length);
        i += length == 0 ? 1 : length;
    }
    return out;
}

} // namespace spanlight::formats
