#pragma once

#include "ui/gantt/row_matches.h"

#include <QObject>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace spanlight::ui {

/// Finds and orders the rows of a timeline on a thread of its own. The newest wish wins: what it replaces is stopped,
/// and gives no answer.
class GanttFinder : public QObject
{
    Q_OBJECT

public:
    explicit GanttFinder(QObject* parent = nullptr);
    ~GanttFinder() override;

    void find(std::shared_ptr<const GanttDocument> document, trace::SpanQuery query);
    void order(std::shared_ptr<const GanttDocument> document, SiblingOrder by);
    /// Forgets what is wished; nothing of it is answered any more.
    void forgetFind();
    void forgetOrder();
    /// As find(), at once. For documents that are small enough for the GUI thread.
    [[nodiscard]] static std::shared_ptr<const RowMatches> findNow(const GanttDocument& document,
                                                                   trace::SpanQuery query);

signals:
    void found(const std::shared_ptr<const spanlight::ui::RowMatches>& matches);
    void ordered(const std::shared_ptr<const spanlight::ui::RowOrder>& order);

private:
    struct FindWish
    {
        std::shared_ptr<const GanttDocument> document;
        trace::SpanQuery query;
        std::uint64_t number = 0;
        std::stop_token stop;
    };
    struct OrderWish
    {
        std::shared_ptr<const GanttDocument> document;
        SiblingOrder by = SiblingOrder::Start;
        std::uint64_t number = 0;
    };

    void run(const std::stop_token& end);
    void answer(FindWish wish);
    void answer(const OrderWish& wish);

    std::mutex m_mutex;
    std::condition_variable_any m_wished;
    std::optional<FindWish> m_find;
    std::optional<OrderWish> m_order;
    std::stop_source m_stopFind;
    std::uint64_t m_findNumber = 0; ///< GUI thread
    std::uint64_t m_orderNumber = 0;
    std::weak_ptr<const GanttDocument> m_lastDocument; ///< worker: of m_last
    std::shared_ptr<const RowMatches> m_last;
    std::jthread m_thread; ///< last, so that it ends first
};

} // namespace spanlight::ui
