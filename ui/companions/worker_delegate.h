#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace spanlight::ui {

/// Colours states and health, shows operations as links, and the worker of the open operation in bold.
class WorkerDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Theme& theme) { m_theme = theme; }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    Theme m_theme = Theme::light();
};

} // namespace spanlight::ui
