#pragma once

#include "models/sources/companions/companion_requests.h"
#include "models/sources/source.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

class QCoreApplication;

namespace spanlight::app {

/// What the command line asks for.
struct Arguments
{
    QStringList sources; ///< empty: the demo
    QString operation;
    QString traceId;
    QString profile; ///< empty: auto
    std::optional<std::int64_t> nowNs;
    QString theme;      ///< "light", "dark" or empty
    QString scenario;   ///< of the wizard; empty: none
    QString screenshot; ///< path; empty: none
    QSize size;         ///< invalid: as last time
    sources::ConnectionOptions connection;
    sources::CompanionAddresses companions; ///< none given: those of the settings
    QString error;                          ///< wrong usage: one sentence
};

/// Reads the arguments of the application; ends the program for --help and --version.
[[nodiscard]] Arguments readArguments(const QCoreApplication& application);
/// The same from a list, the program's name first (tests). `--help` and `--version` are not treated.
[[nodiscard]] Arguments parseArguments(const QStringList& list);

} // namespace spanlight::app
