#include "tests/models/sources/receiver/raw_sender.h"

#include "models/formats/protobuf/wire_writer.h"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cctype>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace spanlight::sources::test {

namespace {

std::string message(std::uint32_t field, std::string_view body)
{
    formats::WireWriter out;
    out.message(field, body);
    return out.take();
}

std::string requestOf(std::string_view spans)
{
    const std::string service = message(1, "service.name") + message(2, message(1, "sender"));
    return message(1, message(1, message(1, service)) + message(2, spans));
}

std::string spanOf(std::string_view traceId, std::string_view spanId, std::string_view name)
{
    formats::WireWriter out;
    out.message(1, traceId);
    out.message(2, spanId);
    out.message(5, name);
    out.fixed64(7, 1'700'000'000'000'000'000U);
    out.fixed64(8, 1'700'000'001'000'000'000U);
    return message(2, out.take());
}

std::string zlibPacked(std::string_view bytes, int windowBits)
{
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

} // namespace

RawSender::RawSender(std::uint16_t port) : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval longest{60, 0}; // a receiver that never answers fails the test instead of hanging it
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
    if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        close();
}

RawSender::~RawSender()
{
    close();
}

void RawSender::close()
{
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
}

bool RawSender::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool RawSender::more()
{
    std::array<char, 16'384> piece{};
    const ssize_t count = ::recv(m_socket, piece.data(), piece.size(), 0);
    if (count <= 0)
        return false;
    m_received.append(piece.data(), static_cast<std::size_t>(count));
    return true;
}

std::string RawSender::line()
{
    std::size_t end = 0;
    while ((end = m_received.find("\r\n")) == std::string::npos)
        if (!more())
            return {};
    std::string result = m_received.substr(0, end);
    m_received.erase(0, end + 2);
    return result;
}

std::string RawSender::interimLine()
{
    std::string first = line();
    while (!line().empty()) {
    }
    return first;
}

RawAnswer RawSender::answer()
{
    RawAnswer result;
    const std::string first = line();
    if (first.size() < 12)
        return result;
    result.status = std::stoi(first.substr(9, 3));
    for (std::string text = line(); !text.empty(); text = line()) {
        const std::size_t colon = text.find(": ");
        std::string name = text.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        result.headers[name] = text.substr(colon + 2);
    }
    const std::size_t size =
        result.headers.contains("content-length") ? std::stoul(result.headers["content-length"]) : 0;
    while (m_received.size() < size && more()) {
    }
    result.body = m_received.substr(0, size);
    m_received.erase(0, size);
    return result;
}

bool RawSender::isEnded()
{
    return m_received.empty() && !more();
}

std::string post(std::string_view body, std::string_view type, std::string_view headers, std::string_view path)
{
    std::string request = "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost:4318\r\n";
    request += "Content-Type: " + std::string(type) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    return request.append(headers).append("\r\n").append(body);
}

RawAnswer answerTo(std::uint16_t port, std::string_view request)
{
    RawSender sender(port);
    sender.send(request);
    return sender.answer();
}

std::string exportRequest(int spans, std::string_view name, std::uint32_t firstId)
{
    std::string all;
    for (int i = 0; i < spans; ++i) {
        const std::uint32_t number = firstId + static_cast<std::uint32_t>(i);
        std::string traceId(16, '\x01');
        std::string spanId(8, '\x02');
        for (std::size_t byte = 0; byte < 4; ++byte)
            traceId[15 - byte] = spanId[7 - byte] = static_cast<char>(number >> (8 * byte));
        all += spanOf(traceId, spanId, name);
    }
    return requestOf(all);
}

std::string exportRequestWithIds(std::string_view traceId, std::string_view spanId)
{
    return requestOf(spanOf(traceId, spanId, "odd"));
}

std::string gzipped(std::string_view bytes)
{
    return zlibPacked(bytes, 16 + MAX_WBITS);
}

std::string deflated(std::string_view bytes)
{
    return zlibPacked(bytes, MAX_WBITS);
}

std::string zstdPackedWidely(std::string_view bytes)
{
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
    std::string packed(ZSTD_compressBound(bytes.size()) + 64, '\0');
    ZSTD_outBuffer output{packed.data(), packed.size(), 0};
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    ZSTD_compressStream2(context, &output, &input, ZSTD_e_flush); // its size is not known yet
    ZSTD_compressStream2(context, &output, &input, ZSTD_e_end);
    ZSTD_freeCCtx(context);
    packed.resize(output.pos);
    return packed;
}

std::string zstdPacked(std::string_view bytes)
{
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3));
    return packed;
}

} // namespace spanlight::sources::test
