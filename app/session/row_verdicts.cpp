#include "app/session/row_verdicts.h"

#include <QElapsedTimer>

#include <optional>
#include <utility>

namespace spanlight::app {

namespace {

// Verdicts in crowds: every message to the window costs it a turn.
constexpr std::size_t kMostResults = 64;
constexpr qint64 kLongestHoldMs = 100;

} // namespace

void RowVerdicts::start(RowsToJudge rows)
{
    m_queue = std::make_shared<RowQueue>(rows.catalogue.rows.size());
    if (rows.catalogue.rows.empty())
        return;
    m_work.start(
        [this, shared = std::make_shared<RowsToJudge>(std::move(rows)), queue = m_queue](const CancelToken& token) {
            work(*shared, *queue, token);
            return true;
        },
        [](bool) {});
}

// On another thread: `this` is only named in messages, which arrive while it is there.
void RowVerdicts::work(RowsToJudge& rows, RowQueue& queue, const CancelToken& token)
{
    Catalogue& catalogue = rows.catalogue;
    AnalysisRequest& request = rows.request;
    const bool separate = !rows.moments.empty();
    if (!separate)
        request.context = std::make_shared<const operations::OperationContext>(
            operations::readContext(*catalogue.traces, *catalogue.profile));
    Results results;
    QElapsedTimer held;
    held.start();
    const auto hand = [&] {
        token.post([this, results] {
            for (const auto& [row, value] : results)
                emit judged(row, value);
        });
        results.clear();
        held.restart();
    };
    while (const auto i = token.isCancelled() ? std::nullopt : queue.next()) {
        items::OperationRow& row = catalogue.rows[*i];
        request.id = row.id;
        request.isTrace = row.isTrace;
        request.asOfNs = separate ? rows.moments[*i] : request.asOfNs;
        request.traces = separate ? std::make_shared<const trace::TraceSet>(
                                        operations::storesWith(*catalogue.traces, catalogue.rowTraces[*i]))
                                  : catalogue.traces;
        items::addVerdict(row, diagnoseOperation(request));
        results.emplace_back(static_cast<int>(*i), row);
        if (results.size() >= kMostResults || held.elapsed() >= kLongestHoldMs)
            hand();
    }
    hand();
}

void RowVerdicts::prefer(const std::vector<int>& rows)
{
    std::vector<std::size_t> wanted;
    for (const int row : rows)
        if (row >= 0)
            wanted.push_back(static_cast<std::size_t>(row));
    if (m_queue)
        m_queue->prefer(std::move(wanted));
}

} // namespace spanlight::app
