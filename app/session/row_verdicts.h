#pragma once

#include "app/session/analysis_work.h"
#include "app/session/background.h"
#include "app/session/row_queue.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <vector>

namespace spanlight::app {

/// The rows of a list to judge.
struct RowsToJudge
{
    Catalogue catalogue;
    AnalysisRequest request; ///< of any row: its id, and the moment where `moments` say it, are set for each
    /// By row, where operations are recordings of their own: each is judged by its own stores. Empty: everything found
    /// is context (contract 2.1), and one moment holds for all.
    std::vector<std::int64_t> moments;
};

/// Judges every operation of a list away from the GUI thread, those that are looked at first.
class RowVerdicts : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void start(RowsToJudge rows);
    void cancel() { m_work.cancel(); }
    /// These rows come first; numbers below 0 mean nothing.
    void prefer(const std::vector<int>& rows);

signals:
    void judged(int row, const spanlight::items::OperationRow& value);

private:
    using Results = std::vector<std::pair<int, items::OperationRow>>;
    void work(RowsToJudge& rows, RowQueue& queue, const CancelToken& token);

    Background m_work;
    std::shared_ptr<RowQueue> m_queue; ///< of m_work
};

} // namespace spanlight::app
