#include "app/cli/commands/rules_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/trace_loader.h"
#include "models/report/rules_report.h"

namespace spanlight::cli {

namespace {

tl::expected<int, CliError> rules(const CommonArguments& common, const RulesArguments& arguments)
{
    const auto choice = profileArgument(common);
    if (!choice)
        return tl::unexpected(choice.error());
    const auto profile = choice->choose(trace::TraceSet(), true);
    const std::string text = arguments.format == "json"       ? report::rulesJson(*profile)
                             : arguments.format == "markdown" ? report::rulesMarkdown(*profile)
                                                              : report::rulesText(*profile, terminalColumns());
    if (auto written = writeResult(text, {}); !written)
        return tl::unexpected(written.error());
    return kDone;
}

} // namespace

int runRules(const CommonArguments& common, const RulesArguments& arguments)
{
    return exitCodeOf(rules(common, arguments));
}

std::string rulesHelp()
{
    return report::rulesSummary();
}

} // namespace spanlight::cli
