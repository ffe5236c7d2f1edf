#include "models/report/rules_report.h"

#include "models/diagnosis/rule.h"
#include "models/diagnosis/rule_descriptions.h"
#include "models/report/json_report.h"
#include "models/report/json_text.h"
#include "models/report/safe_text.h"
#include "models/report/text_table.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::report {

using diagnosis::Rule;
using diagnosis::RuleDescription;
using nlohmann::ordered_json;
using operations::Profile;

namespace {

constexpr std::string_view kIntroduction = R"(# Rules

What Spanlight looks for, what it needs to see, and when it keeps silent on purpose. The names are stable: scripts may
rely on them, and on the `facts` of each finding. A false alarm is worse than silence: a rule that lacks its data says so
under *Not Checked*, a rule that looked and found nothing says why under *Ruled Out*.

`spanlight-cli rules` prints this page from the program's own descriptions: `--format markdown` as it stands here,
`--format json` for programs, `--profile NAME|FILE` with the thresholds of another profile. Thresholds can be changed in
the profile (`resources/profiles/*.json`); those below are of the profile )";

constexpr std::string_view kPrimary = R"(
## Which one is primary

Several rules often fire together: a worker that is not there also makes the operation fail. The verdict names the one
that explains the rest, in this order:

)";

constexpr std::string_view kTakesPart = R"(
A rule takes part only at `warning` or above and when it bears on the verdict: an error that a retry healed does not
explain why a later phase is stuck.
)";

std::vector<std::pair<std::string_view, std::string>> thresholdsOf(const RuleDescription& rule, const Profile& profile)
{
    std::vector<std::pair<std::string_view, std::string>> values;
    for (std::string_view rest = rule.thresholds; !rest.empty();) {
        const std::string_view name = rest.substr(0, rest.find(' '));
        values.emplace_back(name, diagnosis::thresholdText(profile.thresholds, name));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    }
    return values;
}

std::string thresholdsText(const RuleDescription& rule, const Profile& profile, const char* quote)
{
    std::string text;
    for (const auto& [name, value] : thresholdsOf(rule, profile))
        text += (text.empty() ? "" : ", ") + (quote + std::string(name)) + quote + " " + value;
    if (!rule.moreThresholds.empty())
        text += (text.empty() ? "" : ", ") + std::string(rule.moreThresholds);
    return text;
}

bool isEvaluated(const RuleDescription& description)
{
    const Rule* rule = diagnosis::findRule(description.id);
    return rule != nullptr && rule->detect != nullptr;
}

// Descriptions are written for Markdown; a terminal needs no marks.
std::string plain(std::string_view text)
{
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != '`' && c != '*'; });
    return out;
}

std::string markdownRow(const RuleDescription& rule, const Profile& profile)
{
    return "| `" + std::string(rule.id) + "` | " + std::string(rule.firesWhen) + " | " + std::string(rule.needs) +
           " | " + std::string(rule.silentWhen) + " | " + std::string(rule.severity) + " | " +
           thresholdsText(rule, profile, "`") + " | " + std::string(rule.facts) + " |\n";
}

std::string markdownTable(const Profile& profile, bool evaluated)
{
    std::string rows;
    for (const RuleDescription& rule : diagnosis::ruleDescriptions())
        if (isEvaluated(rule) == evaluated)
            rows += markdownRow(rule, profile);
    if (rows.empty())
        return {};
    return std::string(evaluated ? "## In this release\n\n"
                                 : "\n## Named, to come\n\nThe engine, the profile and the documents have a place for "
                                   "these rules; this release does not evaluate them.\n\n") +
           "| Rule | Fires when | Needs | Silent when | Severity | Thresholds | Facts |\n"
           "| --- | --- | --- | --- | --- | --- | --- |\n" +
           rows;
}

std::vector<const Rule*> byPrecedence()
{
    std::vector<const Rule*> rules;
    for (const Rule& rule : diagnosis::allRules())
        rules.push_back(&rule);
    std::stable_sort(rules.begin(), rules.end(),
                     [](const Rule* a, const Rule* b) { return a->precedence < b->precedence; });
    return rules;
}

} // namespace

std::string rulesText(const Profile& profile, std::size_t columns)
{
    std::string out;
    const auto line = [&](const char* label, std::string_view text) {
        if (!text.empty())
            out += wrappedText(label + plain(text), columns, "    ");
    };
    for (const RuleDescription& rule : diagnosis::ruleDescriptions()) {
        out += std::string(rule.id) + (isEvaluated(rule) ? "" : " (not evaluated in this release)") + "\n";
        line("Fires when ", rule.firesWhen);
        line("Needs: ", rule.needs);
        line("Silent when ", rule.silentWhen);
        line("Severity: ", rule.severity);
        line("Thresholds: ", thresholdsText(rule, profile, ""));
        line("Facts: ", rule.facts);
        out += "\n";
    }
    return out + "Thresholds of the profile " + profile.name + "; --profile shows those of another.\n";
}

std::string rulesSummary()
{
    std::string out;
    for (const RuleDescription& rule : diagnosis::ruleDescriptions())
        if (isEvaluated(rule))
            out += "  " + padded(std::string(rule.id), 24) + shortened(plain(rule.firesWhen), 94) + "\n";
    return out;
}

std::string rulesMarkdown(const Profile& profile)
{
    std::string out = std::string(kIntroduction) + "`" + profile.name + "`.\n\n";
    out += markdownTable(profile, true) + markdownTable(profile, false) + std::string(kPrimary);
    for (const Rule* rule : byPrecedence())
        out += "1. `" + std::string(rule->id) + "`\n";
    return out + std::string(kTakesPart);
}

std::string rulesJson(const Profile& profile)
{
    ordered_json rules = ordered_json::array();
    for (const RuleDescription& description : diagnosis::ruleDescriptions()) {
        const Rule* rule = diagnosis::findRule(description.id);
        ordered_json thresholds = ordered_json::object();
        for (const auto& [name, value] : thresholdsOf(description, profile))
            thresholds[std::string(name)] = value;
        rules.push_back({{"rule", description.id},
                         {"evaluated", isEvaluated(description)},
                         {"precedence", rule != nullptr ? rule->precedence : 0},
                         {"firesWhen", plain(description.firesWhen)},
                         {"needs", plain(description.needs)},
                         {"silentWhen", plain(description.silentWhen)},
                         {"severity", plain(description.severity)},
                         {"thresholds", std::move(thresholds)},
                         {"facts", plain(description.facts)}});
    }
    return jsonText({{"schema", "spanlight.rules/1"},
                     {"generator", {{"name", "spanlight"}, {"version", generatorVersion()}}},
                     {"profile", profile.name},
                     {"rules", std::move(rules)}},
                    2);
}

} // namespace spanlight::report
