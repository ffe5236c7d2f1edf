// The completions of the shells are written by hand; the help of the program is what they have to agree with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace spanlight::architecture {

namespace {

using Options = std::set<std::string>;

std::string completionText(const std::string& name)
{
    const auto path = std::filesystem::path(SPANLIGHT_SOURCE_DIR) / "packaging/linux/completions" / name;
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string outputOf(const std::string& command)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    char buffer[4096];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe.get()))
        text.append(buffer, count);
    return text;
}

Options matchesIn(const std::string& text, const std::string& pattern)
{
    const std::regex expression(pattern);
    Options options;
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
        options.insert((*it)[1]);
    return options;
}

/// The long options at the beginning of the lines of `spanlight-cli COMMAND --help`.
Options optionsInHelp(const std::string& command)
{
    // Of the commands below `profile`, `explain` has every option.
    const std::string words = command == "profile" ? "profile explain" : command;
    const std::string help = outputOf("'" SPANLIGHT_CLI "' " + words + " --help");
    std::istringstream lines(help);
    Options options;
    for (std::string line; std::getline(lines, line);)
        options.merge(matchesIn(line, R"re(^  (?:-\w,)?--([a-z-]+))re"));
    return options;
}

/// The part of a shell's text between two marks.
std::string section(const std::string& text, const std::string& from, const std::string& to)
{
    const auto start = text.find(from);
    if (start == std::string::npos)
        return {};
    const auto end = text.find(to, start + from.size());
    return text.substr(start, end == std::string::npos ? end : end - start);
}

Options bashOptions(const std::string& command)
{
    const std::string text = completionText("spanlight-cli.bash");
    const std::string own = section(text, "        " + command + ") echo", ";;");
    const bool takesSources = own.find("$common") != std::string::npos;
    return matchesIn((takesSources ? section(text, "local common=", "case") : std::string()) + own,
                     R"re(--([a-z-]+))re");
}

Options zshOptions(const std::string& command)
{
    const std::string text = completionText("_spanlight-cli");
    const std::string all = section(text, "                " + command + ")", "esac");
    const std::string own = all.substr(0, all.find(";;"));
    const bool takesSources = own.find("$common") != std::string::npos;
    return matchesIn((takesSources ? section(text, "    common=(", "\n    )") : std::string()) + own,
                     R"re(['*)]--([a-z-]+)\[)re");
}

Options fishOptions(const std::string& command)
{
    std::istringstream lines(completionText("spanlight-cli.fish"));
    Options options;
    bool takesSources = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("set -l commands "))
            takesSources = (line + " ").find(" " + command + " ") != std::string::npos;
        const bool general =
            (takesSources && line.find("$any") != std::string::npos) || line.find("-l help") != std::string::npos;
        const bool own = std::regex_search(line, std::regex("subcommand_from [a-z ]*\\b" + command + "\\b"));
        if (general || own)
            options.merge(matchesIn(line, R"re( -l ([a-z-]+))re"));
    }
    return options;
}

class Completions : public testing::TestWithParam<std::string>
{
};

TEST_P(Completions, TheProgramTellsItsOptions)
{
    EXPECT_THAT(optionsInHelp(GetParam()), testing::IsSupersetOf({"help"}));
}

TEST_P(Completions, OfBashKnowEveryOptionAndNoOther)
{
    EXPECT_EQ(bashOptions(GetParam()), optionsInHelp(GetParam()));
}

TEST_P(Completions, OfZshKnowEveryOptionAndNoOther)
{
    EXPECT_EQ(zshOptions(GetParam()), optionsInHelp(GetParam()));
}

TEST_P(Completions, OfFishKnowEveryOptionAndNoOther)
{
    EXPECT_EQ(fishOptions(GetParam()), optionsInHelp(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Commands, Completions,
                         testing::Values("info", "search", "diagnose", "timeline", "compare", "convert", "doctor",
                                         "profile", "rules", "serve"),
                         [](const auto& command) { return command.param; });

} // namespace

} // namespace spanlight::architecture
