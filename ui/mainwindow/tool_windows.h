#pragma once

#include "ui/receiver/receiver_watch.h"

#include <QObject>

class QMainWindow;

namespace spanlight::ui {

class DoctorDesk;
class DoctorWindow;
class ElidedLabel;
class ReceiveDialog;
struct WindowActions;

/// The windows of the menu Tools, each made when it is first wanted, and what the status bar says of receiving.
class ToolWindows : public QObject
{
    Q_OBJECT

public:
    /// The actions outlive this.
    ToolWindows(Workbench& workbench, const WindowActions& actions, QMainWindow& window);

    /// Without it there is no page of the doctor. It outlives the window.
    void offerDoctor(DoctorDesk& desk);

signals:
    void openRequested(const QString& address);

private:
    void openDoctor();
    void openReceiver();
    void showReceiver();

    Workbench& m_workbench;
    const WindowActions& m_actions;
    QMainWindow& m_window;
    ReceiverWatch m_watch;
    DoctorDesk* m_desk = nullptr;
    DoctorWindow* m_doctor = nullptr;
    ReceiveDialog* m_receive = nullptr;
    ElidedLabel* m_receiver = nullptr;
};

} // namespace spanlight::ui
