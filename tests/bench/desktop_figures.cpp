#include "app/session/session.h"
#include "tests/bench/figures.h"
#include "tests/bench/jaeger_generator.h"
#include "ui/gantt/gantt_view.h"
#include "ui/jobs/workbench.h"
#include "ui/mainwindow/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <memory>
#include <stdexcept>
#include <string>

namespace spanlight::bench {

namespace {

constexpr double kStartMs = 400;
constexpr int kLongestMs = 300'000;

/// From the start of the real program until Qt has painted its main window for the first time, which Qt's own log of
/// its painting tells.
double startMs()
{
    const QTemporaryDir settings;
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("qt.widgets.painting=true"));
    environment.insert(QStringLiteral("QT_ASSUME_STDERR_HAS_CONSOLE"), QStringLiteral("1"));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), settings.path());
    program.setProcessEnvironment(environment);
    program.setReadChannel(QProcess::StandardError);
    QElapsedTimer timer;
    timer.start();
    program.start(QStringLiteral(SPANLIGHT_DESKTOP_PROGRAM), {});
    double painted = 0;
    while (painted == 0 && (program.canReadLine() || program.waitForReadyRead(kLongestMs))) {
        while (painted == 0 && program.canReadLine())
            if (const QByteArray line = program.readLine(); line.contains("Flushing") && line.contains("mainWindow"))
                painted = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    }
    program.kill();
    program.waitForFinished();
    if (painted == 0)
        throw std::runtime_error("the desktop has painted nothing");
    return painted;
}

/// Forgets everything at the end.
class NoPreferences final : public ui::Preferences
{
public:
    [[nodiscard]] QList<QStringList> recentSources() const override { return {}; }
    void addRecentSource(const QStringList&) override {}
    void clearRecentSources() override {}
    [[nodiscard]] QByteArray geometry() const override { return {}; }
    void setGeometry(const QByteArray&) override {}
    [[nodiscard]] QByteArray windowState() const override { return {}; }
    void setWindowState(const QByteArray&) override {}
    [[nodiscard]] QString theme() const override { return {}; }
    void setTheme(const QString&) override {}
    [[nodiscard]] QString timeZone() const override { return {}; }
    void setTimeZone(const QString&) override {}
    [[nodiscard]] sources::CompanionAddresses companions() const override { return {}; }
    void setCompanions(const sources::CompanionAddresses&) override {}
};

/// One file opened in the window of the desktop.
struct Opening
{
    double firstBarMs = 0;
    double readMs = 0; ///< the whole, until it can be listed
};

Opening openInWindow(const QString& path)
{
    static int argc = 1;
    static char name[] = "spanlight_bench";
    static char* argv[] = {name, nullptr};
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    app::Session session{{}};
    NoPreferences preferences;
    ui::MainWindow window(session, preferences);
    window.setTheme(ui::Theme::light());
    window.resize(1600, 900);
    window.show();
    QApplication::processEvents();
    Opening opening;
    QElapsedTimer timer;
    QEventLoop loop;
    const auto paintFirst = [&] {
        if (opening.firstBarMs > 0 || window.gantt().document() == nullptr ||
            window.gantt().document()->timeline.rows.empty())
            return;
        window.repaint();
        window.gantt().viewport()->repaint();
        opening.firstBarMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    };
    QObject::connect(&session, &ui::Workbench::previewChanged, &loop, paintFirst);
    QObject::connect(&session, &ui::Workbench::documentChanged, &loop, paintFirst);
    const auto quitWhenBothAreKnown = [&] {
        opening.readMs = static_cast<double>(session.outcome().readMs);
        if (opening.firstBarMs > 0 && session.outcome().spans > 0)
            loop.quit();
    };
    QObject::connect(&session, &ui::Workbench::resultsChanged, &loop, quitWhenBothAreKnown);
    QObject::connect(&session, &ui::Workbench::documentChanged, &loop, quitWhenBothAreKnown);
    timer.start();
    session.open({path});
    loop.exec();
    session.cancel();
    return opening;
}

/// The file is written when the figure needs it, and removed with the last of them.
class TraceFile
{
public:
    explicit TraceFile(std::size_t spans) : m_spans(spans) {}

    QString path()
    {
        const QString path = m_folder.filePath(QStringLiteral("traces.json"));
        if (QFile file(path); !file.exists() && file.open(QIODevice::WriteOnly)) {
            const std::string bytes = jaegerJson(m_spans);
            file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        }
        return path;
    }

private:
    std::size_t m_spans;
    QTemporaryDir m_folder;
};

} // namespace

std::vector<Figure> desktopFigures(const Scale& scale)
{
    constexpr double kFirstBarShare = 0.5;
    std::vector<Figure> figures;
    Figure start{"desktop-start", 0, "400 ms from the start of the program to its first picture", 1};
    start.subjectValue = startMs;
    start.referenceValue = [] { return kStartMs; };
    figures.push_back(std::move(start));
    const std::size_t n = scale.spanCounts.back();
    Figure bar{"first-bar", n, "the whole file read, in the same run", kFirstBarShare};
    const auto file = std::make_shared<TraceFile>(n);
    const auto opening = std::make_shared<Opening>();
    bar.subjectValue = [file, opening] {
        *opening = openInWindow(file->path());
        return opening->firstBarMs;
    };
    bar.referenceValue = [opening] { return opening->readMs; };
    figures.push_back(std::move(bar));
    return figures;
}

} // namespace spanlight::bench
