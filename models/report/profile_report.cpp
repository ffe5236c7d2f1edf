#include "models/report/profile_report.h"

#include "models/report/json_text.h"
#include "models/report/safe_text.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <map>

namespace spanlight::report {

using nlohmann::ordered_json;
using operations::NameCount;
using operations::ProfileError;
using operations::ProfileExplanation;
using operations::ProfileMatch;
using operations::ProfileSuggestion;
using operations::UnknownKey;
using operations::UnknownName;

namespace {

std::string counted(std::uint64_t count, const std::string& one, const std::string& many)
{
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

std::string mistakeLines(const std::vector<ProfileError>& mistakes)
{
    std::string out;
    for (const ProfileError& mistake : mistakes)
        out += "  " + oneLine(mistake.text()) + "\n";
    return out;
}

ordered_json mistakesJson(const std::vector<ProfileError>& mistakes)
{
    ordered_json list = ordered_json::array();
    for (const ProfileError& mistake : mistakes)
        list.push_back({{"pointer", mistake.pointer}, {"message", mistake.message}});
    return list;
}

std::string row(const std::string& first, std::uint64_t spans, const std::string& last)
{
    std::string number = spans > 0 ? std::to_string(spans) : "-";
    number.insert(0, number.size() < 9 ? 9 - number.size() : 0, ' ');
    std::string line = "  " + padded(shortened(first, 30), 30) + number + "  " + last;
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::string heading(const std::string& title, const std::string& last)
{
    return "\n" + padded(title, 37) + "SPANS  " + last + "\n";
}

std::string moreLine(std::size_t count, std::size_t shown)
{
    return count > shown ? "  … and " + std::to_string(count - shown) + " more\n" : std::string();
}

std::string namesText(const std::vector<NameCount>& names, bool services)
{
    constexpr std::size_t kShown = 3;
    std::string out;
    for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
        out += (i > 0 ? ", " : "") + shortened(oneLine(names[i].name), 40) +
               (services && !names[i].service.empty() ? " (" + shortened(oneLine(names[i].service), 24) + ")" : "");
    return out + (names.size() > kShown ? ", …" : "");
}

std::string valuesText(const std::vector<std::string>& values)
{
    constexpr std::size_t kShown = 3;
    std::string out;
    for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i)
        out += (i > 0 ? ", " : "") + shortened(oneLine(values[i]), 32);
    return out + (values.size() > kShown ? ", …" : "");
}

std::string matchTable(const std::string& title, const std::string& what, const std::vector<ProfileMatch>& matches)
{
    std::string out = heading(title, what);
    for (const ProfileMatch& match : matches)
        out += row(match.part, match.spans, namesText(match.names, true));
    return matches.empty() ? out + "  none in the profile\n" : out;
}

// Meanings that no span has are many in any profile: counted, not listed.
std::string meaningTable(const std::vector<ProfileMatch>& meanings)
{
    std::string out = heading("MEANINGS", "ATTRIBUTE = VALUES");
    std::string absent;
    for (const ProfileMatch& meaning : meanings) {
        if (meaning.spans > 0)
            out +=
                row(meaning.part, meaning.spans, namesText(meaning.names, false) + " = " + valuesText(meaning.values));
        else
            absent += (absent.empty() ? "" : ", ") + meaning.part;
    }
    return out + (absent.empty() ? "" : "  on no span: " + absent + "\n");
}

std::string typesLine(const ProfileExplanation& e)
{
    std::string out;
    for (const auto& type : e.types)
        out += (out.empty() ? "" : ", ") + std::to_string(type.operations) + ' ' +
               (type.type.empty() ? "of no known type" : oneLine(type.type)) +
               (type.known || type.type.empty() ? "" : " (not in the profile)");
    return out.empty() ? "none" : out;
}

// Services of one rule are one line: systems have many workers.
std::string serviceTable(const ProfileExplanation& e, std::size_t most)
{
    struct Group
    {
        std::uint64_t spans = 0;
        std::size_t services = 0;
        std::string who;
    };
    std::map<std::string, Group> groups;
    std::string unknown;
    std::size_t unknownCount = 0;
    for (const auto& service : e.services) {
        if (!service.known && unknownCount++ < most)
            unknown += row(oneLine(service.service), service.spans, "unknown: no rule names it");
        if (!service.known)
            continue;
        Group& group = groups[service.pattern];
        group.spans += service.spans;
        ++group.services;
        group.who = name(service.role);
    }
    std::string out = heading("SERVICES", "WHO");
    for (const auto& [pattern, group] : groups)
        out += row(pattern, group.spans,
                   group.who + (group.services > 1 ? ", " + std::to_string(group.services) + " services" : ""));
    return out + unknown + moreLine(unknownCount, most);
}

std::string unknownNameTable(const ProfileExplanation& e, std::size_t most)
{
    std::string out = heading("SPAN NAMES WITHOUT ROLE OR PHASE", "KIND, SERVICE, LONGEST");
    for (std::size_t i = 0; i < std::min(most, e.unknownNames.size()); ++i) {
        const UnknownName& unknown = e.unknownNames[i];
        out += row(oneLine(unknown.pattern), unknown.spans,
                   std::string(name(unknown.kind)) + ", " + oneLine(unknown.service) + ", " +
                       trace::toDurationText(unknown.longestNs) +
                       (unknown.errorSpans > 0 ? ", " + counted(unknown.errorSpans, "error", "errors") : ""));
    }
    return e.unknownNames.empty() ? out + "  none\n" : out + moreLine(e.unknownNames.size(), most);
}

std::string unknownKeyTable(const ProfileExplanation& e, std::size_t most)
{
    std::string out = heading("ATTRIBUTE KEYS WITHOUT A MEANING", "VALUES");
    for (std::size_t i = 0; i < std::min(most, e.unknownKeys.size()); ++i)
        out += row(oneLine(e.unknownKeys[i].key), e.unknownKeys[i].spans, valuesText(e.unknownKeys[i].values));
    return e.unknownKeys.empty() ? out + "  none\n" : out + moreLine(e.unknownKeys.size(), most);
}

std::string suggestionLines(const std::vector<ProfileSuggestion>& suggestions)
{
    std::string out = "\nWHAT TO ADD TO THE PROFILE\n";
    for (const ProfileSuggestion& suggestion : suggestions)
        out += "  " + suggestion.pointer + "  " + oneLine(suggestion.json) + "\n      " + oneLine(suggestion.because) +
               "\n";
    return suggestions.empty() ? out + "  nothing comes to mind\n" : out;
}

std::string idleLine(const std::vector<std::string>& idleRules)
{
    std::string out;
    for (const std::string& pointer : idleRules)
        out += (out.empty() ? "\nRules for spans that no span matched: " : ", ") + pointer;
    return out.empty() ? out : out + "\n";
}

ordered_json matchesJson(const std::vector<ProfileMatch>& matches, const char* part, const char* names)
{
    ordered_json list = ordered_json::array();
    for (const ProfileMatch& match : matches) {
        ordered_json json = {{part, match.part}, {"spans", match.spans}};
        json[names] = ordered_json::array();
        for (const NameCount& name : match.names)
            json[names].push_back({{"name", name.name}, {"service", name.service}, {"spans", name.spans}});
        if (!match.values.empty())
            json["examples"] = match.values;
        if (match.spans > 0)
            json["first"] = {{"traceId", match.traceId}, {"spanId", match.spanId}};
        list.push_back(std::move(json));
    }
    return list;
}

ordered_json unknownNamesJson(const std::vector<UnknownName>& names)
{
    ordered_json list = ordered_json::array();
    for (const UnknownName& unknown : names)
        list.push_back({{"pattern", unknown.pattern},
                        {"example", unknown.example},
                        {"service", unknown.service},
                        {"kind", name(unknown.kind)},
                        {"spans", unknown.spans},
                        {"errorSpans", unknown.errorSpans},
                        {"longestNs", unknown.longestNs}});
    return list;
}

ordered_json unknownKeysJson(const std::vector<UnknownKey>& keys)
{
    ordered_json list = ordered_json::array();
    for (const UnknownKey& key : keys)
        list.push_back({{"key", key.key},
                        {"spans", key.spans},
                        {"traces", key.traces},
                        {"examples", key.values},
                        {"moreValues", key.manyValues}});
    return list;
}

ordered_json servicesJson(const ProfileExplanation& e)
{
    ordered_json list = ordered_json::array();
    for (const auto& service : e.services)
        list.push_back({{"name", service.service},
                        {"role", service.known ? ordered_json(name(service.role)) : ordered_json(nullptr)},
                        {"spans", service.spans}});
    return list;
}

} // namespace

std::string profileCheckText(const ProfileCheck& check)
{
    std::string out = oneLine(check.file) + ": ";
    if (!check.reading.profile)
        return out + "cannot be used, " + counted(check.reading.errors.size(), "mistake", "mistakes") + "\n" +
               mistakeLines(check.reading.errors);
    const operations::Profile& profile = *check.reading.profile;
    out += "valid, profile " + profile.name + ": " +
           counted(profile.operationTypes.size(), "operation type", "operation types") + ", " +
           counted(profile.phases.size(), "phase", "phases") + ", " +
           counted(profile.spans.size(), "rule for spans", "rules for spans") + ", " +
           counted(profile.advice.size(), "rule with advice", "rules with advice") + "\n";
    if (!check.oversights.empty())
        out += "Probably not meant:\n" + mistakeLines(check.oversights);
    return out;
}

std::string profileCheckJson(const ProfileCheck& check)
{
    return jsonText({{"schema", "spanlight.profile-check/1"},
                     {"file", check.file},
                     {"valid", check.reading.profile.has_value()},
                     {"errors", mistakesJson(check.reading.errors)},
                     {"warnings", mistakesJson(check.oversights)}},
                    0);
}

std::string profileExplanationText(const ProfileExplanation& e, std::size_t most)
{
    std::string out = "Profile     " + oneLine(e.profile) + " (" + oneLine(e.title) + ")\n";
    const std::string foreign =
        e.subjectIsTrace ? std::string()
                         : " (" + std::to_string(e.traces - e.tracesOfOperations) + " without an operation of it)";
    out += "Traces      " + std::to_string(e.traces) + foreign + " · " + counted(e.spans, "span", "spans") + ", " +
           std::to_string(e.spansWithRole) + " with a role, " + std::to_string(e.spansWithPhase) + " in a phase\n";
    out += "Operations  " + (e.subjectIsTrace ? "the profile has none; its subject is the trace" : typesLine(e)) + "\n";
    out += matchTable("ROLES", "SPAN NAMES", e.roles);
    out += matchTable("PHASES", "SPAN NAMES", e.phases);
    out += meaningTable(e.meanings);
    out += serviceTable(e, most);
    out += unknownNameTable(e, most);
    out += unknownKeyTable(e, most);
    if (e.namesLeftOut + e.keysLeftOut > 0)
        out += "  Not told apart, because there are too many: " + counted(e.namesLeftOut, "span name", "span names") +
               ", " + counted(e.keysLeftOut, "attribute key", "attribute keys") + "\n";
    out += idleLine(e.idleRules);
    return out + suggestionLines(e.suggestions);
}

std::string profileExplanationJson(const ProfileExplanation& e)
{
    ordered_json types = ordered_json::array();
    for (const auto& type : e.types)
        types.push_back({{"type", type.type.empty() ? ordered_json(nullptr) : ordered_json(type.type)},
                         {"inProfile", type.known},
                         {"operations", type.operations}});
    ordered_json suggestions = ordered_json::array();
    for (const ProfileSuggestion& suggestion : e.suggestions)
        suggestions.push_back({{"pointer", suggestion.pointer},
                               {"value", ordered_json::parse(suggestion.json, nullptr, false)},
                               {"because", suggestion.because}});
    return jsonText({{"schema", "spanlight.profile-explanation/1"},
                     {"profile", e.profile},
                     {"traces", e.traces},
                     {"tracesOfOperations", e.tracesOfOperations},
                     {"spans", e.spans},
                     {"spansWithRole", e.spansWithRole},
                     {"spansWithPhase", e.spansWithPhase},
                     {"operations", std::move(types)},
                     {"roles", matchesJson(e.roles, "role", "names")},
                     {"phases", matchesJson(e.phases, "phase", "names")},
                     {"meanings", matchesJson(e.meanings, "meaning", "keys")},
                     {"services", servicesJson(e)},
                     {"unknown",
                      {{"names", unknownNamesJson(e.unknownNames)},
                       {"keys", unknownKeysJson(e.unknownKeys)},
                       {"namesLeftOut", e.namesLeftOut},
                       {"keysLeftOut", e.keysLeftOut}}},
                     {"idleRules", e.idleRules},
                     {"suggestions", std::move(suggestions)}},
                    2);
}

} // namespace spanlight::report
