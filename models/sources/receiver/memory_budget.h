#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace spanlight::sources {

/// A number of bytes that all requests share. Thread-safe; never waits.
class MemoryBudget
{
public:
    explicit MemoryBudget(std::size_t bytes) : m_all(bytes) {}

    [[nodiscard]] bool take(std::size_t bytes)
    {
        std::size_t used = m_used.load(std::memory_order_relaxed);
        do {
            if (bytes > m_all - used)
                return false;
        } while (!m_used.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
        return true;
    }
    void giveBack(std::size_t bytes) { m_used.fetch_sub(bytes, std::memory_order_relaxed); }
    [[nodiscard]] std::size_t used() const { return m_used.load(std::memory_order_relaxed); }

private:
    const std::size_t m_all;
    std::atomic<std::size_t> m_used = 0;
};

/// A part of the budget, given back at the end, or by release() when the budget may not live that long.
class MemoryShare
{
public:
    explicit MemoryShare(MemoryBudget& budget) : m_budget(&budget) {}
    ~MemoryShare() { release(); }
    MemoryShare(MemoryShare&& other) noexcept : m_budget(other.m_budget), m_bytes(std::exchange(other.m_bytes, 0)) {}
    MemoryShare& operator=(MemoryShare&&) = delete;

    /// Takes so much that it holds `bytes` in all. False, and nothing changes, when that is not there.
    [[nodiscard]] bool growTo(std::size_t bytes)
    {
        if (bytes > m_bytes && !m_budget->take(bytes - m_bytes))
            return false;
        m_bytes = bytes > m_bytes ? bytes : m_bytes;
        return true;
    }
    void release()
    {
        if (m_bytes > 0)
            m_budget->giveBack(std::exchange(m_bytes, 0));
    }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    MemoryBudget* m_budget;
    std::size_t m_bytes = 0;
};

} // namespace spanlight::sources
