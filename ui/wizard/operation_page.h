#pragma once

#include "models/items/operation_list_model.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace spanlight::ui {

/// The second page: which operation, from the present results or by its id.
class OperationPage : public QWidget
{
    Q_OBJECT

public:
    explicit OperationPage(QWidget* parent = nullptr);

    void setRows(const std::vector<items::OperationRow>& rows);
    void updateRow(int row, const items::OperationRow& value);
    void setTimeZone(const items::TimeZone& zone);
    /// Selects the operation that is open.
    void setCurrent(const QString& id);
    void focus();
    /// What is typed, else what is selected; empty: neither.
    [[nodiscard]] QString id() const;
    /// Whether id() means a trace.
    [[nodiscard]] bool isTrace() const;

signals:
    void idChanged();
    void activated();

private:
    void filter(const QString& text);

    items::OperationListModel m_model;
    QSortFilterProxyModel* m_proxy = nullptr;
    QLineEdit* m_id = nullptr;
    QTreeView* m_list = nullptr;
    QLabel* m_hint = nullptr;
};

} // namespace spanlight::ui
