#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

class QWidget;

namespace spanlight::ui {
class Workbench;
}

namespace spanlight::app {

/// Writes the window as PNG when everything has been loaded and drawn, then ends the program.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(QWidget& window, ui::Workbench& workbench, QString path, QObject* parent = nullptr);

private:
    void poll();

    QWidget& m_window;
    ui::Workbench& m_workbench;
    QString m_path;
    QTimer m_timer;
    QElapsedTimer m_quiet; ///< since anything changed last
    QElapsedTimer m_started;
};

} // namespace spanlight::app
