#include "models/diagnosis/rule.h"
#include "models/diagnosis/scenario.h"
#include "models/operations/json_node.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <set>

namespace spanlight::diagnosis {

namespace {

using Node = operations::JsonNode;

constexpr double kMost = 1e15; // of numbers

template <typename Enum>
Enum oneOf(const Node& node, std::initializer_list<Enum> all, const char* what)
{
    const std::string text = node.text();
    for (const Enum value : all)
        if (name(value) == text)
            return value;
    node.fail("\"" + text + "\" is not a known " + what);
}

template <typename Enum>
std::vector<Enum> listOf(const Node& node, std::initializer_list<Enum> all, const char* what)
{
    std::vector<Enum> values;
    for (const Node& item : node.items())
        values.push_back(oneOf(item, all, what));
    if (values.empty())
        node.fail("must not be empty");
    return values;
}

template <typename Enum>
std::vector<Enum> listOf(const Node& node, std::optional<Enum> (*lookUp)(std::string_view), const char* what)
{
    std::vector<Enum> values;
    for (const Node& item : node.items()) {
        const auto value = lookUp(item.text());
        if (!value)
            item.fail("\"" + item.text() + "\" is not a known " + what);
        values.push_back(*value);
    }
    return values;
}

void checkPlaceholders(const Node& node, const std::string& text)
{
    const auto known = placeholders();
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
        const std::size_t close = text.find('}', open);
        if (close == std::string::npos)
            node.fail("\"{\" without \"}\"");
        const std::string key = text.substr(open + 1, close - open - 1);
        if (!key.starts_with("fact.") && std::find(known.begin(), known.end(), key) == known.end())
            node.fail("{" + key + "} is not a known placeholder");
    }
}

std::string filledText(const Node& node)
{
    std::string text = node.text();
    checkPlaceholders(node, text);
    return text;
}

StepText readText(const Node& step, const char* key)
{
    if (!step.has(key))
        return {};
    const Node node = step.at(key);
    if (!node.isList())
        return {filledText(node)};
    StepText versions;
    for (const Node& item : node.items())
        versions.push_back(filledText(item));
    if (versions.empty())
        node.fail("must not be empty");
    return versions;
}

RulesLook readRules(const Node& node)
{
    node.onlyMembers({"any", "severity", "facts"});
    RulesLook look;
    for (const Node& item : node.at("any").items()) {
        if (findRule(item.text()) == nullptr)
            item.fail("\"" + item.text() + "\" is not a known rule");
        look.rules.push_back(item.text());
    }
    if (look.rules.empty())
        node.at("any").fail("must not be empty");
    if (node.has("severity"))
        look.severity = oneOf(node.at("severity"),
                              {Severity::Critical, Severity::Error, Severity::Warning, Severity::Info}, "severity");
    if (node.has("facts"))
        for (const auto& [key, values] : node.at("facts").members())
            for (const Node& value : values.items())
                look.facts[key].push_back(value.text());
    return look;
}

StateLook readState(const Node& node)
{
    node.onlyMembers({"pass", "fail"});
    const std::initializer_list<State> all{State::Completed, State::Failed, State::Cancelled, State::Running,
                                           State::Stuck,     State::Lost,   State::NotFound,  State::Unknown};
    StateLook look;
    if (node.has("pass"))
        look.pass = listOf(node.at("pass"), all, "state");
    if (node.has("fail"))
        look.fail = listOf(node.at("fail"), all, "state");
    return look;
}

PhasesLook readPhases(const Node& node)
{
    node.onlyMembers({"fail"});
    return {listOf(node.at("fail"),
                   {PhaseState::Completed, PhaseState::Failed, PhaseState::Running, PhaseState::Stuck, PhaseState::Gap,
                    PhaseState::Missing},
                   "state of a phase")};
}

SpansLook readSpans(const Node& node)
{
    node.onlyMembers({"roles", "parties", "atLeast", "atMost", "failed"});
    SpansLook look;
    if (node.has("roles"))
        look.roles = listOf(node.at("roles"), operations::roleFromName, "role");
    if (node.has("parties"))
        look.parties = listOf(node.at("parties"), operations::partyRoleFromName, "party");
    if (look.roles.empty() && look.parties.empty())
        node.fail("needs \"roles\" or \"parties\"");
    if (node.has("atLeast"))
        look.atLeast = node.at("atLeast").integer(0, 1'000'000'000);
    if (node.has("atMost"))
        look.atMost = node.at("atMost").integer(0, 1'000'000'000);
    if (!look.atLeast && !look.atMost)
        node.fail("needs \"atLeast\" or \"atMost\"");
    look.failed = node.has("failed") && node.at("failed").boolean();
    return look;
}

MeasureLook readMeasure(const Node& node)
{
    node.onlyMembers({"of", "atLeast", "atMost", "fromSpans"});
    MeasureLook look;
    look.of = node.at("of").text();
    const auto known = measures();
    if (std::find(known.begin(), known.end(), look.of) == known.end())
        node.at("of").fail("\"" + look.of + "\" is not a known measure");
    if (node.has("atLeast"))
        look.atLeast = node.at("atLeast").number(0, kMost);
    if (node.has("atMost"))
        look.atMost = node.at("atMost").number(0, kMost);
    if (node.has("fromSpans"))
        look.fromSpans = node.at("fromSpans").integer(0, 1'000'000'000);
    if (!look.atLeast && !look.atMost)
        node.fail("needs \"atLeast\" or \"atMost\"");
    return look;
}

void readLook(const Node& node, ScenarioStep& step)
{
    node.onlyMembers({"rules", "state", "phases", "spans", "measure", "search"});
    if (node.members().empty())
        node.fail("must look at something");
    if (node.has("rules"))
        step.rules = readRules(node.at("rules"));
    if (node.has("state"))
        step.state = readState(node.at("state"));
    if (node.has("phases"))
        step.phases = readPhases(node.at("phases"));
    if (node.has("spans"))
        step.spans = readSpans(node.at("spans"));
    if (node.has("measure"))
        step.measure = readMeasure(node.at("measure"));
    if (node.has("search"))
        step.search = oneOf(node.at("search"),
                            {SearchAspect::Found, SearchAspect::Reached, SearchAspect::Services, SearchAspect::Backend,
                             SearchAspect::Fresh, SearchAspect::Range, SearchAspect::Spelling},
                            "part of a search");
}

ScenarioStep readStep(const Node& node)
{
    node.onlyMembers({"id", "question", "query", "look", "decisive", "workersOnly", "operationsOnly", "otherwise",
                      "pass", "fail", "unknown", "conclusion", "then", "next"});
    ScenarioStep step;
    step.id = node.at("id").text();
    if (step.id == "end")
        node.at("id").fail("\"end\" is the word for the end of the walk; give the step another id");
    step.question = node.at("question").text();
    step.query = readText(node, "query");
    readLook(node.at("look"), step);
    step.decisive = node.has("decisive") && node.at("decisive").boolean();
    step.workersOnly = node.has("workersOnly") && node.at("workersOnly").boolean();
    step.otherwise = readText(node, "otherwise");
    step.operationsOnly = node.has("operationsOnly") && node.at("operationsOnly").boolean();
    if (step.workersOnly && step.otherwise.empty())
        node.fail("\"workersOnly\" needs \"otherwise\"");
    if (step.operationsOnly && step.otherwise.empty())
        node.fail("\"operationsOnly\" needs \"otherwise\"");
    (void)node.at("pass");
    (void)node.at("fail");
    step.pass = readText(node, "pass");
    step.fail = readText(node, "fail");
    step.unknown = readText(node, "unknown");
    step.conclusion = readText(node, "conclusion");
    if (node.has("then"))
        for (const Node& item : node.at("then").items()) {
            item.onlyMembers({"text", "command"});
            step.then.push_back(
                {filledText(item.at("text")), item.has("command") ? filledText(item.at("command")) : std::string()});
        }
    return step;
}

// Steps only lead forward, so that every walk ends.
void readNext(const Node& node, std::size_t index, std::vector<ScenarioStep>& steps)
{
    if (!node.has("next"))
        return;
    node.at("next").onlyMembers({"pass", "fail", "unknown", "healthy"});
    for (const auto& [verdict, target] : node.at("next").members()) {
        const std::string id = target.text();
        const auto it = std::find_if(steps.begin(), steps.end(), [&](const auto& step) { return step.id == id; });
        if (id != "end" && it == steps.end())
            target.fail("there is no step \"" + id + "\"");
        if (id != "end" && it - steps.begin() <= static_cast<std::ptrdiff_t>(index))
            target.fail("leads back to step \"" + id + "\": the walk would not end");
        steps[index].next[verdict] = id;
    }
}

Scenario readScenario(const Node& root)
{
    root.onlyMembers({"$schema", "id", "title", "text", "steps", "healthy"});
    Scenario scenario;
    scenario.id = root.at("id").text();
    scenario.title = root.at("title").text();
    scenario.text = root.at("text").text();
    (void)root.at("healthy");
    scenario.healthy = readText(root, "healthy");
    const auto nodes = root.at("steps").items();
    if (nodes.empty())
        root.at("steps").fail("must have at least one step");
    std::set<std::string> ids;
    for (const Node& node : nodes) {
        scenario.steps.push_back(readStep(node));
        if (!ids.insert(scenario.steps.back().id).second)
            node.at("id").fail("another step has the id \"" + scenario.steps.back().id + "\"");
    }
    for (std::size_t i = 0; i < nodes.size(); ++i)
        readNext(nodes[i], i, scenario.steps);
    return scenario;
}

} // namespace

std::string ScenarioError::text() const
{
    std::string out = file;
    if (!pointer.empty())
        out += (out.empty() ? "" : " ") + pointer;
    return (out.empty() ? "" : out + ": ") + message;
}

tl::expected<Scenario, ScenarioError> parseScenario(std::string_view json)
{
    const auto document = operations::parseJsonDocument(json);
    if (!document)
        return tl::unexpected(ScenarioError{{}, document.error().pointer, document.error().message});
    std::vector<operations::JsonMistake> mistakes;
    Scenario scenario;
    const Node root(*document, mistakes);
    root.attempt([&] { scenario = readScenario(root); });
    if (!mistakes.empty())
        return tl::unexpected(ScenarioError{{}, mistakes.front().pointer, mistakes.front().message});
    return scenario;
}

tl::expected<Scenario, ScenarioError> readScenarioFile(const std::string& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return tl::unexpected(ScenarioError{path, {}, "is a folder; a scenario is one JSON file"});
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return tl::unexpected(ScenarioError{path, {}, "cannot be opened"});
    std::string text(operations::JsonLimits().bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    if (text.size() > operations::JsonLimits().bytes)
        return tl::unexpected(ScenarioError{path, {}, "is larger than 1 MiB, which no scenario is"});
    auto scenario = parseScenario(text);
    if (!scenario)
        scenario.error().file = path;
    return scenario;
}

} // namespace spanlight::diagnosis
