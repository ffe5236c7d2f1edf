#include "models/formats/head_sniffer.h"

#include "models/formats/otlp/otlp_protobuf_reader.h"

#include <algorithm>
#include <cctype>

namespace spanlight::formats {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool startsWithIgnoringCase(std::string_view text, std::string_view lower)
{
    return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
               return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
           });
}

bool isText(std::string_view head)
{
    return std::none_of(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
    });
}

} // namespace

std::size_t leadingSpace(std::string_view head)
{
    const std::size_t mark = head.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    return std::min(head.find_first_not_of(" \t\r\n", mark), head.size());
}

HeadKind sniffHead(std::string_view head)
{
    if (head.starts_with("\x1f\x8b"))
        return HeadKind::Gzip;
    if (head.starts_with("\x28\xb5\x2f\xfd"))
        return HeadKind::Zstd;
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) // the second: without files
        return HeadKind::Zip;
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff"))
        return HeadKind::Utf16;
    if (detectOtlpProtobuf(head))
        return HeadKind::OtlpProtobuf;
    const std::string_view text = head.substr(leadingSpace(head));
    if (text.empty())
        return HeadKind::Blank;
    if (text[0] == '{' || text[0] == '[' || text[0] == '"')
        return HeadKind::Json;
    if (startsWithIgnoringCase(text, "<!doctype") || startsWithIgnoringCase(text, "<html") ||
        startsWithIgnoringCase(text, "<?xml"))
        return HeadKind::Html;
    for (const std::string_view word : {"null", "true", "false"})
        if (text.starts_with(word))
            return HeadKind::Json;
    if (isText(head) && (head.find("\n{\"") != std::string_view::npos || text[0] == '-' || std::isdigit(text[0]) != 0))
        return HeadKind::Json;
    return HeadKind::Other;
}

} // namespace spanlight::formats
