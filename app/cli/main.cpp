#include "app/cli/program.h"

#include <QCoreApplication>
#include <QGuiApplication>

#include <memory>

int main(int argc, char** argv)
{
    std::unique_ptr<QCoreApplication> application;
    if (spanlight::cli::needsGui(argc, argv)) {
        qputenv("QT_QPA_PLATFORM", "offscreen"); // drawing needs fonts, but no window
        application = std::make_unique<QGuiApplication>(argc, argv);
    } else {
        application = std::make_unique<QCoreApplication>(argc, argv);
    }
    QCoreApplication::setApplicationName(QStringLiteral("spanlight"));
    return spanlight::cli::runProgram(argc, argv);
}
