#pragma once

#include "models/items/time_zone.h"
#include "ui/jobs/operation_document.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;

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
    void setTimeZone(const items::TimeZone& zone);

private:
    void showZone();

    ElidedLabel* m_id = nullptr;
    QLabel* m_state = nullptr;
    ElidedLabel* m_summary = nullptr;
    QLabel* m_zoneLabel = nullptr;
    items::TimeZone m_zone;
    std::int64_t m_startNs = 0; ///< of the document: the offset of a zone changes over the year
};

/// "training · 15 min 3 s · 214 spans, 200 folded · 3 traces".
[[nodiscard]] QString documentSummary(const OperationDocument& document);

} // namespace spanlight::ui
