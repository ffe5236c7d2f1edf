#include "app/session/operation_analysis.h"

#include "models/sources/context_search.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace spanlight::app {

OperationAnalysis::OperationAnalysis(const Sources& sources, QObject* parent) : QObject(parent), m_sources(sources)
{
    connect(&m_context, &SearchRun::finished, this, &OperationAnalysis::addContext);
}

void OperationAnalysis::start(AnalysisRequest request, std::shared_ptr<const operations::Profile> named, bool live)
{
    m_context.cancel();
    m_named = std::move(named);
    m_live = live;
    analyse(std::move(request));
}

void OperationAnalysis::cancel()
{
    m_context.cancel();
    m_work.cancel();
}

void OperationAnalysis::analyse(AnalysisRequest request)
{
    m_work.start(
        [request = std::move(request), named = m_named, live = m_live](const CancelToken&) mutable {
            if (!request.profile)
                request.profile = profileFor(named, *request.traces);
            auto document = analyseOperation(request);
            auto queries = live && !request.withContext ? contextOf(request) : std::vector<operations::ContextQuery>();
            return std::tuple(std::move(document), std::move(request), std::move(queries));
        },
        [this](auto result) {
            auto& [document, analysed, queries] = result;
            const bool whole = queries.empty();
            m_document = document;
            m_request = std::move(analysed);
            m_queries = std::move(queries);
            std::reverse(m_queries.begin(), m_queries.end());
            m_stores.clear();
            if (!whole)
                askNext();
            emit judged(document, whole, m_request.withContext);
        });
}

void OperationAnalysis::askNext()
{
    if (!m_queries.empty()) {
        m_context.start(m_sources, sources::toSearchQuery(m_queries.back()));
        return;
    }
    if (m_stores.empty() && m_request.search.contextLosses.empty()) {
        emit judged(std::exchange(m_document, nullptr), true, false);
        return;
    }
    auto stores = m_request.traces->stores();
    stores.insert(stores.end(), m_stores.begin(), m_stores.end());
    m_request.traces = std::make_shared<const trace::TraceSet>(std::move(stores));
    m_request.withContext = true;
    analyse(std::move(m_request));
}

void OperationAnalysis::addContext(const Found& found)
{
    if (m_queries.empty())
        return;
    const operations::ContextQuery query = std::move(m_queries.back());
    m_queries.pop_back();
    const std::optional<sources::SourceError> error =
        found.errors.empty() ? std::nullopt : std::optional(found.errors.front());
    if (const QString loss = sources::contextLoss(query, found.answer, error); !loss.isEmpty())
        m_request.search.contextLosses.push_back(loss.toStdString());
    for (const auto& store : found.answer.stores)
        if (store->spanCount() > 0)
            m_stores.push_back(store);
    askNext();
}

} // namespace spanlight::app
