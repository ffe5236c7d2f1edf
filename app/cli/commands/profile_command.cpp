#include "app/cli/commands/profile_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/trace_loader.h"
#include "models/diagnosis/rule.h"
#include "models/operations/profile_catalog.h"
#include "models/operations/profile_explanation.h"
#include "models/operations/profile_lint.h"
#include "models/report/profile_report.h"
#include "models/report/safe_text.h"

namespace spanlight::cli {

namespace {

constexpr std::size_t kShownUnknown = 25; // lines per table; the JSON has all

tl::expected<int, CliError> written(const std::string& text, int code)
{
    if (auto done = writeResult(text, {}); !done)
        return tl::unexpected(done.error());
    return code;
}

tl::expected<int, CliError> check(const ProfileArguments& arguments)
{
    std::string out;
    int unusable = 0;
    for (const std::string& file : arguments.files) {
        const auto text = operations::readProfileText(file);
        if (!text)
            return tl::unexpected(CliError{kInputFailed, file + ": " + text.error().text()});
        report::ProfileCheck checked{file, operations::readProfile(*text, diagnosis::ruleNames()), {}};
        if (checked.reading.profile)
            checked.oversights = operations::lintProfile(*checked.reading.profile);
        else
            ++unusable;
        out += arguments.format == "json" ? report::profileCheckJson(checked) : report::profileCheckText(checked);
    }
    return written(out, unusable > 0 ? kInputFailed : kDone);
}

tl::expected<int, CliError> explain(const CommonArguments& common, const ProfileArguments& arguments)
{
    const auto subject = loadSubject(common);
    if (!subject)
        return tl::unexpected(subject.error());
    const auto explanation = operations::explainProfile(subject->loaded.traces, *subject->profile);
    return written(arguments.format == "json" ? report::profileExplanationJson(explanation)
                                              : report::profileExplanationText(explanation, kShownUnknown),
                   kDone);
}

tl::expected<int, CliError> show(const std::string& name)
{
    const std::string_view text = operations::builtinProfileText(name);
    if (text.empty())
        return tl::unexpected(wrongUsage("profile show: there is no built-in profile '" + name +
                                         "'. 'spanlight-cli profile list' lists them."));
    return written(std::string(text), kDone);
}

} // namespace

int runProfileCheck(const ProfileArguments& arguments)
{
    return exitCodeOf(check(arguments));
}

int runProfileExplain(const CommonArguments& common, const ProfileArguments& arguments)
{
    return exitCodeOf(explain(common, arguments));
}

int runProfileShow(const ProfileArguments& arguments)
{
    return exitCodeOf(show(arguments.name));
}

int runProfileList()
{
    std::string out;
    for (const std::string& name : operations::builtinProfiles())
        out += report::padded(name, 16) + operations::builtinProfile(name)->title + "\n";
    for (const std::string& name : operations::exampleProfiles())
        out += report::padded(name, 16) + operations::builtinProfile(name)->title + ", used only when it is named\n";
    return exitCodeOf(written(out, kDone));
}

} // namespace spanlight::cli
