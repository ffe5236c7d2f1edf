#pragma once

#include "app/session/analysis_work.h"
#include "app/session/background.h"
#include "app/session/search_run.h"
#include "models/operations/context_query.h"
#include "models/sources/source.h"

#include <QObject>

#include <memory>
#include <vector>

namespace spanlight::app {

/// Judges one operation whose traces are there, away from the GUI thread; then asks servers for what its rules read
/// besides (contract 2.1 "context") and judges it again. Starting the next one, or cancelling, drops the one before.
class OperationAnalysis : public QObject
{
    Q_OBJECT

public:
    using Sources = std::vector<std::unique_ptr<sources::Source>>;

    explicit OperationAnalysis(const Sources& sources, QObject* parent = nullptr);

    /// Without a profile in the request, `named` or the one that fits the traces is used. `live`: ask for context.
    void start(AnalysisRequest request, std::shared_ptr<const operations::Profile> named, bool live);
    void cancel();
    /// Whether nothing has been judged yet; asking for context is no reason to wait.
    [[nodiscard]] bool isRunning() const { return m_work.isRunning(); }

signals:
    /// `isWhole`: nothing more follows. `withContext`: other traces had a say.
    void judged(const std::shared_ptr<const spanlight::ui::OperationDocument>& document, bool isWhole,
                bool withContext);

private:
    void analyse(AnalysisRequest request);
    void askNext();
    void addContext(const Found& found);

    const Sources& m_sources;
    std::shared_ptr<const operations::Profile> m_named;
    bool m_live = false;
    Background m_work;
    SearchRun m_context;
    AnalysisRequest m_request;                               ///< of the analysis whose context is being asked for
    std::shared_ptr<const ui::OperationDocument> m_document; ///< without context
    std::vector<operations::ContextQuery> m_queries;         ///< still to ask, the last one first
    std::vector<std::shared_ptr<const trace::TraceStore>> m_stores;
};

} // namespace spanlight::app
