#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace spanlight::app {

/// The rows that still wait for their verdict: those that the user sees first, then in their order. Thread-safe.
class RowQueue
{
public:
    explicit RowQueue(std::size_t count) : m_taken(count, false) {}

    /// Takes these first from now on; rows that are done or do not exist are passed over.
    void prefer(std::vector<std::size_t> rows)
    {
        const std::lock_guard lock(m_mutex);
        m_preferred = std::move(rows);
        m_place = 0;
    }

    /// The next row, or nothing when all were taken. Amortised O(1).
    [[nodiscard]] std::optional<std::size_t> next()
    {
        const std::lock_guard lock(m_mutex);
        while (m_place < m_preferred.size())
            if (const std::size_t row = m_preferred[m_place++]; row < m_taken.size() && !m_taken[row])
                return take(row);
        while (m_first < m_taken.size() && m_taken[m_first])
            ++m_first;
        return m_first < m_taken.size() ? take(m_first) : std::nullopt;
    }

private:
    std::optional<std::size_t> take(std::size_t row)
    {
        m_taken[row] = true;
        return row;
    }

    std::mutex m_mutex;
    std::vector<bool> m_taken;
    std::vector<std::size_t> m_preferred;
    std::size_t m_place = 0;
    std::size_t m_first = 0;
};

} // namespace spanlight::app
