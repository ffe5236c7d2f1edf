#pragma once

#include "models/diagnosis/diagnosis.h"

#include <cstdint>
#include <string>
#include <vector>

// What every form of the report says about a document, whatever it looks like.
namespace spanlight::report {

/// The finding that the verdict names, or nullptr.
[[nodiscard]] const diagnosis::Finding* primaryOf(const diagnosis::Diagnosis& document);

/// Findings whose fixes belong into the solution: the primary first, then others that it does not explain.
[[nodiscard]] std::vector<const diagnosis::Finding*> remediesOf(const diagnosis::Diagnosis& document);
/// Another finding of the document is of the same rule.
[[nodiscard]] bool isRepeated(const diagnosis::Diagnosis& document, const diagnosis::Finding& finding);
/// What stands for the root cause when the verdict names none.
[[nodiscard]] std::string noCauseText(const diagnosis::Diagnosis& document);
/// What stands there when no finding has a fix.
[[nodiscard]] std::string noRemedyText(const diagnosis::Diagnosis& document);

/// Sentences, each once.
[[nodiscard]] std::vector<std::string> preventionsOf(const diagnosis::Diagnosis& document);

/// "2.4 s"; "–" for a phase that never was.
[[nodiscard]] std::string phaseDuration(const diagnosis::PhaseResult& phase);

/// "1 span", "2 spans".
[[nodiscard]] std::string counted(std::uint64_t count, const char* one, const char* many);
/// "86 %".
[[nodiscard]] std::string percentText(double share);

} // namespace spanlight::report
