#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace spanlight::ui {

/// Paints a dot in the colour of the state before the id of an operation, and the id in the code font.
class OperationDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Theme& theme) { m_theme = theme; }
    /// Colour of a row: of its state, or of its finding when that is worse.
    [[nodiscard]] QColor dotColour(const QModelIndex& index) const;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Theme m_theme = Theme::light();
};

} // namespace spanlight::ui
