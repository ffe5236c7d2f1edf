#include "models/operations/profile.h"

#include "models/operations/glob.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>

namespace spanlight::operations {

namespace {

using Json = nlohmann::json;

// Thrown inside this file only; parseProfile() turns it into a ProfileError.
struct Bad
{
    ProfileError error;
};

// A value of the document with its JSON pointer, so that every complaint says where.
class Node
{
public:
    Node(const Json& json, std::string pointer) : m_json(&json), m_pointer(std::move(pointer)) {}

    [[noreturn]] void fail(const std::string& message) const { throw Bad{{m_pointer, message}}; }

    [[nodiscard]] bool has(const char* key) const { return m_json->is_object() && m_json->contains(key); }
    [[nodiscard]] Node at(const std::string& key) const
    {
        if (!m_json->is_object())
            fail("must be an object");
        if (!m_json->contains(key))
            fail("member \"" + key + "\" is missing");
        return {(*m_json)[key], m_pointer + '/' + key};
    }
    [[nodiscard]] std::vector<Node> items() const
    {
        if (!m_json->is_array())
            fail("must be a list");
        std::vector<Node> result;
        for (std::size_t i = 0; i < m_json->size(); ++i)
            result.emplace_back((*m_json)[i], m_pointer + '/' + std::to_string(i));
        return result;
    }
    [[nodiscard]] std::vector<std::pair<std::string, Node>> members() const
    {
        if (!m_json->is_object())
            fail("must be an object");
        std::vector<std::pair<std::string, Node>> result;
        for (const auto& [key, value] : m_json->items())
            result.emplace_back(key, Node(value, m_pointer + '/' + key));
        return result;
    }
    [[nodiscard]] std::string text() const
    {
        if (!m_json->is_string())
            fail("must be a text");
        return m_json->get<std::string>();
    }
    [[nodiscard]] std::vector<std::string> texts() const
    {
        std::vector<std::string> result;
        for (const Node& item : items())
            result.push_back(item.text());
        return result;
    }
    [[nodiscard]] double number() const
    {
        if (!m_json->is_number() || m_json->get<double>() < 0)
            fail("must be a number, 0 or more");
        return m_json->get<double>();
    }
    [[nodiscard]] bool boolean() const
    {
        if (!m_json->is_boolean())
            fail("must be true or false");
        return m_json->get<bool>();
    }
    [[nodiscard]] std::string scalarText() const
    {
        return m_json->is_number_integer() ? std::to_string(m_json->get<std::int64_t>()) : text();
    }
    void onlyMembers(std::initializer_list<std::string_view> known) const
    {
        for (const auto& [key, node] : members())
            if (std::find(known.begin(), known.end(), key) == known.end())
                node.fail("is not a known member");
    }

private:
    const Json* m_json;
    std::string m_pointer;
};

std::string textOr(const Node& node, const char* key, std::string otherwise = {})
{
    return node.has(key) ? node.at(key).text() : std::move(otherwise);
}

std::vector<std::string> textsOr(const Node& node, const char* key)
{
    return node.has(key) ? node.at(key).texts() : std::vector<std::string>();
}

std::vector<std::string> normalizedTexts(const Node& node, const char* key)
{
    std::vector<std::string> texts = textsOr(node, key);
    for (std::string& text : texts)
        text = normalized(text);
    return texts;
}

std::int64_t secondsToNs(double seconds)
{
    return static_cast<std::int64_t>(seconds * 1e9);
}

std::optional<std::int64_t> optionalSeconds(const Node& node, const char* key)
{
    return node.has(key) ? std::optional(secondsToNs(node.at(key).number())) : std::nullopt;
}

template <typename Enum>
Enum named(const Node& node, std::optional<Enum> (*lookUp)(std::string_view), const char* what)
{
    const auto value = lookUp(node.text());
    if (!value)
        node.fail("\"" + node.text() + "\" is not a known " + what);
    return *value;
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

SpanRule readSpanRule(const Node& node)
{
    node.onlyMembers({"role", "names", "kinds", "paths"});
    SpanRule rule;
    rule.role = named(node.at("role"), roleFromName, "role");
    rule.names = textsOr(node, "names");
    rule.paths = textsOr(node, "paths");
    if (node.has("kinds"))
        for (const Node& kind : node.at("kinds").items())
            rule.kinds.push_back(named(kind, kindFromName, "span kind"));
    if (rule.names.empty() && rule.paths.empty())
        node.fail("needs \"names\" or \"paths\"");
    return rule;
}

TargetRule readTargetRule(const Node& node)
{
    node.onlyMembers({"hosts", "ports", "paths", "role", "label", "container", "instrumented"});
    TargetRule rule;
    rule.hosts = textsOr(node, "hosts");
    rule.paths = textsOr(node, "paths");
    if (node.has("ports"))
        for (const Node& port : node.at("ports").items())
            rule.ports.push_back(static_cast<std::int64_t>(port.number()));
    rule.role = named(node.at("role"), partyRoleFromName, "role");
    rule.label = textOr(node, "label");
    rule.container = textOr(node, "container");
    rule.instrumented = !node.has("instrumented") || node.at("instrumented").boolean();
    return rule;
}

PhaseRule readPhase(const Node& node)
{
    node.onlyMembers({"id", "role", "spans", "paths", "notServices", "expectedSeconds", "expectedSecondsOnCpu",
                      "expectationOf", "silent", "reportsProgress"});
    PhaseRule rule;
    rule.id = node.at("id").text();
    rule.spans = textsOr(node, "spans");
    rule.paths = textsOr(node, "paths");
    rule.notServices = textsOr(node, "notServices");
    if (node.has("role"))
        rule.role = named(node.at("role"), roleFromName, "role");
    if (node.has("expectationOf"))
        rule.expectationOf = named(node.at("expectationOf"), roleFromName, "role");
    rule.expectedNs = optionalSeconds(node, "expectedSeconds");
    rule.expectedOnCpuNs = optionalSeconds(node, "expectedSecondsOnCpu");
    rule.silent = node.has("silent") && node.at("silent").boolean();
    rule.reportsProgress = node.has("reportsProgress") && node.at("reportsProgress").boolean();
    return rule;
}

OperationType readType(const Node& node, const Profile& profile, bool other)
{
    node.onlyMembers(
        {"id", "aliases", "idPatterns", "routes", "spans", "phases", "gaps", "idleLimitSeconds", "workers"});
    OperationType type;
    type.id = other ? std::string() : node.at("id").text();
    type.aliases = normalizedTexts(node, "aliases");
    type.idPatterns = textsOr(node, "idPatterns");
    type.routes = textsOr(node, "routes");
    type.spans = textsOr(node, "spans");
    type.phases = textsOr(node, "phases");
    const auto check = [&](const Node& where, const std::string& id) {
        if (profile.phase(id) == nullptr)
            where.fail("\"" + id + "\" is not a phase of this profile");
    };
    if (node.has("phases"))
        for (const Node& phase : node.at("phases").items())
            check(phase, phase.text());
    if (node.has("gaps")) {
        for (const Node& gap : node.at("gaps").items()) {
            gap.onlyMembers({"after", "phase"});
            type.gaps.push_back({gap.at("after").text(), gap.at("phase").text()});
            check(gap.at("after"), type.gaps.back().after);
            check(gap.at("phase"), type.gaps.back().phase);
        }
    }
    if (const auto limit = optionalSeconds(node, "idleLimitSeconds"))
        type.idleLimitNs = *limit;
    type.workers = node.has("workers") && node.at("workers").boolean();
    return type;
}

Thresholds readThresholds(const Node& node)
{
    node.onlyMembers({"idleBeforeDispatchSeconds", "progressStaleSeconds", "bottleneckShare", "slowSelectionMs",
                      "manyIndicators", "lowGpuPercent", "minimumRows", "incompleteShare", "exportDelaySeconds",
                      "contextJoinSeconds"});
    Thresholds t;
    const auto take = [&](const char* key, auto& value, double factor) {
        if (node.has(key))
            value = static_cast<std::remove_reference_t<decltype(value)>>(node.at(key).number() * factor);
    };
    take("idleBeforeDispatchSeconds", t.idleBeforeDispatchNs, 1e9);
    take("progressStaleSeconds", t.progressStaleNs, 1e9);
    take("bottleneckShare", t.bottleneckShare, 1);
    take("slowSelectionMs", t.slowSelectionNs, 1e6);
    take("manyIndicators", t.manyIndicators, 1);
    take("lowGpuPercent", t.lowGpuPercent, 1);
    take("minimumRows", t.minimumRows, 1);
    take("incompleteShare", t.incompleteShare, 1);
    take("exportDelaySeconds", t.exportDelayNs, 1e9);
    take("contextJoinSeconds", t.contextJoinNs, 1e9);
    return t;
}

Advice readAdvice(const Node& node)
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

void readLists(const Node& root, Profile& profile)
{
    if (root.has("recognise")) {
        const Node recognise = root.at("recognise");
        recognise.onlyMembers({"services", "spans"});
        profile.recogniseServices = textsOr(recognise, "services");
        profile.recogniseSpans = textsOr(recognise, "spans");
    }
    profile.hiddenServices = textsOr(root, "hiddenServices");
    if (root.has("searchFallbacks"))
        for (const Node& node : root.at("searchFallbacks").items())
            profile.searchFallbacks.push_back(
                {textOr(node, "service"), node.at("key").text(), node.at("value").text()});
    for (const auto& [key, node] : root.at("attributes").members()) {
        const auto meaning = meaningFromName(key);
        if (!meaning)
            node.fail("is not a known meaning");
        profile.keys[static_cast<std::size_t>(*meaning)] = node.texts();
    }
    profile.operationKeys = profile.keysOf(Meaning::OperationId);
    const auto readMap = [&](const char* key, auto& map, bool normalize) {
        if (root.has(key))
            for (const auto& [name, node] : root.at(key).members())
                map[name] = normalize ? normalizedTexts(root.at(key), name.c_str()) : node.texts();
    };
    readMap("operationStates", profile.states, true);
    readMap("errors", profile.errors, false);
    readMap("messages", profile.messages, false);
}

void readRules(const Node& root, Profile& profile)
{
    for (const Node& node : root.at("spans").items())
        profile.spans.push_back(readSpanRule(node));
    for (const Node& node : root.at("services").items())
        profile.services.push_back({node.at("name").text(), named(node.at("role"), partyRoleFromName, "role")});
    for (const Node& node : root.at("targets").items())
        profile.targets.push_back(readTargetRule(node));
    for (const Node& node : root.at("phases").items())
        profile.phases.push_back(readPhase(node));
    if (root.has("otherTypes"))
        profile.otherType = readType(root.at("otherTypes"), profile, true);
    for (const Node& node : root.at("operationTypes").items()) {
        OperationType type = readType(node, profile, false);
        if (type.phases.empty()) {
            type.phases = profile.otherType.phases;
            if (!node.has("idleLimitSeconds"))
                type.idleLimitNs = profile.otherType.idleLimitNs;
        }
        profile.operationTypes.push_back(std::move(type));
    }
    if (root.has("thresholds"))
        profile.thresholds = readThresholds(root.at("thresholds"));
    if (root.has("advice"))
        for (const auto& [rule, list] : root.at("advice").members())
            for (const Node& node : list.items())
                profile.advice[rule].push_back(readAdvice(node));
}

Profile readProfile(const Node& root)
{
    root.onlyMembers({"$schema", "name", "title", "subject", "recognise", "hiddenServices", "searchFallbacks",
                      "attributes", "spans", "services", "targets", "phases", "operationTypes", "otherTypes",
                      "operationStates", "thresholds", "errors", "messages", "advice"});
    Profile profile;
    profile.name = root.at("name").text();
    profile.title = textOr(root, "title", profile.name);
    const std::string subject = textOr(root, "subject", "operation");
    if (subject != "operation" && subject != "trace")
        root.at("subject").fail("must be \"operation\" or \"trace\"");
    profile.subjectIsTrace = subject == "trace";
    readLists(root, profile);
    readRules(root, profile);
    return profile;
}

} // namespace

tl::expected<Profile, ProfileError> parseProfile(std::string_view json)
{
    try {
        const Json document = Json::parse(json.begin(), json.end());
        return readProfile(Node(document, ""));
    } catch (const Bad& bad) {
        return tl::unexpected(bad.error);
    } catch (const Json::exception& error) {
        return tl::unexpected(ProfileError{"", std::string("is not JSON: ") + error.what()});
    }
}

const PhaseRule* Profile::phase(std::string_view id) const
{
    const auto it = std::find_if(phases.begin(), phases.end(), [&](const PhaseRule& p) { return p.id == id; });
    return it != phases.end() ? &*it : nullptr;
}

const OperationType* Profile::operationType(std::string_view type, std::string_view operationId) const
{
    const std::string wanted = normalized(type);
    for (const OperationType& known : operationTypes) {
        const bool alias = std::find(known.aliases.begin(), known.aliases.end(), wanted) != known.aliases.end();
        if (!wanted.empty() ? known.id == wanted || alias : globMatchAny(known.idPatterns, operationId))
            return &known;
    }
    return nullptr;
}

PartyRole Profile::serviceRole(std::string_view service) const
{
    for (const ServiceRule& rule : services)
        if (globMatch(rule.pattern, service))
            return rule.role;
    return PartyRole::Other;
}

std::string Profile::stateOf(std::string_view word) const
{
    const std::string wanted = normalized(word);
    for (const auto& [state, words] : states)
        if (std::find(words.begin(), words.end(), wanted) != words.end())
            return state;
    return {};
}

bool Profile::isError(std::string_view errorClass, std::string_view type) const
{
    const auto it = errors.find(std::string(errorClass));
    return it != errors.end() && !type.empty() && globMatchAny(it->second, className(type));
}

bool Profile::isMessage(std::string_view messageClass, std::string_view message) const
{
    const auto it = messages.find(std::string(messageClass));
    return it != messages.end() && !message.empty() && globMatchAny(it->second, message);
}

std::string_view className(std::string_view qualified)
{
    const auto end = qualified.find_last_of(".:$/");
    return end == std::string_view::npos || end + 1 == qualified.size() ? qualified : qualified.substr(end + 1);
}

} // namespace spanlight::operations
