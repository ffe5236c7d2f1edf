#pragma once

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

private:
    ElidedLabel* m_id = nullptr;
    QLabel* m_state = nullptr;
    ElidedLabel* m_summary = nullptr;
};

/// "training · 15 min 3 s · 214 spans, 200 folded · 3 traces".
[[nodiscard]] QString documentSummary(const OperationDocument& document);

} // namespace spanlight::ui
