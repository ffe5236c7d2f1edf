#include "models/operations/profile_reader.h"

#include "models/operations/glob.h"
#include "models/operations/json_node.h"
#include "models/operations/profile_companions.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace spanlight::operations {

namespace {

// Thirty years: far beyond any limit, and far from the end of 64 bits of nanoseconds.
constexpr double kMostSeconds = 1e9;

using Words = std::vector<std::string_view>;

std::string inQuotes(std::string_view word)
{
    return '"' + std::string(word) + '"';
}

std::string textOr(const JsonNode& node, const char* key, std::string otherwise = {})
{
    return node.has(key) ? node.at(key).text() : std::move(otherwise);
}

std::vector<std::string> patternsOr(const JsonNode& node, const char* key)
{
    return node.has(key) ? node.at(key).patterns() : std::vector<std::string>();
}

bool booleanOr(const JsonNode& node, const char* key, bool otherwise)
{
    return node.has(key) ? node.at(key).boolean() : otherwise;
}

std::vector<std::string> normalizedTexts(const JsonNode& list)
{
    std::vector<std::string> texts = list.texts();
    for (std::string& text : texts)
        text = normalized(text);
    return texts;
}

// A limit of nothing at all would make everything too slow: at least a millisecond.
std::optional<std::int64_t> optionalSeconds(const JsonNode& node, const char* key)
{
    if (!node.has(key))
        return std::nullopt;
    return static_cast<std::int64_t>(node.at(key).number(0.001, kMostSeconds) * 1e9);
}

void mustBeKnown(const JsonNode& node, std::string_view word, const Words& known, const std::string& what)
{
    if (std::find(known.begin(), known.end(), word) != known.end())
        return;
    const std::string_view similar = similarWord(word, known);
    node.fail(inQuotes(word) + " is not a known " + what +
              (similar.empty() ? std::string() : "; is " + inQuotes(similar) + " meant?"));
}

template <typename Enum>
Enum named(const JsonNode& node, std::optional<Enum> (*lookUp)(std::string_view), std::size_t count, const char* what)
{
    const std::string word = node.text();
    if (const auto value = lookUp(word))
        return *value;
    Words known;
    for (std::size_t i = 0; i < count; ++i)
        known.push_back(name(static_cast<Enum>(i)));
    mustBeKnown(node, word, known, what);
    node.fail(inQuotes(word) + " is not a known " + what);
}

Role roleOf(const JsonNode& node)
{
    return named(node, roleFromName, kRoleCount, "role");
}

PartyRole partyOf(const JsonNode& node)
{
    return named(node, partyRoleFromName, kPartyRoleCount, "role of a service");
}

std::optional<trace::SpanKind> kindFromName(std::string_view text)
{
    using trace::SpanKind;
    for (const SpanKind kind :
         {SpanKind::Internal, SpanKind::Server, SpanKind::Client, SpanKind::Producer, SpanKind::Consumer})
        if (trace::name(kind) == text)
            return kind;
    return std::nullopt;
}

SpanRule readSpanRule(const JsonNode& node)
{
    node.onlyMembers({"role", "names", "kinds", "paths"});
    SpanRule rule;
    rule.role = roleOf(node.at("role"));
    rule.names = patternsOr(node, "names");
    rule.paths = patternsOr(node, "paths");
    if (node.has("kinds"))
        node.at("kinds").each([&](const JsonNode& kind) {
            const auto known = kindFromName(kind.text());
            if (!known)
                kind.fail(inQuotes(kind.text()) +
                          " is not a kind of span; they are internal, server, client, producer, consumer");
            rule.kinds.push_back(*known);
        });
    if (rule.names.empty() && rule.paths.empty())
        node.fail("needs \"names\" or \"paths\"");
    return rule;
}

ServiceRule readServiceRule(const JsonNode& node)
{
    node.onlyMembers({"name", "role"});
    return {node.at("name").pattern(), partyOf(node.at("role"))};
}

TargetRule readTargetRule(const JsonNode& node)
{
    node.onlyMembers({"hosts", "ports", "paths", "role", "label", "container", "instrumented"});
    TargetRule rule;
    rule.hosts = patternsOr(node, "hosts");
    rule.paths = patternsOr(node, "paths");
    if (node.has("ports"))
        node.at("ports").each([&](const JsonNode& port) { rule.ports.push_back(port.integer(1, 65'535)); });
    rule.role = partyOf(node.at("role"));
    rule.label = textOr(node, "label");
    rule.container = textOr(node, "container");
    rule.instrumented = booleanOr(node, "instrumented", true);
    return rule;
}

PhaseRule readPhase(const JsonNode& node)
{
    node.onlyMembers({"id", "role", "spans", "paths", "notServices", "expectedSeconds", "expectedSecondsOnCpu",
                      "expectationOf", "silent", "reportsProgress", "loadsData", "inParts"});
    PhaseRule rule;
    rule.id = node.at("id").text();
    rule.spans = patternsOr(node, "spans");
    rule.paths = patternsOr(node, "paths");
    rule.notServices = patternsOr(node, "notServices");
    if (node.has("role"))
        rule.role = roleOf(node.at("role"));
    if (node.has("expectationOf"))
        rule.expectationOf = roleOf(node.at("expectationOf"));
    rule.expectedNs = optionalSeconds(node, "expectedSeconds");
    rule.expectedOnCpuNs = optionalSeconds(node, "expectedSecondsOnCpu");
    rule.silent = booleanOr(node, "silent", false);
    rule.reportsProgress = booleanOr(node, "reportsProgress", false);
    rule.loadsData = booleanOr(node, "loadsData", false);
    rule.inParts = booleanOr(node, "inParts", false);
    return rule;
}

void readPhases(const JsonNode& list, Profile& profile)
{
    list.each([&](const JsonNode& node) {
        PhaseRule phase = readPhase(node);
        if (profile.phase(phase.id) != nullptr)
            node.at("id").fail("there is another phase " + inQuotes(phase.id));
        profile.phases.push_back(std::move(phase));
    });
}

// Where a phase stands in the order of the type. Phases that are not the type's own have no place in it.
std::size_t phasePlace(const JsonNode& node, const OperationType& type)
{
    const std::string id = node.text();
    const auto it = std::find(type.phases.begin(), type.phases.end(), id);
    if (it == type.phases.end())
        node.fail(inQuotes(id) + " is not a phase of this type");
    return static_cast<std::size_t>(it - type.phases.begin());
}

void readGaps(const JsonNode& list, OperationType& type)
{
    list.each([&](const JsonNode& gap) {
        gap.onlyMembers({"after", "phase"});
        const std::size_t after = phasePlace(gap.at("after"), type);
        const std::size_t phase = phasePlace(gap.at("phase"), type);
        if (phase <= after)
            gap.at("phase").fail(inQuotes(type.phases[phase]) + " does not come after " + inQuotes(type.phases[after]) +
                                 " in the order of the phases: time would run in a circle");
        const auto same = [&](const GapRule& known) { return known.after == type.phases[after]; };
        if (std::any_of(type.gaps.begin(), type.gaps.end(), same))
            gap.at("after").fail("another gap is already after " + inQuotes(type.phases[after]));
        type.gaps.push_back({type.phases[after], type.phases[phase]});
    });
}

void readTypePhases(const JsonNode& list, const Profile& profile, OperationType& type)
{
    list.each([&](const JsonNode& node) {
        const std::string id = node.text();
        if (profile.phase(id) == nullptr) {
            Words known;
            for (const PhaseRule& phase : profile.phases)
                known.push_back(phase.id);
            mustBeKnown(node, id, known, "phase of this profile");
        }
        if (std::find(type.phases.begin(), type.phases.end(), id) != type.phases.end())
            node.fail(inQuotes(id) + " is in the order of the phases already: time would run in a circle");
        type.phases.push_back(id);
    });
}

OperationType readType(const JsonNode& node, const Profile& profile, bool other)
{
    node.onlyMembers({"id", "aliases", "idPatterns", "routes", "spans", "phases", "gaps", "idleLimitSeconds", "workers",
                      "minimumRows"});
    OperationType type;
    type.id = other ? std::string() : node.at("id").text();
    if (node.has("aliases"))
        type.aliases = normalizedTexts(node.at("aliases"));
    type.idPatterns = patternsOr(node, "idPatterns");
    type.routes = patternsOr(node, "routes");
    type.spans = patternsOr(node, "spans");
    if (node.has("phases"))
        readTypePhases(node.at("phases"), profile, type);
    if (type.phases.empty() && !other)
        type.phases = profile.otherType.phases;
    if (node.has("gaps"))
        readGaps(node.at("gaps"), type);
    if (const auto limit = optionalSeconds(node, "idleLimitSeconds"))
        type.idleLimitNs = *limit;
    else if (!node.has("phases") && !other)
        type.idleLimitNs = profile.otherType.idleLimitNs;
    type.workers = booleanOr(node, "workers", false);
    if (node.has("minimumRows"))
        type.minimumRows = node.at("minimumRows").number(0, 1e15);
    return type;
}

// One name, in any case, must not mean two types.
void checkTypeNames(const JsonNode& node, const OperationType& type, const Profile& profile)
{
    for (const OperationType& known : profile.operationTypes) {
        const auto means = [&](const std::string& word) {
            return normalized(known.id) == word ||
                   std::find(known.aliases.begin(), known.aliases.end(), word) != known.aliases.end();
        };
        if (means(normalized(type.id)))
            node.at("id").fail(inQuotes(type.id) + " already means the type " + inQuotes(known.id));
        for (std::size_t i = 0; i < type.aliases.size(); ++i)
            if (means(type.aliases[i]))
                node.at("aliases").items()[i].fail(inQuotes(type.aliases[i]) + " already means the type " +
                                                   inQuotes(known.id));
    }
}

void readTypes(const JsonNode& root, Profile& profile)
{
    if (root.has("otherTypes"))
        profile.otherType = readType(root.at("otherTypes"), profile, true);
    root.at("operationTypes").each([&](const JsonNode& node) {
        OperationType type = readType(node, profile, false);
        checkTypeNames(node, type, profile);
        profile.operationTypes.push_back(std::move(type));
    });
}

void readCallThresholds(const auto& take, Thresholds& t)
{
    take("repeatedCalls", t.repeatedCalls, 1, 1e9);
    take("repeatedCallMs", t.repeatedCallNs, 1e6, kMostSeconds);
    take("repeatedCallsTotalMs", t.repeatedCallsTotalNs, 1e6, kMostSeconds);
    take("repeatedCallsShare", t.repeatedCallsShare, 1, 1);
    take("retryAttempts", t.retryAttempts, 1, 1e9);
    take("sequentialCalls", t.sequentialCalls, 1, 1e9);
    take("sequentialCallsTotalMs", t.sequentialCallsTotalNs, 1e6, kMostSeconds);
    take("sequentialCallsShare", t.sequentialCallsShare, 1, 1);
    take("clockToleranceMs", t.clockToleranceNs, 1e6, kMostSeconds);
    take("overheadSpans", t.overheadSpans, 1, 1e9);
    take("overheadAttributeBytes", t.overheadAttributeBytes, 1, 1e12);
}

Thresholds readThresholds(const JsonNode& node)
{
    node.onlyMembers({"idleBeforeDispatchSeconds",
                      "progressStaleSeconds",
                      "bottleneckShare",
                      "slowSelectionMs",
                      "manyIndicators",
                      "lowGpuPercent",
                      "minimumRows",
                      "incompleteShare",
                      "exportDelaySeconds",
                      "contextJoinSeconds",
                      "repeatedCalls",
                      "repeatedCallMs",
                      "repeatedCallsTotalMs",
                      "repeatedCallsShare",
                      "retryAttempts",
                      "sequentialCalls",
                      "sequentialCallsTotalMs",
                      "sequentialCallsShare",
                      "clockToleranceMs",
                      "overheadSpans",
                      "overheadAttributeBytes",
                      "imbalanceSelections",
                      "imbalanceShare",
                      "baselineRuns",
                      "regressionRatio",
                      "regressionOverSlowest",
                      "regressionExcessSeconds"});
    Thresholds t;
    const auto take = [&](const char* key, auto& value, double factor, double most) {
        if (node.has(key))
            node.attempt([&] {
                value = static_cast<std::remove_reference_t<decltype(value)>>(node.at(key).number(0, most) * factor);
            });
    };
    take("idleBeforeDispatchSeconds", t.idleBeforeDispatchNs, 1e9, kMostSeconds);
    take("progressStaleSeconds", t.progressStaleNs, 1e9, kMostSeconds);
    take("bottleneckShare", t.bottleneckShare, 1, 1);
    take("slowSelectionMs", t.slowSelectionNs, 1e6, kMostSeconds);
    take("manyIndicators", t.manyIndicators, 1, 1e9);
    take("lowGpuPercent", t.lowGpuPercent, 1, 100);
    take("minimumRows", t.minimumRows, 1, 1e15);
    take("incompleteShare", t.incompleteShare, 1, 1);
    take("exportDelaySeconds", t.exportDelayNs, 1e9, kMostSeconds);
    take("contextJoinSeconds", t.contextJoinNs, 1e9, kMostSeconds);
    readCallThresholds(take, t);
    take("imbalanceSelections", t.imbalanceSelections, 1, 1e9);
    take("imbalanceShare", t.imbalanceShare, 1, 1);
    take("baselineRuns", t.baselineRuns, 1, 1e9);
    take("regressionRatio", t.regressionRatio, 1, 1e9);
    take("regressionOverSlowest", t.regressionOverSlowest, 1, 1e9);
    take("regressionExcessSeconds", t.regressionExcessNs, 1e9, kMostSeconds);
    return t;
}

Advice readAdvice(const JsonNode& node)
{
    node.onlyMembers({"when", "text", "command"});
    Advice advice;
    advice.text = node.at("text").text();
    advice.command = textOr(node, "command");
    if (node.has("when"))
        for (const auto& [key, value] : node.at("when").members())
            advice.when[key] = value.scalarText();
    return advice;
}

void readAdviceLists(const JsonNode& root, const Words& rules, Profile& profile)
{
    for (const auto& [rule, list] : root.members()) {
        list.attempt([&, &rule = rule, &list = list] {
            if (!rules.empty())
                mustBeKnown(list, rule, rules, "rule");
            list.each([&](const JsonNode& node) { profile.advice[rule].push_back(readAdvice(node)); });
        });
    }
}

void readRecognise(const JsonNode& node, Profile& profile)
{
    node.onlyMembers({"services", "spans"});
    profile.recogniseServices = patternsOr(node, "services");
    profile.recogniseSpans = patternsOr(node, "spans");
}

SearchFallback readFallback(const JsonNode& node)
{
    node.onlyMembers({"service", "key", "value"});
    return {textOr(node, "service"), node.at("key").text(), node.at("value").text()};
}

Words meanings()
{
    Words known;
    for (std::size_t i = 0; i < kMeaningCount; ++i)
        known.push_back(name(static_cast<Meaning>(i)));
    return known;
}

void readMeanings(const JsonNode& node, Profile& profile)
{
    const Words known = meanings();
    for (const auto& [key, note] : node.members()) {
        note.attempt([&, &key = key, &note = note] {
            mustBeKnown(note, key, known, "meaning");
            note.onlyMembers({"text", "example"});
            profile.notes[*meaningFromName(key)] = {note.at("text").text(), textOr(note, "example")};
        });
    }
}

void readAttributes(const JsonNode& node, Profile& profile)
{
    const Words known = meanings();
    for (const auto& [key, keys] : node.members()) {
        keys.attempt([&, &key = key, &keys = keys] {
            mustBeKnown(keys, key, known, "meaning");
            profile.keys[static_cast<std::size_t>(*meaningFromName(key))] = keys.texts();
        });
    }
    profile.operationKeys = profile.keysOf(Meaning::OperationId);
}

void readStates(const JsonNode& node, Profile& profile)
{
    for (const auto& [state, list] : node.members()) {
        list.attempt([&, &state = state, &list = list] {
            mustBeKnown(list, state, {"completed", "failed", "cancelled", "running"}, "state");
            std::vector<std::string> words = normalizedTexts(list);
            for (std::size_t i = 0; i < words.size(); ++i)
                if (const std::string other = profile.stateOf(words[i]); !other.empty())
                    list.items()[i].fail(inQuotes(words[i]) + " already means " + inQuotes(other));
            profile.states[state] = std::move(words);
        });
    }
}

void readClasses(const JsonNode& node, const Words& known, const std::string& what,
                 std::map<std::string, std::vector<std::string>>& classes)
{
    for (const auto& [name, list] : node.members()) {
        list.attempt([&, &name = name, &list = list] {
            mustBeKnown(list, name, known, what);
            classes[name] = list.patterns();
        });
    }
}

void readNames(const JsonNode& root, Profile& profile)
{
    root.attempt([&] {
        profile.name = root.at("name").text();
        const std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
        if (profile.name == "auto" || profile.name.find_first_not_of(allowed) != std::string::npos)
            root.at("name").fail("must be a short name of letters, digits, '-', '_' and '.', and not \"auto\"");
    });
    root.attempt([&] { profile.title = textOr(root, "title", profile.name); });
    root.attempt([&] { profile.singleton = textOr(root, "singleton"); });
    root.attempt([&] { profile.operationsApi = textOr(root, "operationsApi"); });
    root.attempt([&] {
        const std::string subject = textOr(root, "subject", "operation");
        if (subject != "operation" && subject != "trace")
            root.at("subject").fail("must be \"operation\" or \"trace\"");
        profile.subjectIsTrace = subject == "trace";
        if (!profile.subjectIsTrace && profile.operationKeys.empty() && root.has("attributes"))
            root.at("attributes")
                .fail("\"operation-id\" needs at least one key; or say \"subject\": \"trace\" if there are no ids");
    });
}

void readMembers(const JsonNode& root, const Words& rules, Profile& profile)
{
    const auto section = [&](const char* key, bool needed, const auto& read) {
        root.attempt([&] {
            if (needed || root.has(key))
                read(root.at(key));
        });
    };
    section("recognise", false, [&](const JsonNode& node) { readRecognise(node, profile); });
    section("hiddenServices", false, [&](const JsonNode& node) { profile.hiddenServices = node.texts(); });
    section("searchFallbacks", false, [&](const JsonNode& list) {
        list.each([&](const JsonNode& node) { profile.searchFallbacks.push_back(readFallback(node)); });
    });
    section("attributes", true, [&](const JsonNode& node) { readAttributes(node, profile); });
    section("meanings", false, [&](const JsonNode& node) { readMeanings(node, profile); });
    readNames(root, profile);
    section("spans", true, [&](const JsonNode& list) {
        list.each([&](const JsonNode& node) { profile.spans.push_back(readSpanRule(node)); });
    });
    section("services", true, [&](const JsonNode& list) {
        list.each([&](const JsonNode& node) { profile.services.push_back(readServiceRule(node)); });
    });
    section("targets", true, [&](const JsonNode& list) {
        list.each([&](const JsonNode& node) { profile.targets.push_back(readTargetRule(node)); });
    });
    section("phases", true, [&](const JsonNode& list) { readPhases(list, profile); });
    root.attempt([&] { readTypes(root, profile); });
    section("operationStates", false, [&](const JsonNode& node) { readStates(node, profile); });
    section("thresholds", false, [&](const JsonNode& node) { profile.thresholds = readThresholds(node); });
    section("errors", false,
            [&](const JsonNode& node) { readClasses(node, errorClasses(), "class of errors", profile.errors); });
    section("messages", false,
            [&](const JsonNode& node) { readClasses(node, messageClasses(), "class of messages", profile.messages); });
    section("values", false, [&](const JsonNode& node) {
        readClasses(node, valueClasses(), "class of values", profile.values);
        for (auto& [name, patterns] : profile.values)
            for (std::string& pattern : patterns)
                pattern = normalized(pattern);
    });
    section("metrics", false, [&](const JsonNode& list) { readMetrics(list, profile); });
    section("links", false, [&](const JsonNode& list) { readLinks(list, profile); });
    section("advice", false, [&](const JsonNode& node) { readAdviceLists(node, rules, profile); });
}

} // namespace

const std::vector<std::string_view>& errorClasses()
{
    static const std::vector<std::string_view> kClasses{"connection",    "timeout",         "memory",
                                                        "invalid-input", "bad-value",       "wrapper",
                                                        "data-missing",  "data-incomplete", "file-missing"};
    return kClasses;
}

const std::vector<std::string_view>& messageClasses()
{
    static const std::vector<std::string_view> kClasses{
        "connection",      "timeout",   "memory",       "gpu",         "data-missing", "data-empty",
        "data-incomplete", "data-file", "disconnected", "worker-lost", "no-workers",   "workers-busy"};
    return kClasses;
}

const std::vector<std::string_view>& valueClasses()
{
    static const std::vector<std::string_view> kClasses{"local-source", "waiting-call"};
    return kClasses;
}

ProfileReading readProfile(std::string_view json, const std::vector<std::string_view>& rules)
{
    ProfileReading reading;
    const auto document = parseJsonDocument(json);
    if (!document) {
        reading.errors.push_back({document.error().pointer, document.error().message});
        return reading;
    }
    std::vector<JsonMistake> mistakes;
    const JsonNode root(*document, mistakes);
    Profile profile;
    root.attempt([&] {
        root.onlyMembers(
            {"$schema",   "name",           "title",           "singleton",  "operationsApi",   "subject",
             "recognise", "hiddenServices", "searchFallbacks", "attributes", "spans",           "services",
             "targets",   "phases",         "operationTypes",  "otherTypes", "operationStates", "thresholds",
             "errors",    "messages",       "values",          "advice",     "meanings",        "metrics",
             "links"});
        readMembers(root, rules, profile);
    });
    for (JsonMistake& mistake : mistakes)
        reading.errors.push_back({std::move(mistake.pointer), std::move(mistake.message)});
    if (reading.errors.empty())
        reading.profile = std::move(profile);
    return reading;
}

tl::expected<Profile, ProfileError> parseProfile(std::string_view json)
{
    ProfileReading reading = readProfile(json);
    if (!reading.profile)
        return tl::unexpected(reading.errors.front());
    return *std::move(reading.profile);
}

tl::expected<std::string, ProfileError> readProfileText(const std::string& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return tl::unexpected(ProfileError{"", "there is no such file"});
    if (std::filesystem::is_directory(status))
        return tl::unexpected(ProfileError{"", "is a folder; a profile is one JSON file"});
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return tl::unexpected(ProfileError{"", "cannot be read; check its permissions"});
    // One byte more than allowed is enough to know, whatever the file is: a pipe or a device has no size.
    std::string text(JsonLimits().bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > JsonLimits().bytes)
        return tl::unexpected(ProfileError{"", "is larger than 1 MiB; that is no profile"});
    return text;
}

tl::expected<Profile, std::string> loadProfile(const std::string& path, const std::vector<std::string_view>& rules)
{
    const auto text = readProfileText(path);
    if (!text)
        return tl::unexpected(path + ": " + text.error().text());
    ProfileReading reading = readProfile(*text, rules);
    if (reading.profile)
        return *std::move(reading.profile);
    const std::size_t more = reading.errors.size() - 1;
    return tl::unexpected(path + ": " + reading.errors.front().text() +
                          (more > 0 ? " (and " + std::to_string(more) + " more)" : std::string()) +
                          ". 'spanlight-cli profile check' lists every mistake.");
}

} // namespace spanlight::operations
