#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace spanlight::ui {
class MainWindow;
class Workbench;
} // namespace spanlight::ui

namespace spanlight::app {

/// Writes the window, or the wizard before it, as PNG when everything has been loaded and drawn, then ends the program.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(ui::MainWindow& window, ui::Workbench& workbench, QString path, QObject* parent = nullptr);

private:
    void poll();

    ui::MainWindow& m_window;
    ui::Workbench& m_workbench;
    QString m_path;
    QTimer m_timer;
    QElapsedTimer m_quiet; ///< since anything changed last
    QElapsedTimer m_started;
};

} // namespace spanlight::app
