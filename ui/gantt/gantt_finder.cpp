#include "ui/gantt/gantt_finder.h"

#include <utility>

namespace spanlight::ui {

GanttFinder::GanttFinder(QObject* parent) : QObject(parent) {}

GanttFinder::~GanttFinder()
{
    m_thread.request_stop();
    const std::lock_guard lock(m_mutex);
    m_stopFind.request_stop();
}

void GanttFinder::find(std::shared_ptr<const GanttDocument> document, trace::SpanQuery query)
{
    const std::lock_guard lock(m_mutex);
    m_stopFind.request_stop();
    m_stopFind = {};
    m_find = FindWish{std::move(document), std::move(query), ++m_findNumber, m_stopFind.get_token()};
    if (!m_thread.joinable())
        m_thread = std::jthread([this](const std::stop_token& end) { run(end); });
    m_wished.notify_one();
}

void GanttFinder::order(std::shared_ptr<const GanttDocument> document, SiblingOrder by)
{
    const std::lock_guard lock(m_mutex);
    m_order = OrderWish{std::move(document), by, ++m_orderNumber};
    if (!m_thread.joinable())
        m_thread = std::jthread([this](const std::stop_token& end) { run(end); });
    m_wished.notify_one();
}

void GanttFinder::forgetFind()
{
    const std::lock_guard lock(m_mutex);
    m_stopFind.request_stop();
    m_find.reset();
    ++m_findNumber;
}

void GanttFinder::forgetOrder()
{
    const std::lock_guard lock(m_mutex);
    m_order.reset();
    ++m_orderNumber;
}

std::shared_ptr<const RowMatches> GanttFinder::findNow(const GanttDocument& document, trace::SpanQuery query)
{
    return std::make_shared<const RowMatches>(*findRows(document, std::move(query), nullptr, {}));
}

void GanttFinder::run(const std::stop_token& end)
{
    while (true) {
        std::unique_lock lock(m_mutex);
        if (!m_wished.wait(lock, end, [this] { return m_find || m_order; }) || end.stop_requested())
            return;
        auto find = std::exchange(m_find, std::nullopt);
        const auto order = std::exchange(m_order, std::nullopt);
        lock.unlock();
        if (find)
            answer(std::move(*find));
        if (order)
            answer(*order);
    }
}

void GanttFinder::answer(FindWish wish)
{
    const bool same = wish.document == m_lastDocument.lock();
    auto matches = findRows(*wish.document, std::move(wish.query), same ? m_last.get() : nullptr, wish.stop);
    if (!matches)
        return;
    m_lastDocument = wish.document;
    m_last = std::make_shared<const RowMatches>(std::move(*matches));
    QMetaObject::invokeMethod(
        this,
        [this, matches = m_last, number = wish.number] {
            if (number == m_findNumber)
                emit found(matches);
        },
        Qt::QueuedConnection);
}

void GanttFinder::answer(const OrderWish& wish)
{
    auto order = std::make_shared<const RowOrder>(orderRows(*wish.document, wish.by));
    QMetaObject::invokeMethod(
        this,
        [this, order, number = wish.number] {
            if (number == m_orderNumber)
                emit ordered(order);
        },
        Qt::QueuedConnection);
}

} // namespace spanlight::ui
