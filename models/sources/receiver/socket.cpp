#include "models/sources/receiver/socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace spanlight::sources {

namespace {

int millisecondsUntil(Clock::time_point deadline)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

} // namespace

void Descriptor::close()
{
    if (m_number >= 0)
        ::close(std::exchange(m_number, -1));
}

StopSignal::StopSignal()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    m_read = Descriptor(ends[0]);
    m_write = Descriptor(ends[1]);
}

Waited waitToRead(const Descriptor& descriptor, Clock::time_point deadline, const StopSignal& stop)
{
    for (;;) {
        std::array<pollfd, 2> polled{{{descriptor.number(), POLLIN, 0}, {stop.descriptor(), POLLIN, 0}}};
        const int ready = ::poll(polled.data(), polled.size(), millisecondsUntil(deadline));
        if (ready < 0 && errno == EINTR)
            continue;
        if (polled[1].revents != 0)
            return Waited::Stopped;
        return ready > 0 ? Waited::Ready : Waited::TimedOut;
    }
}

Waited waitToWrite(const Descriptor& descriptor, Clock::time_point deadline)
{
    for (;;) {
        pollfd polled{descriptor.number(), POLLOUT, 0};
        const int ready = ::poll(&polled, 1, millisecondsUntil(deadline));
        if (ready < 0 && errno == EINTR)
            continue;
        return ready > 0 ? Waited::Ready : Waited::TimedOut;
    }
}

bool writeAll(const Descriptor& socket, std::string_view bytes, Clock::time_point deadline)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR)
            return false;
        if (waitToWrite(socket, deadline) != Waited::Ready)
            return false;
    }
    return true;
}

void closeGently(Descriptor& socket, Clock::time_point deadline, const StopSignal& stop)
{
    ::shutdown(socket.number(), SHUT_WR);
    std::array<char, 16'384> forgotten{};
    while (Clock::now() < deadline && waitToRead(socket, deadline, stop) == Waited::Ready) {
        const ssize_t count = ::recv(socket.number(), forgotten.data(), forgotten.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
            break;
    }
    socket.close();
}

} // namespace spanlight::sources
