#pragma once

#include "models/operations/profile.h"

#include <span>
#include <string>
#include <string_view>

namespace spanlight::diagnosis {

/// What users read about a rule, in the manner of Markdown: values and attributes stand between backticks.
struct RuleDescription
{
    std::string_view id;
    std::string_view firesWhen;
    std::string_view needs;      ///< what the traces must hold
    std::string_view silentWhen; ///< where it keeps silent on purpose
    std::string_view severity;
    std::string_view thresholds;     ///< names in the profile, a space between them
    std::string_view moreThresholds; ///< those that the profile gives for each phase or operation type
    std::string_view facts;          ///< keys of the finding's facts
};

/// One for every rule, in the order of allRules(). A rule that is not evaluated in this release has one, too.
[[nodiscard]] std::span<const RuleDescription> ruleDescriptions();

/// Value of a threshold as people read it: "100 ms", "50 %". Empty for a name that no profile knows.
[[nodiscard]] std::string thresholdText(const operations::Thresholds& thresholds, std::string_view name);

} // namespace spanlight::diagnosis
