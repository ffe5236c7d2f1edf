#pragma once

#include "models/sources/saved_connection.h"

#include <QStringList>
#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace spanlight::ui {

/// The fields of one connection. The secret can be entered but is never shown again.
class ConnectionForm : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionForm(QWidget* parent = nullptr);

    void setConnection(const sources::SavedConnection& connection);
    /// Trimmed; without a name its address stands for it.
    [[nodiscard]] sources::SavedConnection connection() const;
    /// What was entered since setConnection(); empty: nothing.
    [[nodiscard]] QString enteredSecret() const;
    /// A sentence when only some of several secrets were entered; empty: all is well.
    [[nodiscard]] QString secretProblem() const;
    void forgetEnteredSecret();
    /// Where the secret is or will be.
    void setSecretNote(const QString& note);
    void focusFirst();

signals:
    void changed();

private:
    QLineEdit* addField(const char* name, const QString& label, const QString& hint);
    QLineEdit* addFile(const char* name, const QString& label, const QString& hint);
    void addAuthentication();
    void addTrust();
    void showFields();
    QLineEdit* addSecret(const QString& name, QLabel*& label);
    void nameSecrets();
    [[nodiscard]] QStringList headerNames() const;
    [[nodiscard]] std::vector<QLineEdit*> shownSecrets() const;
    void chooseFile(QLineEdit* field, const QString& title);
    [[nodiscard]] sources::Authentication authentication() const;

    QFormLayout* m_layout = nullptr;
    QString m_id;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_address = nullptr;
    QComboBox* m_authentication = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_header = nullptr;
    QLineEdit* m_secret = nullptr;
    QLabel* m_secretLabel = nullptr;
    std::vector<QLineEdit*> m_moreSecrets; ///< of further headers
    std::vector<QLabel*> m_moreLabels;
    QLabel* m_secretNote = nullptr;
    QLineEdit* m_tenant = nullptr;
    QLineEdit* m_ca = nullptr;
    QLineEdit* m_certificate = nullptr;
    QLineEdit* m_key = nullptr;
    QCheckBox* m_insecure = nullptr;
    QLabel* m_warning = nullptr;
    QSpinBox* m_timeout = nullptr;
};

} // namespace spanlight::ui
