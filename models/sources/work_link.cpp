#include "models/sources/work_link.h"

#include "models/sources/handover.h"

#include <QThreadPool>

namespace spanlight::sources {

namespace {

// What stands for Qt's queues towards the thread sanitizer.
constexpr char kQueues = 0;

} // namespace

void WorkLink::cut()
{
    const std::lock_guard lock(m_mutex);
    m_cut = true;
    m_receiver = nullptr;
}

void WorkLink::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (m_receiver == nullptr)
        return;
    // cut() runs in the receiver's thread like the call below, so the flag cannot change in between.
    auto delivery = [self = shared_from_this(), function = std::move(function)] {
        acceptHandover(&kQueues);
        if (!self->isCut())
            function();
    };
    announceHandover(&kQueues);
    QMetaObject::invokeMethod(m_receiver, std::move(delivery), Qt::QueuedConnection);
}

void startWork(const std::shared_ptr<WorkLink>& link, std::function<void(const std::shared_ptr<WorkLink>&)> work)
{
    std::function<void()> task = [link, work = std::move(work)] {
        acceptHandover(&kQueues);
        work(link);
    };
    announceHandover(&kQueues);
    QThreadPool::globalInstance()->start(std::move(task));
}

} // namespace spanlight::sources
