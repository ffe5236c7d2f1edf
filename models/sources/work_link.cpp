#include "models/sources/work_link.h"

#include "models/sources/handover.h"

#include <QCoreApplication>
#include <QEvent>
#include <QThreadPool>

#include <utility>

namespace spanlight::sources {

namespace {

// What stands for Qt's queues towards the thread sanitizer.
constexpr char kQueues = 0;

/// A function on its way to the receiver's thread, which alone owns it from then on.
class Delivery : public QEvent
{
public:
    explicit Delivery(std::function<void()> function) : QEvent(QEvent::User), m_function(std::move(function)) {}

    void run() const { m_function(); }

private:
    std::function<void()> m_function;
};

/// Lives in the receiver's thread, and as long as the receiver.
class Mailbox : public QObject
{
public:
    Mailbox(QObject* receiver, const std::atomic<bool>& isCut) : QObject(receiver), m_isCut(isCut) {}

    bool event(QEvent* event) override
    {
        acceptHandover(&kQueues);
        if (event->type() != QEvent::User)
            return QObject::event(event);
        if (!m_isCut.load(std::memory_order_relaxed))
            static_cast<Delivery*>(event)->run();
        return true;
    }

private:
    const std::atomic<bool>& m_isCut;
};

} // namespace

WorkLink::WorkLink(QObject* receiver) : m_mailbox(new Mailbox(receiver, m_cut)) {}

void WorkLink::cut()
{
    const std::lock_guard lock(m_mutex);
    m_cut = true;
    m_mailbox = nullptr;
}

void WorkLink::post(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (m_mailbox == nullptr)
        return;
    auto* delivery = new Delivery(std::move(function));
    announceHandover(&kQueues);
    QCoreApplication::postEvent(m_mailbox, delivery);
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
