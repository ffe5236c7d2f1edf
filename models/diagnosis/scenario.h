#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/meaning.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::diagnosis {

/// Findings of rules. The step fails when one of them is found at `severity` or above.
struct RulesLook
{
    std::vector<std::string> rules;
    Severity severity = Severity::Warning;
    std::map<std::string, std::vector<std::string>> facts; ///< only findings with one of these values count
};

/// How the operation stands. States in neither list leave the step undecided.
struct StateLook
{
    std::vector<State> pass;
    std::vector<State> fail;
};

/// Phases of the operation. The step fails when one of them is in one of these states.
struct PhasesLook
{
    std::vector<PhaseState> fail;
};

/// Spans with one of the roles or of a service of one of the parties; the operation's own ones.
struct SpansLook
{
    std::vector<operations::Role> roles;
    std::vector<operations::PartyRole> parties;
    std::optional<std::int64_t> atLeast;
    std::optional<std::int64_t> atMost;
    bool failed = false; ///< only spans that failed count
};

/// A number about the operation, see measures().
struct MeasureLook
{
    std::string of;
    std::optional<double> atLeast;
    std::optional<double> atMost;
    std::int64_t fromSpans = 0; ///< an operation with fewer spans passes
};

/// A part of how the traces were searched.
enum class SearchAspect : std::uint8_t { Found, Reached, Services, Backend, Fresh, Range, Spelling };
[[nodiscard]] std::string_view name(SearchAspect aspect);

/// A text with {placeholders}, in versions: the first one counts whose placeholders can all be filled.
using StepText = std::vector<std::string>;

/// A step that a careful engineer takes: a question, where to look, and what the answer means. Where it looks at
/// several things, one that fails decides, else one that passes.
struct ScenarioStep
{
    std::string id;
    std::string question;
    StepText query; ///< how the user could check the same by hand
    std::optional<RulesLook> rules;
    std::optional<StateLook> state;
    std::optional<PhasesLook> phases;
    std::optional<SpansLook> spans;
    std::optional<MeasureLook> measure;
    std::optional<SearchAspect> search;
    bool decisive = false;       ///< without an answer to it nothing is said about the symptom
    bool workersOnly = false;    ///< asked only for operations that are handed to a worker
    bool operationsOnly = false; ///< asked only for operations, not for a plain trace
    StepText otherwise;          ///< the answer where it is not asked
    StepText pass;
    StepText fail;
    StepText unknown;
    StepText conclusion;                     ///< a sentence, when it fails and explains the symptom; may be empty
    std::vector<Fix> then;                   ///< what to do after fail or unknown, with placeholders
    std::map<std::string, std::string> next; ///< "pass", "fail", "unknown", or "healthy" for a pass where
                                             ///< nothing above info was found → id of a later step, or "end"
};

/// The way from a symptom to its cause.
struct Scenario
{
    std::string id;
    std::string title; ///< the symptom in the user's words: "It does not finish"
    std::string text;  ///< a few words more
    std::vector<ScenarioStep> steps;
    StepText healthy; ///< what it means when no step fails
};

/// Why a scenario cannot be used.
struct ScenarioError
{
    std::string file;    ///< path or name; empty when read from a text
    std::string pointer; ///< JSON pointer (RFC 6901) of the offending value; empty: the document
    std::string message;
    [[nodiscard]] std::string text() const;
};

/// Reads a scenario (resources/scenarios/scenario.schema.json). Unknown members, rules, roles, measures and
/// placeholders, no steps, and a `next` that leads back are errors.
[[nodiscard]] tl::expected<Scenario, ScenarioError> parseScenario(std::string_view json);
/// The same from a file; at most 1 MiB.
[[nodiscard]] tl::expected<Scenario, ScenarioError> readScenarioFile(const std::string& path);

/// The built-in scenarios, in the order in which they are offered.
[[nodiscard]] const std::vector<Scenario>& builtinScenarios();
/// A built-in scenario, or nullptr.
[[nodiscard]] const Scenario* builtinScenario(std::string_view id);

/// Names that a MeasureLook may have.
[[nodiscard]] std::span<const std::string_view> measures();
/// Placeholders that texts may have, besides "fact.…".
[[nodiscard]] std::span<const std::string_view> placeholders();

} // namespace spanlight::diagnosis
