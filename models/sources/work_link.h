#pragma once

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace spanlight::sources {

/// The line between work on another thread and the object that asked for it. Either side may go away first.
///
/// cut() is called in the receiver's thread; post() from any thread. Nothing is delivered after cut().
class WorkLink
{
public:
    /// To be made in the receiver's thread; the receiver keeps it.
    explicit WorkLink(QObject* receiver);

    /// Tells the work to stop and delivers nothing any more.
    void cut();
    /// To be asked by the work at least every 50 ms.
    [[nodiscard]] bool isCut() const { return m_cut.load(std::memory_order_relaxed); }
    /// Runs the function in the receiver's thread, unless the line is cut before.
    void post(std::function<void()> function);

private:
    std::mutex m_mutex;
    std::atomic<bool> m_cut = false;
    QObject* m_mailbox; ///< a child of the receiver; null after cut()
};

/// Runs the work on a thread of Qt's global pool, which waits for it when the application ends.
void startWork(const std::shared_ptr<WorkLink>& link, std::function<void(const std::shared_ptr<WorkLink>&)> work);

} // namespace spanlight::sources
