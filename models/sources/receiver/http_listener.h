#pragma once

#include "models/sources/receiver/http_connection.h"

#include <tl/expected.hpp>

#include <atomic>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace spanlight::sources {

/// Accepts connections and serves each in a thread of its own.
///
/// Qt's HTTP server is not used: version 6.4 reserves as much memory as a request says it will send, keeps every chunk
/// of a body that says nothing, and asks nobody before the whole of it is there; a request of 10 GB ends the program.
/// Threads instead of an event loop: senders on one machine are few, a request needs most of its time for unpacking
/// and checking, which would hold up all others in a loop, and waiting for the sink is a wait and no state machine.
class HttpListener
{
public:
    /// Listens at every address of the host. The service lives longer than the listener.
    [[nodiscard]] static tl::expected<std::unique_ptr<HttpListener>, ReceiverError>
    start(const ReceiverOptions& options, const HttpService& service);
    /// The service's stop signal must have been raised. Waits until what has arrived is answered.
    ~HttpListener();
    HttpListener(const HttpListener&) = delete;
    HttpListener& operator=(const HttpListener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::size_t connections() const { return m_active.load(std::memory_order_relaxed); }

private:
    struct Served
    {
        std::thread thread;
        std::atomic<bool> done = false;
    };

    explicit HttpListener(const HttpService& service) : m_service(service) {}

    [[nodiscard]] tl::expected<void, ReceiverError> listen(const std::string& host, std::uint16_t port);
    void acceptAll();
    void acceptOne(const Descriptor& listening);
    void serve(Descriptor socket);
    void joinEnded();

    const HttpService& m_service;
    std::vector<Descriptor> m_listening;
    std::uint16_t m_port = 0;
    std::list<Served> m_served; // only of the accepting thread
    std::atomic<std::size_t> m_active = 0;
    std::thread m_accepting;
};

} // namespace spanlight::sources
