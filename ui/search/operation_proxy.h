#pragma once

#include <QSortFilterProxyModel>

namespace spanlight::ui {

/// Results of the wanted type and state.
class OperationProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit OperationProxy(QObject* parent = nullptr);

    /// Empty: any.
    void setFilter(const QString& type, const QString& state);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_type;
    QString m_state;
};

} // namespace spanlight::ui
