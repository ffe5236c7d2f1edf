#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace spanlight::sources {

using Clock = std::chrono::steady_clock;

/// A file descriptor that is closed at the end.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        if (this != &other) {
            close();
            m_number = std::exchange(other.m_number, -1);
        }
        return *this;
    }

    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    void close();

private:
    int m_number = -1;
};

/// Tells any number of threads, once, that they are to end: its descriptor() becomes readable.
class StopSignal
{
public:
    StopSignal();

    void raise() { m_write.close(); }
    [[nodiscard]] int descriptor() const { return m_read.number(); }

private:
    Descriptor m_read;
    Descriptor m_write;
};

enum class Waited : std::uint8_t { Ready, TimedOut, Stopped };
/// Waits until the descriptor can be read (or written), the deadline has passed or the signal was raised.
[[nodiscard]] Waited waitToRead(const Descriptor& descriptor, Clock::time_point deadline, const StopSignal& stop);
[[nodiscard]] Waited waitToWrite(const Descriptor& descriptor, Clock::time_point deadline);

/// Writes everything, or gives false at the deadline or when the other side is gone.
bool writeAll(const Descriptor& socket, std::string_view bytes, Clock::time_point deadline);

/// Ends a connection whose other side may still be sending: closing at once would make the system throw away the answer
/// that is on its way. Reads and forgets what comes, at most until the deadline.
void closeGently(Descriptor& socket, Clock::time_point deadline, const StopSignal& stop);

} // namespace spanlight::sources
