#include "tests/architecture/house_rules.h"

#include <cctype>
#include <cstddef>
#include <functional>

namespace spanlight::architecture {

namespace {

/// A text that must not occur, and why. Written in two halves, so that this file does not accuse itself.
struct Forbidden
{
    std::string text;
    std::string_view why;
    bool wholeWord = false;
};

const std::vector<Forbidden>& forbiddenTexts()
{
    static const std::vector<Forbidden> all = {
        {std::string("TO") + "DO", "unfinished work", true},
        {std::string("FIX") + "ME", "unfinished work", true},
        {std::string("HA") + "CK", "unfinished work", true},
        {std::string("not ") + "implemented", "unfinished work", false},
        {std::string("/wo") + "rk/", "a path of one machine", false},
        {std::string("/ro") + "ot/", "a path of one machine", false},
        {std::string("proxy.go") + "lang.org", "the address of a package registry", false},
        {std::string("registry.npm") + "js.org", "the address of a package registry", false},
        {std::string("files.python") + "hosted.org", "the address of a package registry", false},
        {std::string("deb.deb") + "ian.org", "the address of a package registry", false},
    };
    return all;
}

[[nodiscard]] bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

[[nodiscard]] bool standsAlone(std::string_view line, std::size_t start, std::size_t length)
{
    const bool before = start > 0 && isWordCharacter(line[start - 1]);
    const bool after = start + length < line.size() && isWordCharacter(line[start + length]);
    return !before && !after;
}

[[nodiscard]] bool contains(std::string_view line, const Forbidden& forbidden)
{
    for (auto at = line.find(forbidden.text); at != std::string_view::npos; at = line.find(forbidden.text, at + 1)) {
        if (!forbidden.wholeWord || standsAlone(line, at, forbidden.text.size()))
            return true;
    }
    return false;
}

/// Calls `visit` with each line and its number from 1.
void forEachLine(std::string_view text, const std::function<void(std::string_view, std::size_t)>& visit)
{
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        visit(text.substr(0, end), ++number);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
}

} // namespace

std::vector<std::string> wordingComplaints(std::string_view text)
{
    std::vector<std::string> complaints;
    forEachLine(text, [&](std::string_view line, std::size_t number) {
        for (const Forbidden& forbidden : forbiddenTexts()) {
            if (contains(line, forbidden))
                complaints.push_back("line " + std::to_string(number) + ": '" + forbidden.text + "' is " +
                                     std::string(forbidden.why));
        }
    });
    return complaints;
}

std::vector<std::string> layoutComplaints(std::string_view text)
{
    std::vector<std::string> complaints;
    std::size_t lines = 0;
    forEachLine(text, [&](std::string_view line, std::size_t number) {
        lines = number;
        if (line.ends_with(' ') || line.ends_with('\r'))
            complaints.push_back("line " + std::to_string(number) + ": blanks at the end");
        if (line.find('\t') != std::string_view::npos)
            complaints.push_back("line " + std::to_string(number) + ": a tab");
    });
    if (lines > kMaxFileLines)
        complaints.push_back(std::to_string(lines) + " lines, more than " + std::to_string(kMaxFileLines));
    return complaints;
}

} // namespace spanlight::architecture
