#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace spanlight::ui {

/// Paints keys and values of an AttributeModel in the code font, with the time of day and the finding's note behind.
class AttributeDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Theme& theme) { m_theme = theme; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Theme m_theme = Theme::light();
};

} // namespace spanlight::ui
