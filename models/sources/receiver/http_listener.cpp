#include "models/sources/receiver/http_listener.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <system_error>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace spanlight::sources {

namespace {

constexpr int kBacklog = 128;
/// How often ended threads are looked for while nothing else happens.
constexpr int kLookEveryMs = 500;

std::string shownAddress(const std::string& host, std::uint16_t port)
{
    const bool isIp6 = host.find(':') != host.npos;
    return (isIp6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

ReceiverError cannotListen(const std::string& host, std::uint16_t port, int error)
{
    ReceiverError result;
    result.where = shownAddress(host, port);
    result.inUse = error == EADDRINUSE;
    if (result.inUse) {
        result.what =
            "Port " + std::to_string(port) + " is in use by another program, perhaps a collector or Spanlight";
        result.advice = "End that program, or choose another port here and in OTEL_EXPORTER_OTLP_ENDPOINT";
    } else if (error == EACCES) {
        result.what = "Port " + std::to_string(port) + " needs rights that this program does not have";
        result.advice = "Choose a port above 1023";
    } else {
        result.what = std::string("Spans cannot be received here: ") + std::strerror(error);
        result.advice = "Use 127.0.0.1 or another address of this machine";
    }
    return result;
}

struct Resolved
{
    addrinfo* list = nullptr;
    ~Resolved() { freeaddrinfo(list); }
};

std::uint16_t portOf(const Descriptor& socket)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return 0;
    return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                               : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

void setPort(sockaddr& address, std::uint16_t port)
{
    if (address.sa_family == AF_INET6)
        reinterpret_cast<sockaddr_in6&>(address).sin6_port = htons(port);
    else
        reinterpret_cast<sockaddr_in&>(address).sin_port = htons(port);
}

/// A listening socket, or the number of the error.
tl::expected<Descriptor, int> listenAt(const addrinfo& address)
{
    Descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    if (!socket.isOpen())
        return tl::make_unexpected(errno);
    // Ports of connections that ended a moment ago are free; a port at which somebody listens is not.
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (address.ai_family == AF_INET6)
        ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    if (::bind(socket.number(), address.ai_addr, address.ai_addrlen) != 0 || ::listen(socket.number(), kBacklog) != 0)
        return tl::make_unexpected(errno);
    return socket;
}

} // namespace

tl::expected<std::unique_ptr<HttpListener>, ReceiverError> HttpListener::start(const ReceiverOptions& options,
                                                                               const HttpService& service)
{
    std::unique_ptr<HttpListener> listener(new HttpListener(service));
    if (auto listening = listener->listen(options.host, options.httpPort); !listening)
        return tl::make_unexpected(std::move(listening.error()));
    listener->m_accepting = std::thread([raw = listener.get()] { raw->acceptAll(); });
    return listener;
}

HttpListener::~HttpListener()
{
    if (m_accepting.joinable())
        m_accepting.join();
}

tl::expected<void, ReceiverError> HttpListener::listen(const std::string& host, std::uint16_t port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    Resolved resolved;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &resolved.list); error != 0)
        return tl::make_unexpected(ReceiverError{std::string("This host is not known: ") + gai_strerror(error), host,
                                                 "Use 127.0.0.1 or another address of this machine"});
    m_port = port;
    int lastError = EADDRNOTAVAIL;
    for (const addrinfo* address = resolved.list; address != nullptr; address = address->ai_next) {
        setPort(*address->ai_addr, m_port);
        auto socket = listenAt(*address);
        if (socket) {
            m_port = portOf(*socket);
            m_listening.push_back(std::move(*socket));
            continue;
        }
        lastError = socket.error();
        if (lastError == EADDRINUSE)
            return tl::make_unexpected(cannotListen(host, port, lastError));
    }
    // A machine may know an IPv6 address of localhost and yet have no IPv6.
    if (m_listening.empty())
        return tl::make_unexpected(cannotListen(host, port, lastError));
    return {};
}

void HttpListener::acceptAll()
{
    const int stop = m_service.stop.descriptor();
    for (;;) {
        std::vector<pollfd> polled{{stop, POLLIN, 0}};
        // Above the limit nobody is accepted: the system lets some wait and refuses the rest.
        if (m_active < m_service.limits.maxConnections)
            for (const Descriptor& each : m_listening)
                polled.push_back({each.number(), POLLIN, 0});
        const bool isFull = polled.size() == 1;
        const int ready = ::poll(polled.data(), polled.size(), isFull ? kLookEveryMs / 10 : kLookEveryMs);
        joinEnded();
        if (polled[0].revents != 0)
            break;
        if (ready <= 0)
            continue;
        for (std::size_t i = 1; i < polled.size(); ++i)
            if (polled[i].revents != 0)
                acceptOne(m_listening[i - 1]);
    }
    m_listening.clear();
    for (Served& each : m_served)
        each.thread.join();
}

void HttpListener::acceptOne(const Descriptor& listening)
{
    Descriptor socket(::accept4(listening.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.isOpen()) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            ::poll(nullptr, 0, kLookEveryMs / 10); // until a connection ends; the sender waits
        return;
    }
    const int yes = 1;
    ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    serve(std::move(socket));
}

void HttpListener::serve(Descriptor socket)
{
    Served& served = m_served.emplace_back();
    ++m_active;
    try {
        served.thread = std::thread([this, &served, owned = std::move(socket)]() mutable {
            try {
                HttpConnection(std::move(owned), m_service).run();
            } catch (const std::exception&) { // no memory: this sender comes again, the others stay
            }
            --m_active;
            served.done.store(true, std::memory_order_release);
        });
    } catch (const std::system_error&) { // no further thread: the connection ends, its sender comes again
        --m_active;
        m_served.pop_back();
    }
}

void HttpListener::joinEnded()
{
    for (auto each = m_served.begin(); each != m_served.end();) {
        if (!each->done.load(std::memory_order_acquire)) {
            ++each;
            continue;
        }
        each->thread.join();
        each = m_served.erase(each);
    }
}

} // namespace spanlight::sources
