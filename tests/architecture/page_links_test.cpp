// The pages name files and pictures of the project; each has to be there.
#include "tests/architecture/project_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

namespace spanlight::architecture {

namespace {

namespace fs = std::filesystem;

/// What links and pictures of a page point to, without places inside of a page.
std::vector<std::string> targetsIn(const std::string& page)
{
    const std::regex link(R"re(\]\(([^)#\s]+)[^)]*\)|src(?:set)?="([^"]+)")re");
    std::vector<std::string> targets;
    for (std::sregex_iterator it(page.begin(), page.end(), link), end; it != end; ++it)
        targets.push_back((*it)[1].matched ? (*it)[1] : (*it)[2]);
    return targets;
}

bool isElsewhere(const std::string& target)
{
    return target.find("://") != std::string::npos || target.starts_with("mailto:");
}

TEST(PageLinks, LinksAndPicturesAreRecognised)
{
    EXPECT_THAT(targetsIn("see [a](docs/a.md#x) and ![b](b.png \"t\"), <img src=\"c.png\"> [d](#here)"),
                testing::ElementsAre("docs/a.md", "b.png", "c.png"));
}

TEST(PageLinks, LeadToFilesOfTheProject)
{
    const fs::path root = SPANLIGHT_SOURCE_DIR;
    std::string missing;
    for (const ProjectFile& file : writtenFiles(root)) {
        if (!file.path.ends_with(".md"))
            continue;
        for (const std::string& target : targetsIn(file.text))
            if (!isElsewhere(target) && !fs::exists((root / file.path).parent_path() / target))
                missing += file.path + ": " + target + "\n";
    }
    EXPECT_EQ(missing, "");
}

} // namespace

} // namespace spanlight::architecture
