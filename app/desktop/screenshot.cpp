#include "app/desktop/screenshot.h"

#include "ui/jobs/workbench.h"
#include "ui/mainwindow/main_window.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTextStream>
#include <QWidget>

namespace spanlight::app {

namespace {

constexpr int kQuietMs = 700; // long enough for the verdicts of the list and for animations to end
constexpr int kLongestMs = 120'000;

} // namespace

Screenshot::Screenshot(ui::MainWindow& window, ui::Workbench& workbench, QString path, QObject* parent)
    : QObject(parent), m_window(window), m_workbench(workbench), m_path(std::move(path))
{
    m_quiet.start();
    m_started.start();
    const auto changed = [this] { m_quiet.restart(); };
    connect(&workbench, &ui::Workbench::busyChanged, this, changed);
    connect(&workbench, &ui::Workbench::resultsChanged, this, changed);
    connect(&workbench, &ui::Workbench::resultChanged, this, changed);
    connect(&workbench, &ui::Workbench::documentChanged, this, changed);
    connect(&workbench, &ui::Workbench::documentRefreshed, this, changed);
    connect(&workbench, &ui::Workbench::walked, this, changed);
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::poll);
    m_timer.start(50);
}

void Screenshot::poll()
{
    const bool late = m_started.elapsed() > kLongestMs;
    if (!late && (m_workbench.isBusy() || m_workbench.companions().asking || m_quiet.elapsed() < kQuietMs))
        return;
    m_timer.stop();
    if (!m_window.frontWindow().grab().save(m_path, "PNG")) {
        QTextStream(stderr) << "spanlight: the picture cannot be written to " << m_path << '\n';
        QCoreApplication::exit(3);
        return;
    }
    if (late)
        QTextStream(stderr) << "spanlight: loading took longer than two minutes; the picture shows what was there\n";
    QCoreApplication::exit(0);
}

} // namespace spanlight::app
