// Bytes that a sender writes to the receiver: requests are the same however they are cut into pieces, and what is no
// request is refused in bounded memory.

#include "models/sources/receiver/http_request_parser.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using spanlight::sources::HttpRequestParser;
using State = HttpRequestParser::State;

/// Everything that was understood, as text.
std::string understood(std::string_view bytes, std::size_t piece)
{
    std::string result;
    HttpRequestParser parser;
    while (!bytes.empty()) {
        std::size_t at = 0;
        while (at < bytes.size() && (parser.state() == State::Head || parser.state() == State::Body))
            at += parser.feed(bytes.substr(at, piece), [&result](std::string_view part) {
                result += part;
                return true;
            });
        bytes.remove_prefix(at);
        if (parser.state() == State::Broken)
            return result + "\nbroken " + std::to_string(parser.fault().status);
        if (parser.state() != State::Done)
            return result + "\nmore to come";
        result += "\n" + parser.head().method + " " + parser.head().path + " " + parser.head().host;
        for (const auto& [name, value] : parser.head().headers)
            result += "\n" + name + ": " + value;
        parser.reset();
    }
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (understood(bytes, bytes.size() + 1) != understood(bytes, 1 + data[0]))
        std::abort();
    return 0;
}
