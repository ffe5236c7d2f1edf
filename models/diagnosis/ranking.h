#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/rule.h"

#include <optional>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// Orders the findings as the contract says (2: primary first, then severity, precedence, time), fills the symptoms of
/// the primary, and returns its rule; nothing when no finding at warning or above bears on the verdict.
[[nodiscard]] std::optional<std::string> rankFindings(std::vector<Finding>& findings);

} // namespace spanlight::diagnosis
