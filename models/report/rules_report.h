#pragma once

#include "models/operations/profile.h"

#include <cstddef>
#include <string>

namespace spanlight::report {

/// The rule reference with the thresholds of a profile, generated from the rules' own descriptions. Ends with a line
/// break.
[[nodiscard]] std::string rulesText(const operations::Profile& profile, std::size_t columns);
/// One line for each rule: its name and what it fires on.
[[nodiscard]] std::string rulesSummary();
/// The page docs/rules.md.
[[nodiscard]] std::string rulesMarkdown(const operations::Profile& profile);
/// `spanlight.rules/1`.
[[nodiscard]] std::string rulesJson(const operations::Profile& profile);

} // namespace spanlight::report
