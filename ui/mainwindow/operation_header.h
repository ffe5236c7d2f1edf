#pragma once

#include "models/items/time_zone.h"
#include "ui/jobs/operation_document.h"
#include "ui/jobs/workbench.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;
class QToolButton;

namespace spanlight::ui {

class ElidedLabel;

/// Above the timeline: which operation, in which state, how much of it.
class OperationHeader : public QFrame
{
    Q_OBJECT

public:
    explicit OperationHeader(QWidget* parent = nullptr);

    /// Null: nothing is open.
    void setDocument(const OperationDocument* document);
    /// Only the beginning of it is there: in no state.
    void setPreview(const LoadPreview& preview);
    void setTimeZone(const items::TimeZone& zone);
    /// Whether the operation is followed, and a button to pause and go on.
    void setFollowing(FollowState state);

signals:
    void followToggled(bool on);

private:
    void showId(const QString& id);
    void showZone();

    ElidedLabel* m_id = nullptr;
    QLabel* m_state = nullptr;
    QToolButton* m_follow = nullptr;
    QLabel* m_progress = nullptr;
    ElidedLabel* m_summary = nullptr;
    QLabel* m_zoneLabel = nullptr;
    items::TimeZone m_zone;
    std::int64_t m_startNs = 0; ///< of the document: the offset of a zone changes over the year
};

/// "45 %, training-loop, 12 s ago" of unfinished work: what the operations API says, and how old it was at the moment
/// of looking. Empty without it.
[[nodiscard]] QString progressText(const OperationDocument& document);

/// "training · 15 min 3 s · 214 spans, 200 folded · 3 traces".
[[nodiscard]] QString documentSummary(const OperationDocument& document);

} // namespace spanlight::ui
