#pragma once

#include "models/diagnosis/rule.h"

namespace spanlight::diagnosis {

/// Which of the three worker-selection rules a selection proves.
enum class SelectionVerdict : std::uint8_t { Succeeded, NoneRegistered, NoneCapable, AllBusy, Unclear };

/// Contract 2.2: from the counts; the status decides only where a count is absent.
[[nodiscard]] SelectionVerdict judgeSelection(const operations::WorkerSelection& selection);

/// What the three rules have in common: looks for the last selection with the verdict, builds the finding.
[[nodiscard]] RuleResult detectSelection(const RuleInput& input, SelectionVerdict wanted, std::string_view rule);

} // namespace spanlight::diagnosis
