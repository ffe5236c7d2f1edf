#include "app/cli/program.h"

#include <QCoreApplication>
#include <QFile>
#include <QGuiApplication>
#include <QTemporaryDir>

#include <memory>

int main(int argc, char** argv)
{
    std::unique_ptr<QTemporaryDir> runtimeFolder;
    std::unique_ptr<QCoreApplication> application;
    if (spanlight::cli::needsGui(argc, argv)) {
        runtimeFolder = std::make_unique<QTemporaryDir>();
        qputenv("QT_QPA_PLATFORM", "offscreen"); // drawing needs fonts, but no window
        // Nothing of the user's session is needed either, and Qt would complain about a session without a folder.
        if (runtimeFolder->isValid())
            qputenv("XDG_RUNTIME_DIR", QFile::encodeName(runtimeFolder->path()));
        application = std::make_unique<QGuiApplication>(argc, argv);
    } else {
        application = std::make_unique<QCoreApplication>(argc, argv);
    }
    QCoreApplication::setApplicationName(QStringLiteral("spanlight"));
    return spanlight::cli::runProgram(argc, argv);
}
