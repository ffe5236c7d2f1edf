#include "app/session/operation_following.h"

#include <utility>

namespace spanlight::app {

namespace {

bool goesOn(const ui::OperationDocument& document)
{
    return ui::isUnfinished(document.diagnosis().verdict.state);
}

/// Whether there is more to see than a later "now".
bool differ(const ui::OperationDocument& a, const ui::OperationDocument& b)
{
    const diagnosis::Diagnosis& before = a.diagnosis();
    const diagnosis::Diagnosis& after = b.diagnosis();
    return before.subject.spans != after.subject.spans || before.verdict.state != after.verdict.state ||
           before.verdict.primary != after.verdict.primary;
}

} // namespace

OperationFollowing::OperationFollowing(const OperationAnalysis::Sources& sources, QObject* parent)
    : QObject(parent), m_sources(sources), m_analysis(sources)
{
    connect(&m_follower, &Follower::lookAgain, this, &OperationFollowing::look);
    connect(&m_follower, &Follower::stateChanged, this, &OperationFollowing::stateChanged);
    connect(&m_search, &SearchRun::finished, this, &OperationFollowing::take);
    connect(&m_analysis, &OperationAnalysis::judged, this, [this](const auto& document, bool isWhole) {
        if (isWhole)
            show(document);
    });
}

void OperationFollowing::begin(FollowedOperation operation)
{
    stop();
    m_operation = std::move(operation);
    m_follower.begin(goesOn(*m_operation.document));
}

void OperationFollowing::stop()
{
    m_search.cancel();
    m_analysis.cancel();
    m_follower.stop();
}

void OperationFollowing::look()
{
    m_since.start();
    m_search.start(m_sources, m_operation.query);
}

// A look that brought less than is on the screen was cut short somewhere; what is known stays.
void OperationFollowing::take(const Found& found)
{
    std::size_t spans = 0;
    for (const auto& store : found.answer.stores)
        spans += store->spanCount();
    if (!found.errors.empty() || !found.answer.report.complete || spans == 0) {
        m_follower.missed();
        return;
    }
    AnalysisRequest request = m_operation.request(found);
    request.traces = std::make_shared<const trace::TraceSet>(found.answer.stores);
    request.profile = m_operation.document->profile;
    m_analysis.start(std::move(request), m_operation.named, true);
}

void OperationFollowing::show(const std::shared_ptr<const ui::OperationDocument>& document)
{
    const bool news = differ(*m_operation.document, *document);
    m_operation.document = document;
    emit refreshed(document);
    m_follower.looked(news, goesOn(*document), std::chrono::milliseconds(m_since.elapsed()));
}

} // namespace spanlight::app
