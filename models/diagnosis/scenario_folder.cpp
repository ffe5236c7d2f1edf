#include "models/diagnosis/scenario_folder.h"

#include <algorithm>
#include <filesystem>

namespace spanlight::diagnosis {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostFiles = 100;

std::vector<std::string> jsonFiles(const std::string& folder)
{
    std::vector<std::string> paths;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->path().extension() == ".json" && it->path().filename() != "scenario.schema.json")
            paths.push_back(it->path().string());
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace

ScenarioCatalog scenariosWith(const std::string& folder)
{
    ScenarioCatalog catalog{builtinScenarios(), {}};
    auto paths = jsonFiles(folder);
    if (paths.size() > kMostFiles) {
        catalog.errors.push_back({folder, {}, "holds more than 100 files; the first 100 are read"});
        paths.resize(kMostFiles);
    }
    for (const std::string& path : paths) {
        auto scenario = readScenarioFile(path);
        if (!scenario) {
            catalog.errors.push_back(scenario.error());
            continue;
        }
        const auto same = std::find_if(catalog.scenarios.begin(), catalog.scenarios.end(),
                                       [&](const Scenario& other) { return other.id == scenario->id; });
        if (same == catalog.scenarios.end())
            catalog.scenarios.push_back(std::move(*scenario));
        else
            *same = std::move(*scenario);
    }
    return catalog;
}

} // namespace spanlight::diagnosis
