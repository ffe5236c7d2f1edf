#include "models/formats/head_sniffer.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>

namespace spanlight::formats {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// A length-delimited protobuf field in front of `bytes`: takes it off and returns its field number.
std::optional<unsigned> enterField(std::string_view& bytes)
{
    if (bytes.empty() || (static_cast<unsigned char>(bytes[0]) & 7) != 2)
        return std::nullopt;
    const unsigned field = static_cast<unsigned char>(bytes[0]) >> 3;
    bytes.remove_prefix(1);
    for (int i = 0; i < 5 && !bytes.empty(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[0]);
        bytes.remove_prefix(1);
        if (byte < 0x80)
            return field;
    }
    return std::nullopt;
}

// TracesData { ResourceSpans resource_spans = 1 { Resource resource = 1 { KeyValue attributes = 1 { string key = 1 …
bool isOtlpProtobuf(std::string_view head)
{
    if (head.size() > 4 && head[0] == 0) // a length in front of every message, as the collector's file exporter has it
        head.remove_prefix(4);
    if (enterField(head) != 1U)
        return false;
    const auto inner = enterField(head);
    if (inner == 1U) { // resource
        const auto attributes = enterField(head);
        return attributes == 1U ? enterField(head) == 1U : attributes == 2U;
    }
    if (inner != 2U) // scope_spans
        return false;
    const unsigned first = enterField(head).value_or(0); // scope or spans
    return first >= 1 && first <= 2;
}

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
    if (head.starts_with("PK\x03\x04"))
        return HeadKind::Zip;
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff"))
        return HeadKind::Utf16;
    if (isOtlpProtobuf(head))
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
