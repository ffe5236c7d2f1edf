#include "app/cli/commands_hint.h"

#include "models/trace/edit_distance.h"

#include <algorithm>
#include <filesystem>

namespace spanlight::cli {

namespace {

bool isSource(std::string_view word)
{
    std::error_code ignored;
    return word == "-" || word.find("://") != std::string_view::npos || word == "demo:" ||
           word.starts_with("archive:") || std::filesystem::exists(std::filesystem::path(word), ignored);
}

} // namespace

std::string closestWord(std::string_view word, const std::vector<std::string>& known)
{
    constexpr std::size_t kLongestWord = 40;
    std::string best;
    std::size_t least = std::min<std::size_t>(2, word.size() / 2) + 1;
    if (word.size() > kLongestWord)
        return best;
    for (const std::string& each : known) {
        const bool begun = word.size() >= 2 && each.starts_with(word);
        if (const std::size_t found = begun ? 0 : trace::editDistance(word, each); found < least) {
            least = found;
            best = each;
        }
    }
    return best;
}

std::optional<std::string> unknownCommand(std::string_view word, const std::vector<std::string>& commands)
{
    const bool isOption = word.size() > 1 && word.starts_with('-');
    if (word.empty() || isOption || std::find(commands.begin(), commands.end(), word) != commands.end())
        return std::nullopt;
    std::string list;
    for (const std::string& command : commands)
        list += (list.empty() ? "" : ", ") + command;
    const std::string quoted = "'" + std::string(word) + "'";
    if (isSource(word))
        return "a command must stand before " + quoted + ", for example 'spanlight-cli info " + std::string(word) +
               "'. Commands: " + list + ".";
    const std::string meant = closestWord(word, commands);
    return quoted + " is no command" + (meant.empty() ? "" : "; did you mean '" + meant + "'?") +
           (meant.empty() ? ". " : " ") + "Commands: " + list + ".";
}

} // namespace spanlight::cli
