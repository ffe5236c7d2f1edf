#pragma once

#include "models/diagnosis/diagnosis.h"

#include <string>
#include <vector>

// What every form of the report says about a document, whatever it looks like.
namespace spanlight::report {

/// The finding that the verdict names, or nullptr.
[[nodiscard]] const diagnosis::Finding* primaryOf(const diagnosis::Diagnosis& document);

/// Findings whose fixes belong into the solution: the primary first, then others that it does not explain.
[[nodiscard]] std::vector<const diagnosis::Finding*> remediesOf(const diagnosis::Diagnosis& document);
/// What stands for the root cause when the verdict names none.
[[nodiscard]] std::string noCauseText(const diagnosis::Diagnosis& document);
/// What stands there when no finding has a fix.
[[nodiscard]] std::string noRemedyText(const diagnosis::Diagnosis& document);

/// Sentences, each once.
[[nodiscard]] std::vector<std::string> preventionsOf(const diagnosis::Diagnosis& document);

/// "86 %".
[[nodiscard]] std::string percentText(double share);

} // namespace spanlight::report
