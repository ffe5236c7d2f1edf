#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/engine.h"
#include "models/diagnosis/scenario.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::diagnosis {

enum class StepVerdict : std::uint8_t { Pass, Fail, Unknown };
[[nodiscard]] std::string_view name(StepVerdict verdict);

/// A step as it went.
struct WalkStep
{
    std::string id;
    std::string question;
    std::string asked; ///< what was searched for, and where; empty: the answer was read from the spans
    std::string query; ///< how to check the same by hand; may be empty
    std::string answer;
    std::string conclusion; ///< what a failure means, as a sentence; empty: question and answer say it
    StepVerdict verdict = StepVerdict::Unknown;
    std::vector<Evidence> evidence;
    std::vector<Fix> then; ///< what to do about it; empty for a step that passed
    std::string rule;      ///< rule whose finding decided; empty: none
};

/// The way through a scenario for one operation, with its end.
struct Walk
{
    std::string scenario;
    std::string title;
    std::vector<WalkStep> steps; ///< those that were taken, in order
    std::string conclusion;      ///< a sentence
    std::vector<Fix> fixes;
    std::optional<std::string> rule;      ///< that explains the symptom
    bool undecided = false;               ///< no step failed, and the one that matters most could not be told
    std::optional<std::string> suggested; ///< another scenario that fits what the traces show

    /// Index of the first step that failed, or nothing.
    [[nodiscard]] std::optional<std::size_t> firstFailure() const;
};

/// What a walk reads. The pointers must outlive the call.
struct WalkRequest
{
    const DiagnoseRequest* subject = nullptr;
    const Diagnosis* document = nullptr; ///< of that subject
    std::string source;                  ///< for command lines, quoted for a shell; empty: "SOURCE"
    std::vector<std::string> knownIds;   ///< ids seen elsewhere, to find a misspelt one
    std::span<const Scenario> others;    ///< to suggest one that fits better; may be empty
};

/// Takes the steps in their order. Deterministic, thread-safe, no clock. O(n log n) in the spans of the subject.
[[nodiscard]] Walk walkScenario(const Scenario& scenario, const WalkRequest& request);

/// The known ids that are a slip of the pen away from `id` (letter case, few letters changed, missing or too many, or
/// only the end missing), nearest first, at most three.
[[nodiscard]] std::vector<std::string> similarIds(std::string_view id, const std::vector<std::string>& known);

} // namespace spanlight::diagnosis
