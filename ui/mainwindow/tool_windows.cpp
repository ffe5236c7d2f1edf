#include "ui/mainwindow/tool_windows.h"

#include "ui/doctor/doctor_window.h"
#include "ui/mainwindow/window_actions.h"
#include "ui/receiver/receive_dialog.h"
#include "ui/theme/parts.h"

#include <QAction>
#include <QMainWindow>
#include <QStatusBar>

namespace spanlight::ui {

namespace {

constexpr int kReceiverWidth = 600;

} // namespace

ToolWindows::ToolWindows(Workbench& workbench, const WindowActions& actions, QMainWindow& window)
    : QObject(&window), m_workbench(workbench), m_actions(actions), m_window(window), m_watch(workbench)
{
    m_receiver = new ElidedLabel(&window);
    m_receiver->setWidest(kReceiverWidth);
    m_receiver->setObjectName(QStringLiteral("receiverText"));
    m_receiver->setAccessibleName(tr("Receiver"));
    m_receiver->hide();
    window.statusBar()->insertPermanentWidget(1, m_receiver);
    connect(&m_watch, &ReceiverWatch::changed, this, &ToolWindows::showReceiver);
    connect(m_actions.doctor, &QAction::triggered, this, &ToolWindows::openDoctor);
    connect(m_actions.receive, &QAction::triggered, this, &ToolWindows::openReceiver);
}

void ToolWindows::offerDoctor(DoctorDesk& desk)
{
    m_desk = &desk;
    m_actions.doctor->setEnabled(true);
}

void ToolWindows::openDoctor()
{
    if (m_desk == nullptr)
        return;
    if (m_doctor == nullptr)
        m_doctor = new DoctorWindow(*m_desk, &m_window);
    m_doctor->begin();
}

void ToolWindows::openReceiver()
{
    if (m_receive == nullptr) {
        m_receive = new ReceiveDialog(m_workbench, m_watch, &m_window);
        connect(m_receive, &ReceiveDialog::openRequested, this, &ToolWindows::openRequested);
    }
    m_receive->begin();
}

void ToolWindows::showReceiver()
{
    m_receiver->setVisible(m_watch.status().has_value());
    if (!m_watch.status())
        return;
    m_receiver->setText(receiverText(*m_watch.status(), m_watch.rate()));
    const auto& failure = m_watch.status()->failure;
    m_receiver->setToolTip((failure ? failure->text() : m_receiver->text()).toHtmlEscaped());
}

} // namespace spanlight::ui
