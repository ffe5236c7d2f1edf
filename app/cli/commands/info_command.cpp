#include "app/cli/commands/info_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/trace_loader.h"
#include "models/report/info_report.h"

#include <limits>

namespace spanlight::cli {

namespace {

tl::expected<int, CliError> info(const CommonArguments& common, const InfoArguments& arguments)
{
    const auto subject = loadSubject(common);
    if (!subject)
        return tl::unexpected(subject.error());
    const auto& [id, loaded, profile] = *subject;
    const std::string text = arguments.format == "json" ? report::infoJson(loaded.traces, *profile, loaded.readMs)
                                                        : report::infoText(loaded.traces, *profile, loaded.readMs);
    if (auto written = writeResult(text, {}); !written)
        return tl::unexpected(written.error());
    return kDone;
}

} // namespace

int runInfo(const CommonArguments& common, const InfoArguments& arguments)
{
    return exitCodeOf(info(common, arguments));
}

} // namespace spanlight::cli
