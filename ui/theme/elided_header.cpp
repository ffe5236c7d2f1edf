#include "ui/theme/elided_header.h"

#include <QAbstractItemModel>
#include <QStyleOptionHeader>

namespace spanlight::ui {

namespace {

constexpr int kPadding = 12; // of the style sheet, both sides
constexpr int kArrow = 16;   // says how the table is sorted

} // namespace

ElidedHeader::ElidedHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setHighlightSections(false);
}

QString ElidedHeader::shownTitle(int column) const
{
    const bool hasArrow = isSortIndicatorShown() && sortIndicatorSection() == column;
    return fontMetrics().elidedText(model()->headerData(column, Qt::Horizontal).toString(), Qt::ElideRight,
                                    sectionSize(column) - kPadding - (hasArrow ? kArrow : 0));
}

void ElidedHeader::initStyleOptionForIndex(QStyleOptionHeader* option, int column) const
{
    QHeaderView::initStyleOptionForIndex(option, column);
    option->text = shownTitle(column);
}

} // namespace spanlight::ui
