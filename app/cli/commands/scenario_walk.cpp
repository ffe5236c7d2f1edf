#include "app/cli/commands/scenario_walk.h"

#include "app/cli/cli_output.h"
#include "models/diagnosis/scenario_folder.h"
#include "models/report/redaction.h"
#include "models/report/safe_text.h"

#include <QStandardPaths>

#include <algorithm>
#include <filesystem>

namespace spanlight::cli {

using diagnosis::Scenario;

namespace {

diagnosis::ScenarioCatalog catalog()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    return diagnosis::scenariosWith(folder.toStdString() + "/spanlight/scenarios");
}

const Scenario* find(const diagnosis::ScenarioCatalog& known, const std::string& id)
{
    const auto it = std::find_if(known.scenarios.begin(), known.scenarios.end(),
                                 [&](const Scenario& scenario) { return scenario.id == id; });
    return it == known.scenarios.end() ? nullptr : &*it;
}

bool isFile(const std::string& name)
{
    return name.find('/') != std::string::npos || name.ends_with(".json");
}

tl::expected<std::optional<Scenario>, CliError> fromFile(const std::string& path,
                                                         const diagnosis::ScenarioCatalog& known)
{
    auto scenario = diagnosis::readScenarioFile(path);
    if (scenario)
        return std::move(*scenario);
    const Scenario* same = find(known, std::filesystem::path(path).stem().string());
    const std::string message = "--scenario " + scenario.error().text();
    if (same == nullptr)
        return tl::unexpected(
            CliError{kInputFailed, message + ". Correct it, or name one of the built-in scenarios: --scenario list."});
    printNote(message + "; the built-in scenario " + same->id + " is used.");
    return *same;
}

} // namespace

std::string scenarioList()
{
    std::string out;
    for (const Scenario& scenario : catalog().scenarios)
        out += report::padded(scenario.id, 14) + report::oneLine(scenario.title) + ": " +
               report::oneLine(scenario.text) + "\n";
    return out;
}

tl::expected<std::optional<Scenario>, CliError> scenarioArgument(const DiagnoseArguments& arguments)
{
    if (!arguments.scenarioGiven)
        return std::optional<Scenario>();
    const auto known = catalog();
    for (const auto& error : known.errors)
        printNote("scenario " + error.text() + "; it is left out.");
    if (isFile(arguments.scenario))
        return fromFile(arguments.scenario, known);
    if (const Scenario* scenario = find(known, arguments.scenario))
        return *scenario;
    std::string names;
    for (const Scenario& scenario : known.scenarios)
        names += (names.empty() ? "" : ", ") + scenario.id;
    return tl::unexpected(
        wrongUsage((arguments.scenario.empty() ? std::string("--scenario needs the name of a scenario or a file.")
                                               : "--scenario: there is no '" + arguments.scenario + "'.") +
                   " There are: " + names + ". '--scenario list' says what they are for."));
}

diagnosis::Walk walkFor(const Scenario& scenario, const diagnosis::DiagnoseRequest& request,
                        const diagnosis::Diagnosis& document, const CommonArguments& common)
{
    diagnosis::WalkRequest walk;
    walk.subject = &request;
    walk.document = &document;
    walk.others = diagnosis::builtinScenarios();
    for (const std::string& source : common.sources)
        walk.source += (walk.source.empty() ? "" : " ") + ("--source " + shellWord(report::redactedText(source)));
    for (const std::string& file : common.files)
        walk.source += (walk.source.empty() ? "" : " ") + shellWord(file);
    return walkScenario(scenario, walk);
}

} // namespace spanlight::cli
