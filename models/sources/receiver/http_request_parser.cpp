#include "models/sources/receiver/http_request_parser.h"

#include <algorithm>
#include <limits>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMaxChunkLine = 1024;
constexpr char kTlsHandshake = 0x16;

bool isTokenCharacter(char c)
{
    const bool isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return isAlphanumeric || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isControl(char c)
{
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    return result;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Whether a list such as "keep-alive, Upgrade" has this word.
bool listHas(std::string_view list, std::string_view word)
{
    const std::string text = lower(list);
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        if (trimmed(std::string_view(text).substr(at, comma - at)) == word)
            return true;
        at = comma + 1;
    }
    return false;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::string_view HttpHead::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (key == name)
            return value;
    return {};
}

bool HttpHead::keepAlive() const
{
    const std::string_view connection = header("connection");
    return isHttp10 ? listHas(connection, "keep-alive") : !listHas(connection, "close");
}

bool HttpHead::expectsContinue() const
{
    return !isHttp10 && lower(header("expect")) == "100-continue";
}

void HttpRequestParser::reset()
{
    *this = HttpRequestParser();
}

void HttpRequestParser::fail(int status, std::string what)
{
    m_state = State::Broken;
    m_fault = {status, std::move(what)};
}

std::size_t HttpRequestParser::feed(std::string_view bytes, const TakeBody& takeBody)
{
    std::size_t at = 0;
    while (at < bytes.size() && (m_state == State::Head || m_state == State::Body)) {
        const bool isHead = m_state == State::Head;
        if (m_step == Step::Length || m_step == Step::ChunkData) {
            bool wanted = true;
            at += takeData(bytes.substr(at), takeBody, wanted);
            if (!wanted)
                return at;
        } else {
            at += takeLine(bytes.substr(at));
        }
        if (isHead && m_state != State::Head)
            return at;
    }
    return at;
}

// Up to and with the next line feed; the line is handled when it is whole.
std::size_t HttpRequestParser::takeLine(std::string_view bytes)
{
    const std::size_t end = bytes.find('\n');
    const std::size_t size = end == bytes.npos ? bytes.size() : end + 1;
    const bool isChunkLine = m_step == Step::ChunkSize || m_step == Step::ChunkEnd;
    if (m_headBytes == 0 && m_step == Step::RequestLine && bytes.front() == kTlsHandshake) {
        fail(400, "The sender speaks TLS here. Use http:// instead of https:// in its endpoint.");
        return size;
    }
    m_headBytes += isChunkLine ? 0 : size;
    if (m_headBytes > kMaxHeadBytes || (isChunkLine && m_line.size() + size > kMaxChunkLine)) {
        fail(isChunkLine ? 400 : 431,
             isChunkLine ? "The line with the size of a chunk is too long." : "The headers are longer than 64 KiB.");
        return size;
    }
    m_line.append(bytes.substr(0, size));
    if (end == bytes.npos)
        return size;
    m_line.pop_back();
    if (m_line.ends_with('\r'))
        m_line.pop_back();
    const std::string line = std::exchange(m_line, {});
    if (std::any_of(line.begin(), line.end(), isControl))
        fail(400, "A line of the request holds a control character.");
    else
        lineDone(line);
    return size;
}

std::size_t HttpRequestParser::takeData(std::string_view bytes, const TakeBody& takeBody, bool& wanted)
{
    const std::string_view piece =
        bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size())));
    m_left -= piece.size();
    wanted = takeBody(piece);
    if (m_left == 0 && m_step == Step::Length)
        m_state = State::Done;
    else if (m_left == 0)
        m_step = Step::ChunkEnd;
    return piece.size();
}

void HttpRequestParser::lineDone(std::string_view line)
{
    switch (m_step) {
    case Step::RequestLine:
        if (!line.empty()) // an empty line before a request is to be passed over
            requestLine(line);
        return;
    case Step::Header:
        return line.empty() ? headDone() : headerLine(line);
    case Step::ChunkSize:
        return chunkSize(line);
    case Step::ChunkEnd:
        if (!line.empty())
            return fail(400, "A chunk of the body is longer than it says.");
        m_step = Step::ChunkSize;
        return;
    case Step::Trailer:
        if (line.empty())
            m_state = State::Done;
        return;
    case Step::Length:
    case Step::ChunkData:
        return;
    }
}

void HttpRequestParser::requestLine(std::string_view line)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    const std::string_view version = last == line.npos ? std::string_view() : line.substr(last + 1);
    if (first == line.npos || first == last || !isToken(line.substr(0, first)) || !version.starts_with("HTTP/"))
        return fail(400, "This is no HTTP request.");
    if (version == "HTTP/2.0")
        return fail(505, "HTTP/2 is not spoken here. Send gRPC to the gRPC port (4317), or OTLP/HTTP as HTTP/1.1.");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return fail(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    m_head.method = line.substr(0, first);
    m_head.isHttp10 = version == "HTTP/1.0";
    takeTarget(line.substr(first + 1, last - first - 1));
    if (m_state == State::Head)
        m_step = Step::Header;
}

void HttpRequestParser::takeTarget(std::string_view target)
{
    constexpr std::string_view kScheme = "http://";
    if (target.starts_with(kScheme)) { // as to a proxy
        target.remove_prefix(kScheme.size());
        const std::size_t slash = std::min(target.find('/'), target.size());
        m_head.host = target.substr(0, slash);
        target.remove_prefix(slash);
        if (target.empty())
            target = "/";
    }
    if (target.empty() || (target.front() != '/' && target != "*") || target.find(' ') != target.npos)
        return fail(400, "The request names no path.");
    m_head.path = target.substr(0, target.find_first_of("?#"));
}

void HttpRequestParser::headerLine(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == line.npos || !isToken(line.substr(0, colon)))
        return fail(400, "A header of the request is not well formed.");
    if (m_head.headers.size() == kMaxHeaders)
        return fail(431, "The request has more than 128 headers.");
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "host") {
        if (std::exchange(m_hasHost, true))
            return fail(400, "The request names two hosts.");
        if (m_head.host.empty())
            m_head.host = value;
    } else if (name == "content-length") {
        takeLength(value);
    } else if (name == "transfer-encoding") {
        if (lower(value) != "chunked" || m_head.chunked)
            return fail(501, "The only transfer encoding that is understood here is chunked.");
        m_head.chunked = true;
    }
    m_head.headers.emplace_back(name, value);
}

void HttpRequestParser::takeLength(std::string_view value)
{
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max() / 16;
    std::uint64_t length = 0;
    for (const char c : value) {
        if (c < '0' || c > '9' || length > kMost)
            return fail(400, "The header Content-Length is no number of bytes.");
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (value.empty() || (m_head.contentLength && *m_head.contentLength != length))
        return fail(400, "The header Content-Length is empty, or there are several that differ.");
    m_head.contentLength = length;
}

void HttpRequestParser::headDone()
{
    if (!m_head.isHttp10 && !m_hasHost)
        return fail(400, "The request names no host.");
    if (m_head.chunked && (m_head.contentLength || m_head.isHttp10))
        return fail(400, "The length of the body is said in two ways.");
    m_headBytes = 0;
    if (m_head.chunked) {
        m_state = State::Body;
        m_step = Step::ChunkSize;
    } else if (m_head.hasBody()) {
        m_state = State::Body;
        m_step = Step::Length;
        m_left = *m_head.contentLength;
    } else {
        m_state = State::Done;
    }
}

void HttpRequestParser::chunkSize(std::string_view line)
{
    constexpr std::size_t kMostDigits = 15;
    const std::string_view digits = trimmed(line.substr(0, line.find(';'))); // extensions follow a semicolon
    m_left = 0;
    for (const char c : digits) {
        if (hexDigit(c) < 0)
            return fail(400, "The size of a chunk is no hexadecimal number.");
        m_left = m_left * 16 + static_cast<std::uint64_t>(hexDigit(c));
    }
    if (digits.empty() || digits.size() > kMostDigits)
        return fail(400, "The size of a chunk is no hexadecimal number.");
    m_step = m_left == 0 ? Step::Trailer : Step::ChunkData;
}

} // namespace spanlight::sources
