#pragma once

#include "models/diagnosis/diagnosis.h"
#include "ui/charts/duration_chart.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

#include <optional>

namespace spanlight::ui {

/// How a result is marked: by its state, or by its finding when that is worse.
[[nodiscard]] DurationPoint::Kind kindOf(std::optional<diagnosis::State> state,
                                         std::optional<diagnosis::Severity> severity);
[[nodiscard]] QColor colourOf(DurationPoint::Kind kind, const Theme& theme);

/// Paints a dot in the colour of the state before the id of an operation, and the id in the code font.
class OperationDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Theme& theme) { m_theme = theme; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Theme m_theme = Theme::light();
};

} // namespace spanlight::ui
