#pragma once

#include "ui/receiver/receiver_watch.h"

#include <QDialog>

class QCheckBox;
class QFrame;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QVBoxLayout;

namespace spanlight::ui {

/// Starts to receive spans, says who has to be told, and how it goes. Not modal.
class ReceiveDialog : public QDialog
{
    Q_OBJECT

public:
    ReceiveDialog(Workbench& workbench, ReceiverWatch& watch, QWidget* parent = nullptr);

    /// Shows itself: the form with ports that are free, or how it goes when it receives already.
    void begin();

signals:
    void openRequested(const QString& address);

private:
    QFrame* makeHeader();
    QWidget* makeForm();
    QWidget* makeState();
    QFrame* makeFooter();
    void chooseArchive();
    void offerFreePorts();
    void start();
    void showError(const QString& text);
    void refresh();
    void showSettings();
    void updateButtons();

    Workbench& m_workbench;
    ReceiverWatch& m_watch;
    bool m_isStarting = false;
    QString m_shown; ///< endpoints that the settings are shown for

    QStackedWidget* m_pages = nullptr;
    QSpinBox* m_http = nullptr;
    QCheckBox* m_withGrpc = nullptr;
    QSpinBox* m_grpc = nullptr;
    QCheckBox* m_keep = nullptr;
    QLineEdit* m_archive = nullptr;
    QLabel* m_ports = nullptr;
    QLabel* m_error = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_losses = nullptr;
    QVBoxLayout* m_settings = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_stop = nullptr;
};

} // namespace spanlight::ui
