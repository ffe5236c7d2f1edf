// The table "What works where" of the README: no mark without a test behind it.
#include "tests/architecture/project_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace spanlight::architecture {

namespace {

namespace fs = std::filesystem;

std::string trimmed(const std::string& text)
{
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> split(const std::string& line, char separator)
{
    std::vector<std::string> parts;
    std::istringstream in(line);
    for (std::string part; std::getline(in, part, separator);)
        parts.push_back(trimmed(part));
    return parts;
}

std::string textOf(const fs::path& path)
{
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// "row | column | mark" of the first table after a heading; cells without mark are left out.
std::set<std::string> marksIn(const std::string& page, const std::string& heading)
{
    std::istringstream lines(page.substr(std::min(page.size(), page.find(heading))));
    std::set<std::string> marks;
    std::vector<std::string> columns;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() != '|') {
            if (!columns.empty())
                break;
            continue;
        }
        const std::vector<std::string> cells = split(line.substr(1), '|');
        if (columns.empty())
            columns = cells;
        else if (cells.front() != "---")
            for (std::size_t i = 1; i < cells.size(); ++i)
                if (!cells[i].empty())
                    marks.insert(cells.front() + " | " + columns.at(i) + " | " + cells[i]);
    }
    return marks;
}

/// Whether a file has the test "Suite.Name#word#word".
bool hasTest(const std::string& file, const std::string& test)
{
    const std::vector<std::string> words = split(test, '#');
    const std::vector<std::string> names = split(words.front(), '.');
    const bool isThere = file.find('(' + names.front() + ", " + names.back() + ')') != std::string::npos;
    return isThere && std::all_of(words.begin() + 1, words.end(),
                                  [&](const auto& word) { return file.find('"' + word + '"') != std::string::npos; });
}

TEST(WhatWorksWhere, ReadsATable)
{
    EXPECT_THAT(marksIn("## T\n\n| | a | b |\n| --- | :-: | :-: |\n| x | ● |  |\n| y |  | ○ |\n\n| z | ● |\n", "## T"),
                testing::ElementsAre("x | a | ●", "y | b | ○"));
    EXPECT_TRUE(hasTest("TEST_P(Suite, Name)\n\"one\"", "Suite.Name#one"));
    EXPECT_FALSE(hasTest("TEST_P(Suite, Name)\n\"one\"", "Suite.Name#two"));
    EXPECT_FALSE(hasTest("TEST_P(Suite, Name)", "Suite.Nam"));
}

TEST(WhatWorksWhere, HasATestBehindEveryMark)
{
    const fs::path root = SPANLIGHT_SOURCE_DIR;
    const auto files = cppFiles(root);
    std::set<std::string> backed;
    std::string missing;
    std::ifstream list(root / "tests/architecture/what_works_where.txt");
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        const std::vector<std::string> parts = split(line, '|');
        ASSERT_EQ(parts.size(), 4U) << line;
        backed.insert(parts[0] + " | " + parts[1] + " | " + parts[2]);
        if (std::none_of(files.begin(), files.end(), [&](const auto& file) { return hasTest(file.text, parts[3]); }))
            missing += line + '\n';
    }
    EXPECT_EQ(missing, "");
    EXPECT_EQ(marksIn(textOf(root / "README.md"), "### What works where"), backed);
}

} // namespace

} // namespace spanlight::architecture
