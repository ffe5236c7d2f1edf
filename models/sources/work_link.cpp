#include "models/sources/work_link.h"

#include <QThreadPool>

namespace spanlight::sources {

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
    QMetaObject::invokeMethod(
        m_receiver,
        [self = shared_from_this(), function = std::move(function)] {
            if (!self->isCut())
                function();
        },
        Qt::QueuedConnection);
}

void startWork(const std::shared_ptr<WorkLink>& link, std::function<void(const std::shared_ptr<WorkLink>&)> work)
{
    QThreadPool::globalInstance()->start([link, work = std::move(work)] { work(link); });
}

} // namespace spanlight::sources
