#include "app/cli/commands/info_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/trace_loader.h"
#include "models/report/info_report.h"

#include <limits>

namespace spanlight::cli {

namespace {

tl::expected<int, CliError> info(const CommonArguments& common, const InfoArguments& arguments)
{
    const auto profiles = profileArgument(common);
    if (!profiles)
        return tl::unexpected(profiles.error());
    sources::SearchQuery query;
    profiles->prepare(query, {});
    const auto loaded = loadTraces(common, query, {});
    if (!loaded)
        return tl::unexpected(loaded.error());
    const auto profile = profiles->choose(loaded->traces, false);
    const std::string text = arguments.format == "json" ? report::infoJson(loaded->traces, *profile, loaded->readMs)
                                                        : report::infoText(loaded->traces, *profile, loaded->readMs);
    if (auto written = writeResult(text, {}); !written)
        return tl::unexpected(written.error());
    return kDone;
}

} // namespace

int runInfo(const CommonArguments& common, const InfoArguments& arguments)
{
    const auto code = info(common, arguments);
    if (!code)
        printError(code.error().message);
    return code ? *code : code.error().exitCode;
}

} // namespace spanlight::cli
