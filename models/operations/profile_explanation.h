#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace spanlight::operations {

/// A name that spans share, with how many of them.
struct NameCount
{
    std::string name;
    std::string service; ///< of the first of them
    std::uint64_t spans = 0;
};

/// One part of a profile (a role, meaning or phase) and the spans that it took.
struct ProfileMatch
{
    std::string part;                ///< name of the role, meaning or phase
    std::uint64_t spans = 0;         ///< 0: the profile has it, no span does
    std::vector<NameCount> names;    ///< most frequent first; of meanings: the attribute keys
    std::vector<std::string> values; ///< meanings: examples of values
    std::string traceId;             ///< of the first span
    std::string spanId;
};

/// A service as the profile sees it.
struct ServiceMatch
{
    std::string service;
    PartyRole role = PartyRole::Other;
    bool known = false;  ///< a rule names it
    std::string pattern; ///< of that rule
    std::uint64_t spans = 0;
    std::uint64_t operationSpans = 0; ///< in traces of operations
};

/// Spans that the profile says nothing about. Names that differ in numbers or ids only are one.
struct UnknownName
{
    std::string pattern; ///< with `*` for what differs
    std::string example;
    std::string service;
    trace::SpanKind kind = trace::SpanKind::Internal;
    std::uint64_t spans = 0;
    std::uint64_t errorSpans = 0;
    std::uint64_t operationSpans = 0; ///< in traces of operations
    std::int64_t longestNs = 0;
};

/// An attribute key without a meaning in the profile.
struct UnknownKey
{
    std::string key;
    std::uint64_t spans = 0;
    std::uint64_t traces = 0;        ///< that have it
    bool onePerTrace = true;         ///< no trace has two values of it
    bool numbers = true;             ///< every value is one
    std::vector<std::string> values; ///< the first distinct ones
    bool manyValues = false;         ///< there are more
};

/// How a type of operation occurs.
struct TypeCount
{
    std::string type; ///< empty: not known
    bool known = false;
    std::uint64_t operations = 0;
};

/// What to add to a profile.
struct ProfileSuggestion
{
    std::string pointer; ///< JSON pointer of the place; ends with /- where a list grows
    std::string json;    ///< the value to add
    std::string because;
};

/// Which spans matched which part of a profile, and what stayed unknown.
struct ProfileExplanation
{
    std::string profile;
    std::string title;
    bool subjectIsTrace = false;
    std::uint64_t traces = 0;
    std::uint64_t tracesOfOperations = 0;
    std::uint64_t spans = 0;
    std::uint64_t spansWithRole = 0;
    std::uint64_t spansWithPhase = 0;
    std::vector<TypeCount> types;          ///< of operations, most frequent first
    std::vector<ProfileMatch> roles;       ///< in the order of the roles
    std::vector<ProfileMatch> meanings;    ///< in the order of the meanings
    std::vector<ProfileMatch> phases;      ///< in the order of the profile
    std::vector<ServiceMatch> services;    ///< by name
    std::vector<UnknownName> unknownNames; ///< most frequent first
    std::vector<UnknownKey> unknownKeys;   ///< most frequent first
    std::uint64_t namesLeftOut = 0;        ///< unknown ones beyond the bound
    std::uint64_t keysLeftOut = 0;
    std::vector<std::string> idleRules; ///< JSON pointers of rules for spans that no span matched
    std::vector<ProfileSuggestion> suggestions;
};

/// Looks at every span once. O(spans × attributes); memory is bounded whatever names the spans have.
[[nodiscard]] ProfileExplanation explainProfile(const trace::TraceSet& traces, const Profile& profile);

/// The name with `*` for each part that looks like a number or an id, so that names of one kind are one:
/// "run job 4711" → "run job *", "GET /jobs/5f0c1d2e9a" → "GET /jobs/*".
[[nodiscard]] std::string namePattern(std::string_view name);

/// What would explain more, from an explanation without suggestions.
[[nodiscard]] std::vector<ProfileSuggestion> suggestAdditions(const ProfileExplanation& explanation,
                                                              const Profile& profile);

} // namespace spanlight::operations
