#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/engine.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// What became of a rule.
enum class RuleOutcome : std::uint8_t { Fired, RuledOut, NotChecked, Silent };

/// A rule with its outcome and what it was measured by.
struct RuleExplanation
{
    std::string rule;
    RuleOutcome outcome = RuleOutcome::Silent;
    std::string because;   ///< title, or why not
    std::string threshold; ///< what the profile says is too much; empty: the rule has no number
    bool bears = false;    ///< fired, and bears on the verdict
};

/// How a verdict was found, for people who doubt it.
struct Explanation
{
    std::vector<std::string> state;     ///< sentences: why the operation is in its state
    std::string primary;                ///< a sentence: why this finding explains the rest; empty: there is none
    std::vector<RuleExplanation> rules; ///< fired, ruled out, not checked; each in the contract's order
};

/// Explains a diagnosis of that request. Deterministic. O(n log n) in the spans of the subject.
[[nodiscard]] Explanation explainDiagnosis(const DiagnoseRequest& request, const Diagnosis& document);

} // namespace spanlight::diagnosis
