// Reads the project itself and fails where it breaks the rules of the house; HACKING.md says what they are for.
#include "tests/architecture/house_rules.h"
#include "tests/architecture/include_rules.h"
#include "tests/architecture/project_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace spanlight::architecture {

namespace {

const std::vector<ProjectFile>& cppSources()
{
    static const std::vector<ProjectFile> files = cppFiles(SPANLIGHT_SOURCE_DIR);
    return files;
}

/// "path: complaint" for every complaint, one per line, so that a failure shows all of them at once.
std::string report(const std::string& path, const std::vector<std::string>& complaints)
{
    std::string text;
    for (const std::string& complaint : complaints)
        text += path + ": " + complaint + "\n";
    return text;
}

std::string textOf(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(Architecture, TheProjectsFilesAreFound)
{
    EXPECT_GT(cppSources().size(), 50U);
    EXPECT_GT(writtenFiles(SPANLIGHT_SOURCE_DIR).size(), 5U);
}

TEST(Architecture, EveryIncludePointsInTheAllowedDirection)
{
    std::string complaints;
    for (const ProjectFile& file : cppSources()) {
        for (const Include& include : includesOf(file.text)) {
            if (const auto violation = includeViolation(file.path, include))
                complaints += file.path + ":" + std::to_string(include.line) + ": " + *violation + "\n";
        }
    }
    EXPECT_EQ(complaints, "");
}

TEST(Architecture, NoSourceFileIsTooLongOrUntidy)
{
    std::string complaints;
    for (const ProjectFile& file : cppSources())
        complaints += report(file.path, layoutComplaints(file.text));
    EXPECT_EQ(complaints, "");
}

TEST(Architecture, NothingIsLeftUnfinishedOrTiedToOneMachine)
{
    std::string complaints;
    for (const ProjectFile& file : cppSources())
        complaints += report(file.path, wordingComplaints(file.text));
    for (const ProjectFile& file : writtenFiles(SPANLIGHT_SOURCE_DIR))
        complaints += report(file.path, wordingComplaints(file.text));
    EXPECT_EQ(complaints, "");
}

TEST(Architecture, EverySourceFileIsNamedInABuildFile)
{
    std::string buildFiles;
    for (const ProjectFile& file : writtenFiles(SPANLIGHT_SOURCE_DIR)) {
        if (file.path.ends_with("CMakeLists.txt"))
            buildFiles += file.text;
    }
    std::string forgotten;
    for (const ProjectFile& file : cppSources()) {
        // Fuzz targets are named without ".cpp", which their function adds.
        const std::string name = file.path.substr(file.path.rfind('/') + 1);
        const std::string listed = file.path.starts_with("tests/fuzz/") ? name.substr(0, name.size() - 4) : name;
        if (name.ends_with(".cpp") && buildFiles.find(listed) == std::string::npos)
            forgotten += file.path + "\n";
    }
    EXPECT_EQ(forgotten, "");
}

TEST(Architecture, EveryBundledTraceIsListedForTheBuild)
{
    const std::filesystem::path folder = std::filesystem::path(SPANLIGHT_SOURCE_DIR) / "resources/samples";
    const std::string list = textOf(folder / "samples.cmake");
    std::set<std::string> listed;
    const std::regex line("\n  (\\S+)");
    for (std::sregex_iterator it(list.begin(), list.end(), line), end; it != end; ++it)
        listed.insert((*it)[1]);
    std::set<std::string> there;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename() != "samples.cmake")
            there.insert(entry.path().lexically_relative(folder).generic_string());
    EXPECT_EQ(listed, there);
}

} // namespace

} // namespace spanlight::architecture
