// Sends spans over OTLP/HTTP as fast as the receiver takes them, and says how many a second those were.

#include "models/formats/protobuf/wire_writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using spanlight::formats::WireWriter;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kUsage =
    "Usage: otlp_load [--port N] [--connections N] [--spans N] [--seconds N] [--count N]\n"
    "Sends export requests of --spans spans each to 127.0.0.1, over --connections kept connections, for --seconds, or\n"
    "until --count requests were taken.\n";

struct Options
{
    int port = 4318;
    int connections = 4;
    int spans = 512;
    int seconds = 10;
    long count = 0;
};

struct Totals
{
    std::atomic<long> taken = 0;
    std::atomic<long> refused = 0; ///< told to come again
    std::atomic<long> failed = 0;
    std::atomic<std::uint64_t> batch = 0;
};

constexpr int kSpansOfTrace = 10;
constexpr char kMark = '\xfe'; // eight of them stand before every number that is changed

std::string message(std::uint32_t field, std::string_view body)
{
    WireWriter out;
    out.message(field, body);
    return out.take();
}

std::string text(std::string_view key, std::string_view value)
{
    return message(9, message(1, key) + message(2, message(1, value)));
}

std::string number(std::string_view key, std::uint64_t value)
{
    WireWriter out;
    out.always(3, value);
    return message(9, message(1, key) + message(2, out.take()));
}

/// A request whose ids are new before every sending. Its spans look like those of HTTP servers.
class Request
{
public:
    explicit Request(int spans) : m_spans(spans)
    {
        std::string scope = message(1, message(1, "io.opentelemetry.http") + message(2, "1.33.0"));
        for (int i = 0; i < spans; ++i)
            scope += message(2, span(i));
        const auto attribute = [](std::string_view key, std::string_view value) {
            return message(1, message(1, key) + message(2, message(1, value)));
        };
        const std::string resource = attribute("service.name", "load-" + std::to_string(spans)) +
                                     attribute("service.instance.id", "627cc493-f310-47de-96bd-71410b7dec09") +
                                     attribute("telemetry.sdk.language", "cpp");
        m_body = message(1, message(1, resource) + message(2, scope));
        const std::string mark(8, kMark);
        for (std::size_t at = m_body.find(mark); at != std::string::npos; at = m_body.find(mark, at + 1))
            m_places.push_back(at);
    }

    /// The ids of a batch: by the trace, and by the span or its parent.
    const std::string& renumbered(std::uint64_t batch)
    {
        std::size_t place = 0;
        for (int i = 0; i < m_spans; ++i) {
            const std::uint64_t first = batch * 100'000 + static_cast<std::uint64_t>(i - i % kSpansOfTrace) + 1;
            put(place++, first);
            put(place++, batch * 100'000 + static_cast<std::uint64_t>(i) + 1);
            if (i % kSpansOfTrace != 0)
                put(place++, first);
        }
        return m_body;
    }

private:
    static std::string span(int i)
    {
        const std::string mark(8, kMark);
        WireWriter out;
        out.message(1, std::string(8, '\x5a') + mark);
        out.message(2, mark);
        if (i % kSpansOfTrace != 0)
            out.message(4, mark);
        out.message(5, i % kSpansOfTrace == 0 ? "POST /api/v1/operations"
                                              : "GET /api/v1/workers/" + std::to_string(i % 7));
        out.varint(6, 2);
        const auto now = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
        out.fixed64(7, now + static_cast<std::uint64_t>(i) * 1'000);
        out.fixed64(8, now + static_cast<std::uint64_t>(i) * 1'000 + 2'000'000);
        return out.take() + text("http.request.method", "GET") + text("url.path", "/api/v1/workers") +
               text("server.address", "backend") + number("server.port", 8000) +
               number("http.response.status_code", 200) + text("user_agent.original", "python-httpx/0.28.1") +
               text("worker.id", "worker-" + std::to_string(i % 50)) + text("network.protocol.version", "1.1") +
               number("row", static_cast<std::uint64_t>(i)) + text("thread.name", "asyncio_" + std::to_string(i % 8));
    }

    void put(std::size_t place, std::uint64_t value)
    {
        for (std::size_t byte = 0; byte < 8; ++byte)
            m_body[m_places[place] + 7 - byte] = static_cast<char>(value >> (8 * byte));
    }

    int m_spans;
    std::string m_body;
    std::vector<std::size_t> m_places;
};

int connectTo(int port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return socket;
    ::close(socket);
    return -1;
}

bool sendAll(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

/// Status of the next answer, whose body is passed over; 0: the connection has ended.
int readStatus(int socket)
{
    std::string received;
    std::size_t end = 0;
    char piece[4096];
    const auto more = [&] {
        const ssize_t count = ::recv(socket, piece, sizeof piece, 0);
        if (count > 0)
            received.append(piece, static_cast<std::size_t>(count));
        return count > 0;
    };
    while ((end = received.find("\r\n\r\n")) == std::string::npos)
        if (!more())
            return 0;
    const std::size_t length = received.find("Content-Length: ");
    const std::size_t size =
        length == std::string::npos ? 0 : std::strtoul(received.c_str() + length + 16, nullptr, 10);
    while (received.size() < end + 4 + size)
        if (!more())
            return 0;
    return std::atoi(received.c_str() + 9);
}

void sendUntil(const Options& options, Clock::time_point end, Totals& totals)
{
    Request request(options.spans);
    const int socket = connectTo(options.port);
    while (socket >= 0 && Clock::now() < end && (options.count == 0 || totals.taken < options.count)) {
        const std::string& body = request.renumbered(totals.batch++);
        const std::string head =
            "POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-protobuf\r\n"
            "Content-Length: " +
            std::to_string(body.size()) + "\r\n\r\n";
        int status = 429;
        while (status == 429 || status == 503) {
            status = sendAll(socket, head) && sendAll(socket, body) ? readStatus(socket) : 0;
            if (status == 429 || status == 503) {
                ++totals.refused;
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        }
        totals.taken += status == 200 ? 1 : 0;
        if (status != 200) {
            ++totals.failed;
            break;
        }
    }
    if (socket < 0)
        ++totals.failed;
    else
        ::close(socket);
}

bool parse(int argc, char** argv, Options& options)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const long value = std::strtol(argv[i + 1], nullptr, 10);
        if (name == "--count")
            options.count = value;
        else if (name == "--port")
            options.port = static_cast<int>(value);
        else if (name == "--connections")
            options.connections = static_cast<int>(value);
        else if (name == "--spans")
            options.spans = static_cast<int>(value);
        else if (name == "--seconds")
            options.seconds = static_cast<int>(value);
        else
            return false;
    }
    return argc % 2 == 1 && options.connections > 0 && options.spans > 0 && options.seconds > 0;
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    if (!parse(argc, argv, options))
        return std::fputs(kUsage.data(), stderr), 2;
    Totals totals;
    const auto begin = Clock::now();
    std::vector<std::thread> senders;
    for (int i = 0; i < options.connections; ++i)
        senders.emplace_back([&] { sendUntil(options, begin + std::chrono::seconds(options.seconds), totals); });
    for (std::thread& sender : senders)
        sender.join();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    const long spans = totals.taken * options.spans;
    std::printf("%ld spans taken in %.1f s: %.0f spans/s; %ld requests, %ld told to come again, %ld failed\n", spans,
                seconds, static_cast<double>(spans) / seconds, totals.taken.load(), totals.refused.load(),
                totals.failed.load());
    return totals.failed == 0 ? 0 : 1;
}
