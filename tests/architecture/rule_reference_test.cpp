// docs/rules.md promises a row for every rule, and says of each whether this release evaluates it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace spanlight::architecture {

namespace {

struct RuleNames
{
    std::set<std::string> evaluated;
    std::set<std::string> toCome;
};

std::string textOf(const std::string& path)
{
    std::ifstream stream(std::filesystem::path(SPANLIGHT_SOURCE_DIR) / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// The registry's lines read {"id", precedence, symptom, detector or nullptr}.
RuleNames registeredRules()
{
    const std::string text = textOf("models/diagnosis/registry.cpp");
    const std::regex entry(R"re(\{"([a-z-]+)",\s*\d+,\s*\w+,\s*(\w+)\})re");
    RuleNames names;
    for (std::sregex_iterator it(text.begin(), text.end(), entry), end; it != end; ++it)
        ((*it)[2] == "nullptr" ? names.toCome : names.evaluated).insert((*it)[1]);
    return names;
}

RuleNames documentedRules()
{
    const std::string text = textOf("docs/rules.md");
    const auto border = text.find("## Named, to come");
    const std::regex row(R"re(\n\| `([a-z-]+)` \|)re");
    RuleNames names;
    for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) {
        const bool later = static_cast<std::size_t>(it->position()) > border;
        (later ? names.toCome : names.evaluated).insert((*it)[1]);
    }
    return names;
}

TEST(RuleReference, HasARowForEveryRuleThatIsEvaluated)
{
    EXPECT_GE(registeredRules().evaluated.size(), 15U);
    EXPECT_EQ(documentedRules().evaluated, registeredRules().evaluated);
}

TEST(RuleReference, NamesTheRulesThatAreOnlyReserved)
{
    EXPECT_EQ(documentedRules().toCome, registeredRules().toCome);
}

} // namespace

} // namespace spanlight::architecture
