// docs/rules.md is what the program says of its rules.
#include "models/diagnosis/rule.h"
#include "models/diagnosis/rule_descriptions.h"
#include "models/operations/profile_catalog.h"
#include "models/report/rules_report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace spanlight::architecture {

namespace {

TEST(RuleReference, HasADescriptionForEveryRuleInItsOrder)
{
    const auto rules = diagnosis::allRules();
    const auto descriptions = diagnosis::ruleDescriptions();
    ASSERT_EQ(descriptions.size(), rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i)
        EXPECT_EQ(descriptions[i].id, rules[i].id);
}

TEST(RuleReference, TellsOfEveryRuleWhatItFiresOnNeedsAndReports)
{
    for (const auto& rule : diagnosis::ruleDescriptions()) {
        EXPECT_FALSE(rule.firesWhen.empty()) << rule.id;
        EXPECT_FALSE(rule.needs.empty()) << rule.id;
        EXPECT_FALSE(rule.silentWhen.empty()) << rule.id;
        EXPECT_FALSE(rule.severity.empty()) << rule.id;
        EXPECT_FALSE(rule.facts.empty()) << rule.id;
    }
}

TEST(RuleReference, NamesOnlyThresholdsThatAProfileHas)
{
    const auto profile = operations::builtinProfile("ktrdr");
    for (const auto& rule : diagnosis::ruleDescriptions())
        for (std::string_view rest = rule.thresholds; !rest.empty();) {
            const std::string_view name = rest.substr(0, rest.find(' '));
            EXPECT_NE(diagnosis::thresholdText(profile->thresholds, name), "") << name;
            rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        }
}

// After a wanted change: spanlight-cli rules --format markdown > docs/rules.md, or this test with
// SPANLIGHT_UPDATE_GOLDEN=1.
TEST(RuleReference, IsThePageInTheDocumentation)
{
    const auto path = std::filesystem::path(SPANLIGHT_SOURCE_DIR) / "docs/rules.md";
    const std::string generated = report::rulesMarkdown(*operations::builtinProfile("ktrdr"));
    if (std::getenv("SPANLIGHT_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << generated;
    std::ifstream stream(path, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), generated);
}

} // namespace

} // namespace spanlight::architecture
