#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace spanlight::sources::test {

/// An answer as it came.
struct RawAnswer
{
    int status = 0;                             ///< 0: the connection ended without one
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
};

/// A connection that sends exactly these bytes.
class RawSender
{
public:
    explicit RawSender(std::uint16_t port);
    ~RawSender();
    RawSender(const RawSender&) = delete;
    RawSender& operator=(const RawSender&) = delete;

    /// False: the receiver does not take any more.
    bool send(std::string_view bytes);
    /// Waits for an answer.
    [[nodiscard]] RawAnswer answer();
    /// Waits for the first line of an answer and leaves its headers away: "HTTP/1.1 100 Continue".
    [[nodiscard]] std::string interimLine();
    /// Waits until the receiver has ended the connection; false when it sent something instead.
    [[nodiscard]] bool isEnded();
    void close();

private:
    [[nodiscard]] std::string line();
    [[nodiscard]] bool more();

    int m_socket = -1;
    std::string m_received;
};

/// POST /v1/traces with a length and these further headers, each with its line end.
[[nodiscard]] std::string post(std::string_view body, std::string_view type = "application/x-protobuf",
                               std::string_view headers = {}, std::string_view path = "/v1/traces");
/// A request over a connection of its own.
[[nodiscard]] RawAnswer answerTo(std::uint16_t port, std::string_view request);

/// An export request of these spans, each with a trace id of its own.
[[nodiscard]] std::string exportRequest(int spans, std::string_view name = "work", std::uint32_t firstId = 1);
/// One span with these ids.
[[nodiscard]] std::string exportRequestWithIds(std::string_view traceId, std::string_view spanId);

[[nodiscard]] std::string gzipped(std::string_view bytes);
[[nodiscard]] std::string deflated(std::string_view bytes);
[[nodiscard]] std::string zstdPacked(std::string_view bytes);
/// So packed that who unpacks it needs 128 MiB.
[[nodiscard]] std::string zstdPackedWidely(std::string_view bytes);

} // namespace spanlight::sources::test
