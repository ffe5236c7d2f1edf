#pragma once

#include "models/operations/companion_facts.h"
#include "models/operations/meaning.h"
#include "models/trace/span_types.h"

#include <tl/expected.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::operations {

/// Tags to search for when no span carries the id; "{id}" stands for the id.
struct SearchFallback
{
    std::string service;
    std::string key;
    std::string value;
};

/// Which spans have a role. Every list that is not empty must match.
struct SpanRule
{
    Role role = Role::None;
    std::vector<std::string> names; ///< patterns of the span name
    std::vector<trace::SpanKind> kinds;
    std::vector<std::string> paths; ///< patterns of the path of the URL
};

struct ServiceRule
{
    std::string pattern;
    PartyRole role = PartyRole::Other;
};

/// Who is behind an address. Every list that is not empty must match; the first rule that matches counts.
struct TargetRule
{
    std::vector<std::string> hosts;
    std::vector<std::int64_t> ports;
    std::vector<std::string> paths;
    PartyRole role = PartyRole::Other;
    std::string label;
    std::string container;
    bool instrumented = true; ///< false: it sends no traces by design
};

struct PhaseRule
{
    std::string id;
    Role role = Role::None;               ///< spans with this role are the phase
    std::vector<std::string> spans;       ///< patterns of span names
    std::vector<std::string> paths;       ///< patterns of paths of calls and requests
    std::vector<std::string> notServices; ///< spans of these services are something else
    std::optional<std::int64_t> expectedNs;
    std::optional<std::int64_t> expectedOnCpuNs;
    Role expectationOf = Role::None; ///< the expectation holds for each span of this role, not for the phase
    bool silent = false;             ///< often not instrumented at all
    bool reportsProgress = false;    ///< its span should carry progress
    bool loadsData = false;          ///< fetches what the work is done with: what fails in it may be missing data
    bool inParts = false;            ///< one call for each part: many are its design, and after one the next may come
};

/// After which phase a gap belongs to which phase (contract 2.2, "several untraced phases in one gap").
struct GapRule
{
    std::string after;
    std::string phase;
};

struct OperationType
{
    std::string id;
    std::vector<std::string> aliases; ///< normalized
    std::vector<std::string> idPatterns;
    std::vector<std::string> routes; ///< patterns of paths of requests that start or run it
    std::vector<std::string> spans;  ///< patterns of span names that only it has
    std::vector<std::string> phases; ///< ids in order; empty: those of otherTypes
    std::vector<GapRule> gaps;
    std::int64_t idleLimitNs = 300'000'000'000;
    bool workers = false;              ///< is dispatched to a worker
    std::optional<double> minimumRows; ///< in place of the threshold
};

/// Numbers that rules compare with; units in the names.
struct Thresholds
{
    std::int64_t idleBeforeDispatchNs = 60'000'000'000;
    std::int64_t progressStaleNs = 30'000'000'000;
    double bottleneckShare = 0.5;
    std::int64_t slowSelectionNs = 100'000'000;
    double manyIndicators = 30;
    double lowGpuPercent = 30;
    double minimumRows = 0;
    double incompleteShare = 0.5;
    std::int64_t exportDelayNs = 5'000'000'000;
    std::int64_t contextJoinNs = 1'000'000'000;
    std::int64_t repeatedCalls = 10;                  ///< similar calls under one span
    std::int64_t repeatedCallNs = 1'000'000'000;      ///< a call that takes longer on average is work, not overhead
    std::int64_t repeatedCallsTotalNs = 50'000'000;   ///< together; less does not matter
    double repeatedCallsShare = 0.2;                  ///< of the envelope
    std::int64_t retryAttempts = 5;                   ///< attempts of one call
    std::int64_t sequentialCalls = 4;                 ///< independent calls one after the other
    std::int64_t sequentialCallsTotalNs = 50'000'000; ///< together; less does not matter
    double sequentialCallsShare = 0.5;                ///< of the envelope
    std::int64_t clockToleranceNs = 50'000'000;       ///< between two hosts
    std::int64_t overheadSpans = 20'000;              ///< spans of one operation
    std::int64_t overheadAttributeBytes = 65'536;     ///< of one attribute
    double imbalanceSelections = 10;                  ///< fewer prove nothing
    double imbalanceShare = 0.8;                      ///< of the selections that one worker got
    double baselineRuns = 5;                          ///< fewer earlier runs prove nothing
    double regressionRatio = 1.5;                     ///< to the median of the earlier runs
    double regressionOverSlowest = 1.2;               ///< to the slowest of the earlier runs
    std::int64_t regressionExcessNs = 1'000'000'000;
};

/// One piece of advice for a rule. `when` compares with values that the rule offers ("kind", "role", "cause", …).
struct Advice
{
    std::map<std::string, std::string> when;
    std::string text;
    std::string command; ///< may hold {placeholders}; left out when one cannot be filled
};

/// Where to read on. Both texts may hold {placeholders} (docs/profiles.md); one that cannot be filled leaves it out.
struct LinkTemplate
{
    std::string kind; ///< dashboard, logs
    std::string title;
    std::string url;
    std::string command;
};

/// What attributes of a meaning say, for people.
struct MeaningNote
{
    std::string text;    ///< a sentence
    std::string example; ///< a value; may be empty
};

/// The vocabulary of an observed system: what its names mean. Value type, read-only after loading.
struct Profile
{
    std::string name;
    std::string title;
    std::string operationsApi;   ///< address for advice where no companion was named; empty: there is none
    std::string singleton;       ///< what the instance ids are of, for texts; empty: not named
    bool subjectIsTrace = false; ///< the system has no operation ids
    std::vector<std::string> recogniseServices;
    std::vector<std::string> recogniseSpans;
    std::vector<std::string> operationKeys; ///< attributes that hold an operation id
    std::vector<std::string> hiddenServices;
    std::vector<SearchFallback> searchFallbacks;
    std::array<std::vector<std::string>, kMeaningCount> keys;
    std::map<Meaning, MeaningNote> notes; ///< may lack any
    std::vector<SpanRule> spans;
    std::vector<ServiceRule> services;
    std::vector<TargetRule> targets;
    std::vector<PhaseRule> phases;
    std::vector<OperationType> operationTypes;
    OperationType otherType;
    std::map<std::string, std::vector<std::string>>
        states; ///< completed, failed, cancelled, running → normalized words
    Thresholds thresholds;
    std::map<std::string, std::vector<std::string>> errors;   ///< class of error → patterns of type names
    std::map<std::string, std::vector<std::string>> messages; ///< class of error → patterns of messages
    std::map<std::string, std::vector<std::string>> values;   ///< class of value → patterns, normalized
    std::map<std::string, std::vector<Advice>> advice;        ///< rule → advice
    std::vector<MetricQuery> metrics;                         ///< to ask Prometheus
    std::vector<LinkTemplate> links;

    [[nodiscard]] const std::vector<std::string>& keysOf(Meaning meaning) const
    {
        return keys[static_cast<std::size_t>(meaning)];
    }
    [[nodiscard]] const PhaseRule* phase(std::string_view id) const;
    /// The first phase of the type that spans of the role show, or nullptr.
    [[nodiscard]] const PhaseRule* phaseWith(const OperationType& type, Role role) const;
    /// Id of that phase, else of any phase of the role, else empty.
    [[nodiscard]] std::string phaseIdWith(const OperationType& type, Role role) const;
    /// Type by its name, alias (any case) or, if `type` is empty, by the pattern of the operation id.
    [[nodiscard]] const OperationType* operationType(std::string_view type, std::string_view operationId) const;
    [[nodiscard]] PartyRole serviceRole(std::string_view service) const;
    /// "completed", "failed", "cancelled", "running", or empty for other words. Any case.
    [[nodiscard]] std::string stateOf(std::string_view word) const;
    /// Whether the type (its last component counts) belongs to the class of errors.
    [[nodiscard]] bool isError(std::string_view errorClass, std::string_view type) const;
    [[nodiscard]] bool isMessage(std::string_view messageClass, std::string_view message) const;
    /// Whether the value of an attribute belongs to the class. Any case.
    [[nodiscard]] bool isValue(std::string_view valueClass, std::string_view value) const;
};

/// Why a profile cannot be used.
struct ProfileError
{
    std::string pointer; ///< JSON pointer (RFC 6901) of the offending value; empty: the document
    std::string message;
    [[nodiscard]] std::string text() const { return (pointer.empty() ? "" : pointer + ": ") + message; }
};

/// Reads a profile (resources/profiles/profile.schema.json). Unknown members are errors: they are usually typing slips.
[[nodiscard]] tl::expected<Profile, ProfileError> parseProfile(std::string_view json);

/// Last component of a qualified name: "httpx.ConnectError" → "ConnectError", "a::B" → "B".
[[nodiscard]] std::string_view className(std::string_view qualified);

} // namespace spanlight::operations
