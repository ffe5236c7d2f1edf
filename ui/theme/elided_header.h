#pragma once

#include <QHeaderView>

namespace spanlight::ui {

/// The header of a table whose titles end with "…" where a column is too narrow for them; the model's tooltip has them
/// whole. A style sheet leaves cutting to the border of the column otherwise.
class ElidedHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit ElidedHeader(QWidget* parent = nullptr);

    /// As it is painted.
    [[nodiscard]] QString shownTitle(int column) const;

protected:
    void initStyleOptionForIndex(QStyleOptionHeader* option, int column) const override;
};

} // namespace spanlight::ui
