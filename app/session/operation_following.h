#pragma once

#include "app/session/follower.h"
#include "app/session/operation_analysis.h"
#include "app/session/search_run.h"

#include <QElapsedTimer>

#include <functional>
#include <memory>

namespace spanlight::app {

/// How to look for an operation again.
struct FollowedOperation
{
    std::shared_ptr<const ui::OperationDocument> document; ///< as it is on the screen
    sources::SearchQuery query;
    /// Asks for the judgement of what was found now, traces and moment of looking included.
    std::function<AnalysisRequest(const Found&)> request;
    std::shared_ptr<const operations::Profile> named;
};

/// Keeps the picture of an operation that goes on up to date: fetches, judges with everything that the rules read, and
/// hands the result over in one piece. Never tells of a failed look; the next one follows.
class OperationFollowing : public QObject
{
    Q_OBJECT

public:
    explicit OperationFollowing(const OperationAnalysis::Sources& sources, QObject* parent = nullptr);

    /// Follows from now on if the operation goes on.
    void begin(FollowedOperation operation);
    void stop();
    void setPaused(bool paused) { m_follower.pause(paused); }
    /// New spans are known to be there.
    void nudge() { m_follower.nudge(); }
    [[nodiscard]] Follower::State state() const { return m_follower.state(); }

signals:
    void refreshed(const std::shared_ptr<const spanlight::ui::OperationDocument>& document);
    void stateChanged();

private:
    void look();
    void take(const Found& found);
    void show(const std::shared_ptr<const ui::OperationDocument>& document);

    const OperationAnalysis::Sources& m_sources;
    FollowedOperation m_operation;
    Follower m_follower;
    SearchRun m_search;
    OperationAnalysis m_analysis;
    QElapsedTimer m_since; ///< the look began
};

} // namespace spanlight::app
