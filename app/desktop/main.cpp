#include "app/desktop/arguments.h"
#include "app/desktop/display.h"
#include "app/desktop/screenshot.h"
#include "app/session/session.h"
#include "app/settings/secrets.h"
#include "app/settings/settings.h"
#include "ui/mainwindow/main_window.h"
#include "ui/mainwindow/tool_windows.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QIcon>
#include <QTextStream>

#include <cstddef>
#include <memory>

namespace app = spanlight::app;
namespace ui = spanlight::ui;

namespace {

constexpr int kWrongUsage = 2;
constexpr int kNoDisplay = 3;

void startWith(const app::Arguments& arguments, const app::Settings& settings, app::Session& session,
               ui::MainWindow& window)
{
    if (!arguments.profile.isEmpty())
        session.setProfile(arguments.profile);
    session.setNow(arguments.nowNs);
    session.setCompanions(arguments.companions.any() ? arguments.companions : settings.companions());
    window.openSource(arguments.sources.isEmpty() ? QStringList{QStringLiteral("demo:")} : arguments.sources);
    if (!arguments.operation.isEmpty() || !arguments.traceId.isEmpty())
        window.searchFor(arguments.operation, arguments.traceId);
    if (!arguments.scenario.isEmpty())
        window.walkWhenOpen(arguments.scenario, !arguments.screenshot.isEmpty());
}

void showWindow(const app::Arguments& arguments, const app::Settings& settings, ui::MainWindow& window)
{
    if (arguments.size.isValid()) {
        window.resize(arguments.size);
    } else if (!arguments.screenshot.isEmpty()) {
        window.resize(ui::MainWindow::kWantedSize); // a picture is the same on every screen
    } else if (!settings.geometry().isEmpty()) {
        window.restoreGeometry(settings.geometry());
        ui::keepOnScreen(window);
    }
    window.show();
}

} // namespace

int main(int argc, char** argv)
{
    const app::Display display = app::findDisplay({argv, static_cast<std::size_t>(argc)});
    if (display == app::Display::Missing) {
        QTextStream(stderr)
            << "spanlight: there is no display for the window. Start it in a graphical session, write a "
               "picture with --screenshot FILE, or use spanlight-cli.\n";
        return kNoDisplay;
    }
    if (display == app::Display::NotNeeded)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("spanlight"));
    QApplication::setApplicationDisplayName(QStringLiteral("Spanlight"));
    QApplication::setApplicationVersion(QStringLiteral(SPANLIGHT_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("io.github.spanlight.Spanlight"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/spanlight/icons/spanlight.svg")));
    const app::Arguments arguments = app::readArguments(application);
    if (!arguments.error.isEmpty()) {
        QTextStream(stderr) << "spanlight: " << arguments.error << " See spanlight --help.\n";
        return kWrongUsage;
    }
    app::Settings settings;
    const ui::Theme theme = ui::Theme::named(arguments.theme.isEmpty() ? settings.theme() : arguments.theme);
    ui::applyTheme(application, theme); // before the widgets, so that all of them take its fonts
    const auto secrets = app::makeSecretStore();
    app::Session session(arguments.connection);
    ui::MainWindow window(session, settings);
    window.offerConnections(settings, *secrets);
    window.tools().offerDoctor(session.doctor());
    window.setTheme(theme);
    std::unique_ptr<app::Screenshot> screenshot;
    showWindow(arguments, settings, window);
    startWith(arguments, settings, session, window);
    if (!arguments.screenshot.isEmpty())
        screenshot = std::make_unique<app::Screenshot>(window, session, arguments.screenshot);
    return QApplication::exec();
}
