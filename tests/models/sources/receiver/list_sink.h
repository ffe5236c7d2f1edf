#pragma once

#include "models/sources/span_sink.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace spanlight::sources::test {

/// Keeps batches in a list and answers from a thread of its own, as the archive does.
class ListSink final : public SpanSink
{
public:
    ListSink()
    {
        m_thread = std::thread([this] { run(); });
    }
    ~ListSink() override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
            m_held = false;
        }
        m_changed.notify_all();
        m_thread.join();
    }

    bool offer(ReceivedBatch batch, std::function<void(const Keeping&)> done) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() >= m_most)
            return false;
        m_waiting.emplace_back(std::move(batch), std::move(done));
        m_changed.notify_all();
        return true;
    }

    /// From now on nothing is kept before release().
    void hold()
    {
        const std::lock_guard lock(m_mutex);
        m_held = true;
    }
    void release()
    {
        const std::lock_guard lock(m_mutex);
        m_held = false;
        m_changed.notify_all();
    }
    /// Batches that may wait.
    void setMost(std::size_t most)
    {
        const std::lock_guard lock(m_mutex);
        m_most = most;
    }
    /// From now on nothing can be kept, for this reason.
    void failWith(const QString& reason)
    {
        const std::lock_guard lock(m_mutex);
        m_reason = reason;
    }
    /// Waits until so many batches wait to be kept.
    void waitForWaiting(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_waiting.size() >= count; });
    }

    [[nodiscard]] std::vector<ReceivedBatch> batches() const
    {
        const std::lock_guard lock(m_mutex);
        return m_kept;
    }
    [[nodiscard]] std::size_t spans() const
    {
        std::size_t count = 0;
        for (const ReceivedBatch& batch : batches())
            count += batch.spans;
        return count;
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_ending || (!m_held && !m_waiting.empty()); });
            if (m_waiting.empty())
                return;
            auto [batch, done] = std::move(m_waiting.front());
            m_waiting.pop_front();
            Keeping keeping;
            if (!m_reason.isEmpty())
                keeping = {Keeping::State::Failed, m_reason};
            else
                m_kept.push_back(std::move(batch));
            lock.unlock();
            done(keeping);
            lock.lock();
        }
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::pair<ReceivedBatch, std::function<void(const Keeping&)>>> m_waiting;
    std::vector<ReceivedBatch> m_kept;
    std::size_t m_most = 100;
    QString m_reason;
    bool m_held = false;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace spanlight::sources::test
