#include "models/sources/receiver/sender_answer.h"

#include "models/formats/protobuf/wire_writer.h"

#include <nlohmann/json.hpp>

namespace spanlight::sources {

namespace {

/// Seconds after which a sender may come again: when much is waiting, and when nothing can be kept.
constexpr const char* kSoon = "1";
constexpr const char* kLater = "30";

std::string_view reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

/// google.rpc.Code
int codeOf(int status)
{
    switch (status) {
    case 403:
        return 7; // PERMISSION_DENIED
    case 404:
        return 12; // UNIMPLEMENTED
    case 408:
        return 4; // DEADLINE_EXCEEDED
    case 413:
        return 8; // RESOURCE_EXHAUSTED
    case 429:
    case 503:
        return 14; // UNAVAILABLE
    default:
        return 3; // INVALID_ARGUMENT
    }
}

std::string dumped(const nlohmann::json& json)
{
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

SenderAnswer encoded(int status, std::string body, OtlpEncoding encoding)
{
    SenderAnswer answer;
    answer.status = status;
    answer.type = encoding == OtlpEncoding::Json ? "application/json" : "application/x-protobuf";
    answer.body = std::move(body);
    return answer;
}

bool hasNews(const IntakeResult& result)
{
    return result.rejected > 0 || !result.message.empty();
}

} // namespace

std::string SenderAnswer::bytes(bool close) const
{
    std::string text = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reasonOf(status)) + "\r\n";
    if (!type.empty())
        text += "Content-Type: " + type + "\r\n";
    if (status != 204)
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : headers)
        text += name + ": " + value + "\r\n";
    if (close)
        text += "Connection: close\r\n";
    return text + "\r\n" + body;
}

SenderAnswer textAnswer(int status, std::string text)
{
    SenderAnswer answer;
    answer.status = status;
    answer.type = "text/plain; charset=utf-8";
    answer.body = std::move(text);
    return answer;
}

SenderAnswer statusAnswer(int status, const std::string& message, OtlpEncoding encoding)
{
    if (encoding == OtlpEncoding::Json)
        return encoded(status, dumped({{"code", codeOf(status)}, {"message", message}}), encoding);
    formats::WireWriter out;
    out.varint(1, static_cast<std::uint64_t>(codeOf(status)));
    out.bytes(2, message);
    return encoded(status, out.take(), encoding);
}

std::string exportResponse(const IntakeResult& result)
{
    if (!hasNews(result))
        return {};
    formats::WireWriter partial;
    partial.varint(1, result.rejected);
    partial.bytes(2, result.message);
    formats::WireWriter out;
    out.message(1, partial.take());
    return out.take();
}

SenderAnswer exportAnswer(const IntakeResult& result, OtlpEncoding encoding)
{
    using Verdict = IntakeResult::Verdict;
    if (result.verdict == Verdict::Malformed)
        return statusAnswer(400, result.message, encoding);
    if (result.verdict != Verdict::Kept) {
        // Both are sent again by every sender; a full disk is not emptied within a second.
        const bool isBusy = result.verdict == Verdict::Busy;
        SenderAnswer answer = statusAnswer(isBusy ? 429 : 503, result.message, encoding);
        answer.headers.emplace_back("Retry-After", isBusy ? kSoon : kLater);
        return answer;
    }
    if (encoding == OtlpEncoding::Protobuf)
        return encoded(200, exportResponse(result), encoding);
    nlohmann::json json = nlohmann::json::object();
    if (hasNews(result)) // 64-bit integers are strings in the JSON of protobuf
        json["partialSuccess"] = {{"rejectedSpans", std::to_string(result.rejected)}, {"errorMessage", result.message}};
    return encoded(200, dumped(json), encoding);
}

} // namespace spanlight::sources
