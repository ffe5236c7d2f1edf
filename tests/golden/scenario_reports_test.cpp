#include "tests/golden/cli_process.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

// The report of one case of every scenario in every vocabulary, as a user gets it. After a wanted change run the test
// once with SPANLIGHT_UPDATE_GOLDEN=1 and read the difference before committing it. "Ruled Out" and "Not Checked" are
// left out of the files: those parts change with every rule, and other tests look after them.

namespace spanlight::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct ScenarioCase
{
    std::string name; ///< of its folder
    std::vector<std::string> arguments;
    int exitCode = 0;
};

void PrintTo(const ScenarioCase& scenario, std::ostream* out)
{
    *out << scenario.name;
}

std::string textOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The first case, by name, of every scenario and vocabulary: D, C (of either generation), or generic.
std::vector<ScenarioCase> scenarioCases()
{
    const fs::path root = fs::path(SPANLIGHT_SOURCE_DIR) / "tests/scenarios/cases";
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(root))
        if (fs::exists(entry.path() / "expected.json"))
            folders.push_back(entry.path().filename());
    std::sort(folders.begin(), folders.end());
    std::map<std::pair<std::string, char>, ScenarioCase> cases;
    for (const fs::path& folder : folders) {
        const json expected = json::parse(textOf(root / folder / "expected.json"));
        const std::string vocabulary = expected["vocabulary"];
        ScenarioCase one;
        one.name = folder.string();
        one.exitCode = expected["exitCode"];
        one.arguments = {"diagnose"};
        for (const auto& file : expected["files"])
            one.arguments.push_back("tests/scenarios/cases/" + one.name + "/" + file.get<std::string>());
        one.arguments.insert(one.arguments.end(), {expected["kind"] == "operation" ? "--operation" : "--trace",
                                                   expected["id"], "--now", expected["now"], "--format", "markdown"});
        cases.try_emplace({expected["scenario"], vocabulary.front()}, std::move(one));
    }
    std::vector<ScenarioCase> list;
    for (auto& [key, one] : cases)
        list.push_back(std::move(one));
    return list;
}

std::string withoutNotes(const std::string& report)
{
    const std::size_t notes = std::min(report.find("\n## Ruled Out"), report.find("\n## Not Checked"));
    const std::size_t timeline = report.find("\n## Timeline");
    return notes == std::string::npos
               ? report
               : report.substr(0, notes) + (timeline == std::string::npos ? "" : report.substr(timeline));
}

class ScenarioReport : public testing::TestWithParam<ScenarioCase>
{
};

TEST_P(ScenarioReport, IsAsWrittenDown)
{
    const fs::path path = fs::path("tests/golden/files/scenarios") / (GetParam().name + ".md");
    const CliResult result = runCli(GetParam().arguments);
    EXPECT_EQ(result.exitCode, GetParam().exitCode) << result.err;
    const std::string shown = withoutNotes(result.out);
    if (std::getenv("SPANLIGHT_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << shown;
    EXPECT_EQ(shown, textOf(path));
}

std::string testName(const testing::TestParamInfo<ScenarioCase>& info)
{
    std::string name = info.param.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, ScenarioReport, testing::ValuesIn(scenarioCases()), testName);

} // namespace
} // namespace spanlight::test
