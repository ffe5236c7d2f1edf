#include "models/diagnosis/scenario.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace spanlight::diagnosis {
namespace {

using nlohmann::json;

json small()
{
    return json::parse(R"({"id": "mine", "title": "t", "text": "x", "healthy": "h", "steps": [
        {"id": "one", "question": "q?", "look": {"rules": {"any": ["stuck-phase"]}}, "pass": "p", "fail": "f {phase}"},
        {"id": "two", "question": "q?", "look": {"search": "found"}, "pass": "p", "fail": "f"}]})");
}

// "pointer: message" of the error, or "read" when there is none.
std::string errorOf(const json& document)
{
    const auto scenario = parseScenario(document.dump());
    return scenario ? "read" : scenario.error().text();
}

TEST(Scenario, TwelveAreBuiltInAndInTheOrderOfTheWizard)
{
    std::string ids;
    for (const Scenario& scenario : builtinScenarios())
        ids += scenario.id + " ";
    EXPECT_EQ(ids, "stuck slow failed no-workers context-lost not-found backend-only no-progress overhead imbalance "
                   "missing-data unreachable ");
}

TEST(Scenario, IsReadWithItsSteps)
{
    const auto scenario = parseScenario(small().dump());
    ASSERT_TRUE(scenario) << scenario.error().text();
    EXPECT_EQ(scenario->steps.size(), 2U);
    EXPECT_EQ(scenario->steps[0].fail, StepText{"f {phase}"});
}

TEST(Scenario, BrokenJsonIsAnError)
{
    EXPECT_TRUE(parseScenario("{\"id\": ").error().message.starts_with("is not JSON"));
    EXPECT_EQ(parseScenario("[]").error().message, "must be an object");
    EXPECT_FALSE(parseScenario(""));
    EXPECT_FALSE(parseScenario(std::string(100'000, '[')));
}

TEST(Scenario, UnknownMembersAreNamedWithTheirPlace)
{
    json document = small();
    document["steps"][1]["look"]["colour/x"] = 1;
    EXPECT_EQ(errorOf(document), "/steps/1/look/colour~1x: is not a known member");
}

TEST(Scenario, UnknownRulesRolesMeasuresAndPlaceholdersAreErrors)
{
    json document = small();
    document["steps"][0]["look"]["rules"]["any"][0] = "stuck-fase";
    EXPECT_EQ(errorOf(document), "/steps/0/look/rules/any/0: \"stuck-fase\" is not a known rule");
    document = small();
    document["steps"][0]["look"] = {{"spans", {{"roles", {"cook"}}, {"atLeast", 1}}}};
    EXPECT_EQ(errorOf(document), "/steps/0/look/spans/roles/0: \"cook\" is not a known role");
    document["steps"][0]["look"] = {{"measure", {{"of", "beauty"}, {"atLeast", 1}}}};
    EXPECT_EQ(errorOf(document), "/steps/0/look/measure/of: \"beauty\" is not a known measure");
    document = small();
    document["steps"][1]["pass"] = json::array({"fine", "{colour}"});
    EXPECT_EQ(errorOf(document), "/steps/1/pass/1: {colour} is not a known placeholder");
}

TEST(Scenario, WithoutStepsIsAnError)
{
    json document = small();
    document["steps"] = json::array();
    EXPECT_EQ(errorOf(document), "/steps: must have at least one step");
}

TEST(Scenario, AStepThatLooksAtNothingIsAnError)
{
    json document = small();
    document["steps"][0]["look"] = json::object();
    EXPECT_EQ(errorOf(document), "/steps/0/look: must look at something");
}

TEST(Scenario, NextThatLeadsBackIsAnError)
{
    json document = small();
    document["steps"][1]["next"] = {{"fail", "one"}};
    EXPECT_EQ(errorOf(document), "/steps/1/next/fail: leads back to step \"one\": the walk would not end");
    document["steps"][1]["next"] = {{"fail", "two"}};
    EXPECT_EQ(errorOf(document), "/steps/1/next/fail: leads back to step \"two\": the walk would not end");
    document["steps"][1]["next"] = {{"fail", "three"}};
    EXPECT_EQ(errorOf(document), "/steps/1/next/fail: there is no step \"three\"");
    document["steps"][1]["next"] = {{"fail", "end"}};
    EXPECT_EQ(errorOf(document), "read");
}

TEST(Scenario, TwoStepsOfOneIdAreAnError)
{
    json document = small();
    document["steps"][1]["id"] = "one";
    EXPECT_EQ(errorOf(document), "/steps/1/id: another step has the id \"one\"");
}

TEST(Scenario, ErrorsOfAFileNameTheFile)
{
    const auto path = std::filesystem::path(testing::TempDir()) / "broken-scenario.json";
    std::ofstream(path) << R"({"id": 7})";
    EXPECT_EQ(readScenarioFile(path.string()).error().text(), path.string() + " /id: must be a text");
    EXPECT_EQ(readScenarioFile("no/such.json").error().text(), "no/such.json: cannot be opened");
}

// The schema is for editors, the reader decides: both must know the same members.
class ScenarioSchema : public testing::Test
{
protected:
    json example(const json& schema, const std::string& key)
    {
        if (schema.contains("$ref"))
            return example(m_schema["$defs"][schema["$ref"].get<std::string>().substr(8)], key);
        if (schema.contains("oneOf"))
            return "text";
        if (schema.contains("enum"))
            return schema["enum"].back();
        if (schema["type"] == "object")
            return exampleObject(schema);
        if (schema["type"] == "array")
            return json::array({example(schema["items"], key)});
        if (schema["type"] == "boolean")
            return true;
        return schema["type"] == "number" ? json(1) : json(word(key));
    }
    json exampleObject(const json& schema)
    {
        json object = json::object();
        if (schema.contains("properties"))
            for (const auto& [name, value] : schema["properties"].items())
                object[name] = example(value, name);
        return object;
    }
    static const char* word(const std::string& key)
    {
        if (key == "any")
            return "stuck-phase";
        if (key == "roles")
            return "entry";
        return key == "pass" || key == "fail" || key == "unknown" || key == "healthy" ? "end" : "text";
    }

    json m_schema = [] {
        std::ifstream file("resources/scenarios/scenario.schema.json");
        return json::parse(file);
    }();
};

TEST_F(ScenarioSchema, AllowsNothingThatTheReaderRefuses)
{
    EXPECT_EQ(errorOf(exampleObject(m_schema)), "read");
}

TEST_F(ScenarioSchema, KnowsEveryMemberOfTheBuiltInScenarios)
{
    const json& step = m_schema["$defs"]["step"]["properties"];
    const json& look = m_schema["$defs"]["look"]["properties"];
    for (const Scenario& scenario : builtinScenarios()) {
        std::ifstream file("resources/scenarios/" + scenario.id + ".json");
        const json document = json::parse(file);
        for (const auto& [key, value] : document.items())
            EXPECT_TRUE(m_schema["properties"].contains(key)) << key;
        for (const json& item : document["steps"]) {
            for (const auto& [key, value] : item.items())
                EXPECT_TRUE(step.contains(key)) << key;
            for (const auto& [key, value] : item["look"].items())
                EXPECT_TRUE(look.contains(key)) << key;
        }
    }
}

TEST_F(ScenarioSchema, ListsEveryMeasure)
{
    std::vector<std::string> names(measures().begin(), measures().end());
    EXPECT_EQ(m_schema["$defs"]["look"]["properties"]["measure"]["properties"]["of"]["enum"], json(names));
}

} // namespace
} // namespace spanlight::diagnosis
