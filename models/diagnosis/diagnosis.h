#pragma once

#include "models/trace/trace_set.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace spanlight::diagnosis {

/// From worst to harmless, as in the contract.
enum class Severity : std::uint8_t { Critical, Error, Warning, Info };
[[nodiscard]] std::string_view name(Severity severity);

/// Contract section 2.1.
enum class State : std::uint8_t { Completed, Failed, Cancelled, Running, Stuck, Lost, NotFound, Unknown };
[[nodiscard]] std::string_view name(State state);
/// Whether something is wrong with work in this state, not only unfinished.
[[nodiscard]] constexpr bool isAlarming(State state)
{
    return state == State::Stuck || state == State::Lost || state == State::Failed;
}

/// Contract section 2.3.
enum class PhaseState : std::uint8_t { Completed, Failed, Running, Stuck, Gap, Missing };
[[nodiscard]] std::string_view name(PhaseState state);

/// A machine value of a finding: null, bool, int, double, text, list of texts, or map of lists.
using FactValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>,
                               std::map<std::string, std::vector<std::string>>>;

/// Facts in the order of the contract's table.
using Facts = std::vector<std::pair<std::string, FactValue>>;

/// A span that shows something, or a stated absence (`span` invalid, `note` says what was expected where).
struct Evidence
{
    trace::SpanRef span; ///< for the desktop; invalid for an absence
    std::string traceId; ///< empty: none
    std::string spanId;  ///< empty: an absence
    std::string service;
    std::string name;
    std::string attribute; ///< empty: the span as a whole
    std::string value;
    std::string note;
    std::int64_t startNs = 0;
    bool reported = false; ///< no span shows it and none is missing: a companion said it, `note` says which and when
};

/// What to do about it. `command` may be empty.
struct Fix
{
    std::string text;
    std::string command;
};

/// One result of one rule.
struct Finding
{
    std::string rule;
    Severity severity = Severity::Info;
    double confidence = 0;   ///< 0 … 1
    std::string title;       ///< a few words, for lists
    std::string explanation; ///< sentences: what was seen and what it means
    std::string rootCause;   ///< a sentence, empty when unknown
    std::optional<std::string> phase;
    std::vector<std::string> symptoms; ///< rules that this finding explains
    Facts facts;
    std::vector<Evidence> evidence; ///< at least one
    std::vector<Fix> fixes;
    std::optional<std::string> prevention;
    bool bears = false; ///< on the verdict (contract 2.2); only then it may be the primary
};

/// A phase of the operation on its time line.
struct PhaseResult
{
    std::string phase;
    PhaseState state = PhaseState::Completed;
    std::int64_t startNs = 0; ///< since the subject's start
    std::int64_t durationNs = 0;
    double share = 0;    ///< of the envelope
    trace::SpanRef span; ///< invalid for gaps
    std::string spanId;  ///< empty for gaps
};

/// A span of the execution flow.
struct FlowStep
{
    trace::SpanRef span;
    std::string spanId;
    std::string traceId;
    std::string service;
    std::string name;
    std::int64_t startNs = 0; ///< since the subject's start
    std::int64_t durationNs = 0;
    std::string status; ///< unset, ok, error
};

/// A rule with the reason why it does not hold, or why it could not be checked.
struct RuleNote
{
    std::string rule;
    std::string because;
};

struct Subject
{
    std::string kind; ///< "operation" or "trace"
    std::string id;
    std::string type; ///< contract's operation type, empty when unknown
    std::vector<std::string> traces;
    std::vector<std::string> services;
    std::optional<std::int64_t> startNs; ///< since the epoch
    std::optional<std::int64_t> endNs;   ///< nothing for unfinished work
    std::int64_t durationNs = 0;         ///< runs to asOf for unfinished work
    std::uint64_t spans = 0;
    std::uint64_t errorSpans = 0;
};

struct Verdict
{
    State state = State::Unknown;
    std::string headline; ///< one sentence
    std::optional<std::string> primary;
};

struct Completeness
{
    bool complete = true;
    std::vector<std::string> losses;
};

/// What a companion of the traces said (contract 1.1), or why it said nothing.
struct CompanionWord
{
    std::string companion; ///< operations-api, prometheus, grafana
    std::string url;       ///< that was asked, without secrets
    std::int64_t timeNs = 0;
    std::string text; ///< a sentence
    bool failed = false;
};

/// Where to read on: a dashboard, a log.
struct Link
{
    std::string kind; ///< dashboard, logs
    std::string title;
    std::string url;     ///< may be empty
    std::string command; ///< may be empty
};

/// The one document that every output shows (contract section 2). A value: no pointers into the traces but SpanRefs.
struct Diagnosis
{
    std::string profile;
    std::int64_t asOfNs = 0;
    std::string asOfNote; ///< how asOf was chosen, for people; not in the JSON
    Subject subject;
    Verdict verdict;
    std::vector<Finding> findings;
    std::vector<PhaseResult> phases;
    std::vector<FlowStep> flow;
    std::uint64_t flowOmitted = 0;
    std::vector<RuleNote> ruledOut;
    std::vector<RuleNote> notChecked;
    Completeness completeness;
    std::vector<CompanionWord> companions; ///< empty: none was asked
    std::vector<Link> links;               ///< only where companions are known
};

} // namespace spanlight::diagnosis
