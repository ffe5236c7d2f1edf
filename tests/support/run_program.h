#pragma once

#include <QProcess>
#include <QSignalSpy>
#include <QStringList>

#include <gtest/gtest.h>

#include <string>

namespace spanlight::test {

/// How a run of the program ended.
struct ProgramRun
{
    int exitCode = -1;
    std::string output;
    std::string errors;
};

/// Runs the program while the servers of the test go on answering.
inline ProgramRun runProgram(const QStringList& arguments)
{
    QProcess program;
    QSignalSpy finished(&program, &QProcess::finished);
    program.start(QStringLiteral(SPANLIGHT_CLI), arguments);
    EXPECT_TRUE(program.waitForStarted());
    EXPECT_TRUE(program.state() == QProcess::NotRunning || finished.wait(60'000));
    return {program.exitCode(), program.readAllStandardOutput().toStdString(),
            program.readAllStandardError().toStdString()};
}

} // namespace spanlight::test
