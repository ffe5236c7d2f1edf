#include "app/cli/commands/doctor_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/companions.h"
#include "app/cli/trace_loader.h"
#include "app/doctor/examination.h"
#include "models/report/doctor_report.h"
#include "models/trace/time_text.h"

#include <QEventLoop>

#include <cstdio>
#include <utility>

#include <unistd.h>

namespace spanlight::cli {

using app::Examination;

namespace {

diagnosis::PipelineReport examine(app::ExaminationSubject subject)
{
    const bool isWatched = isatty(STDERR_FILENO) == 1;
    Examination examination(std::move(subject));
    QEventLoop loop;
    QObject::connect(&examination, &Examination::finished, &loop, &QEventLoop::quit);
    QObject::connect(&examination, &Examination::progressChanged, &loop, [&](int, int, const QString& what) {
        if (isWatched)
            std::fprintf(stderr, "\r\033[K%s", what.left(100).toUtf8().constData());
    });
    examination.start();
    if (!examination.isFinished())
        loop.exec();
    if (isWatched)
        std::fputs("\r\033[K", stderr);
    return diagnosis::examinePipeline(examination.input());
}

tl::expected<int, CliError> doctor(const CommonArguments& common, const DoctorArguments& arguments)
{
    const auto profiles = profileArgument(common);
    if (!profiles)
        return tl::unexpected(profiles.error());
    const auto addresses = companionAddressesOf(common);
    if (!addresses)
        return tl::unexpected(addresses.error());
    const auto options = connectionOptions(common);
    if (!options)
        return tl::unexpected(options.error());
    SourceList list;
    if (!common.files.empty() || !common.sources.empty() || !addresses->any()) {
        auto opened = openSources(common, *options);
        if (!opened)
            return tl::unexpected(opened.error());
        list = std::move(*opened);
    }
    app::ExaminationSubject subject;
    for (const auto& source : list)
        subject.sources.push_back(source.get());
    subject.companions = *addresses;
    subject.options = *options;
    subject.companionOptions = sources::companionOptions(*options, *addresses, serversOf(common));
    profiles->prepare(subject.query, {});
    subject.profile = profiles->named();
    if (!common.now.empty()) {
        subject.nowNs = trace::parseTime(common.now);
        if (!subject.nowNs)
            return tl::unexpected(wrongUsage("--now: '" + common.now +
                                             "' is no moment. Write RFC 3339 (2025-11-11T12:50:00Z) or Unix seconds "
                                             "(1762865400.5)."));
    }
    const auto report = examine(std::move(subject));
    const std::string text =
        arguments.format == "json" ? report::doctorJson(report) : report::doctorText(report, terminalColumns());
    if (auto written = writeResult(text, {}); !written)
        return tl::unexpected(written.error());
    if (!report.anyReachable())
        return kInputFailed;
    return report.worst() >= diagnosis::PartStatus::Warning ? kFindings : kDone;
}

} // namespace

int runDoctor(const CommonArguments& common, const DoctorArguments& arguments)
{
    return exitCodeOf(doctor(common, arguments));
}

} // namespace spanlight::cli
