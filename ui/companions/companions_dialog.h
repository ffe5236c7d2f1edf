#pragma once

#include "models/sources/companions/companion_requests.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace spanlight::ui {

/// Where the companions of operations are: three addresses, checked in place while they are written. Not modal.
class CompanionsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit CompanionsDialog(QWidget* parent = nullptr);

    /// Shows it in front with these addresses.
    void begin(const sources::CompanionAddresses& addresses);

signals:
    /// The user wants these from now on; empty ones are not asked.
    void chosen(const spanlight::sources::CompanionAddresses& addresses);

private:
    QLineEdit* addField(const char* name, const QString& title, const QString& example, const QString& what);
    void check();
    void choose();

    QLineEdit* m_prometheus = nullptr;
    QLineEdit* m_operationsApi = nullptr;
    QLineEdit* m_grafana = nullptr;
    QLabel* m_error = nullptr;
    QPushButton* m_use = nullptr;
};

} // namespace spanlight::ui
