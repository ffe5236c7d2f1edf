#pragma once

#include "models/sources/saved_connection.h"
#include "ui/connections/connection_book.h"
#include "ui/connections/connection_probe.h"
#include "ui/connections/secret_store.h"

#include <QDialog>

#include <functional>
#include <optional>

class QFrame;
class QLabel;
class QListWidget;
class QPushButton;
class QScrollArea;

namespace spanlight::ui {

class ConnectionForm;

/// Saved connections: edit one, ask its server what it is, open it. Not modal.
class ConnectionsDialog : public QDialog
{
    Q_OBJECT

public:
    ConnectionsDialog(ConnectionBook& book, SecretStore& secrets, QWidget* parent = nullptr);
    ~ConnectionsDialog() override;

    /// Shows it in front; `address`: of the open source, to begin a new connection with when none is saved.
    void begin(const QString& address);
    /// Something else was opened: a secret that is still awaited opens nothing.
    void forgetOpening() { ++m_opening; }
    [[nodiscard]] const ConnectionProbe& probe() const { return m_probe; }

signals:
    /// This is wished now, before its secret is there.
    void openBegins();
    /// The options hold the secret: for the source only.
    void openRequested(const QString& address, const spanlight::sources::ConnectionOptions& options);

private:
    QFrame* makeHeader();
    QWidget* makeList();
    QFrame* makeResult();
    QFrame* makeFooter();
    void fillList(const QString& selectId);
    void showConnection(const sources::SavedConnection& connection);
    void startNew(const QString& address = {});
    void test();
    void save();
    void remove();
    void open();
    /// Checks the form, gets the secret, then calls; says what is wrong otherwise.
    void withOptions(std::function<void(const sources::SavedConnection&, const sources::ConnectionOptions&)> then);
    /// Of the form; nothing: it has been said what is wrong with it.
    [[nodiscard]] std::optional<sources::SavedConnection> checked();
    /// Whether a secret that is kept under the connection's id was entered for the server of its address and the same
    /// authentication.
    [[nodiscard]] bool keptForThis(const sources::SavedConnection& connection) const;
    void showFound();
    void showMessage(const QString& kind, const QString& headline, const QString& details);
    void hideMessage();
    void showSecretNote();
    void updateButtons();

    ConnectionBook& m_book;
    SecretStore& m_secrets;
    ConnectionProbe m_probe;
    QListWidget* m_list = nullptr;
    ConnectionForm* m_form = nullptr;
    QScrollArea* m_formArea = nullptr;
    QFrame* m_result = nullptr;
    QLabel* m_headline = nullptr;
    QLabel* m_details = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_delete = nullptr;
    QPushButton* m_open = nullptr;
    int m_request = 0; ///< tells answers of the secret store for what the form held before apart
    int m_opening = 0; ///< likewise, for what is to be opened
};

} // namespace spanlight::ui
