#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

#include <string>
#include <vector>

namespace spanlight::test {

/// What a run of spanlight-cli gave.
struct CliResult
{
    int exitCode = -1;
    std::string out;
    std::string err;
};

/// Runs spanlight-cli in the source folder; `input` goes to its standard input.
inline CliResult runCli(const std::vector<std::string>& arguments, const QByteArray& input = {},
                        const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment())
{
    QStringList list;
    for (const std::string& argument : arguments)
        list << QString::fromStdString(argument);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SPANLIGHT_CLI), list);
    process.write(input);
    process.closeWriteChannel();
    CliResult result;
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit) {
        process.kill();
        process.waitForFinished();
        return result;
    }
    result.exitCode = process.exitCode();
    result.out = process.readAllStandardOutput().toStdString();
    result.err = process.readAllStandardError().toStdString();
    return result;
}

} // namespace spanlight::test
