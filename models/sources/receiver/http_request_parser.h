#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::sources {

/// The first part of an HTTP request.
struct HttpHead
{
    std::string method;
    std::string path; ///< of the target, without the query
    std::string host; ///< header Host, or that of an absolute target
    bool isHttp10 = false;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::optional<std::uint64_t> contentLength;
    bool chunked = false;

    /// Value of the first header of this name in lower case; empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] bool hasBody() const { return chunked || contentLength.value_or(0) > 0; }
    [[nodiscard]] bool keepAlive() const;
    [[nodiscard]] bool expectsContinue() const;
};

/// Why a request cannot be answered with a success.
struct HttpFault
{
    int status = 400;
    std::string what; ///< one sentence for the sender
};

/// Reads one HTTP/1.1 or 1.0 request after another from bytes that come in pieces of any size (RFC 9112). Holds the
/// head, never the body. Strict where two readings of a request would be possible: a body whose length is said in two
/// ways is refused.
class HttpRequestParser
{
public:
    static constexpr std::size_t kMaxHeadBytes = std::size_t{64} << 10;
    static constexpr std::size_t kMaxHeaders = 128;

    enum class State : std::uint8_t { Head, Body, Done, Broken };
    /// Takes a piece of the body; false: feed() returns at once, the rest of the body is not wanted.
    using TakeBody = std::function<bool(std::string_view bytes)>;

    /// Takes bytes and returns how many. Stops behind the head and behind the body, so that the caller can decide what
    /// comes next.
    std::size_t feed(std::string_view bytes, const TakeBody& takeBody);
    /// Begins with the next request of the connection.
    void reset();

    [[nodiscard]] State state() const { return m_state; }
    /// Whether any byte of the head has come.
    [[nodiscard]] bool isEmpty() const { return m_state == State::Head && m_headBytes == 0; }
    [[nodiscard]] const HttpHead& head() const { return m_head; }
    /// Only when Broken.
    [[nodiscard]] const HttpFault& fault() const { return m_fault; }

private:
    enum class Step : std::uint8_t { RequestLine, Header, Length, ChunkSize, ChunkData, ChunkEnd, Trailer };

    [[nodiscard]] std::size_t takeLine(std::string_view bytes);
    [[nodiscard]] std::size_t takeData(std::string_view bytes, const TakeBody& takeBody, bool& wanted);
    void lineDone(std::string_view line);
    void requestLine(std::string_view line);
    void takeTarget(std::string_view target);
    void headerLine(std::string_view line);
    void headDone();
    void takeLength(std::string_view value);
    void chunkSize(std::string_view line);
    void fail(int status, std::string what);

    State m_state = State::Head;
    Step m_step = Step::RequestLine;
    HttpHead m_head;
    HttpFault m_fault;
    std::string m_line;
    std::size_t m_headBytes = 0; // of the head; of the trailers behind the body
    std::uint64_t m_left = 0;    // bytes of the body or chunk
    bool m_hasHost = false;
};

} // namespace spanlight::sources
