#include "models/operations/meaning.h"
#include "models/operations/profile.h"
#include "models/operations/profile_catalog.h"
#include "models/operations/profile_reader.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <fstream>

// The schema is for editors, the loader decides: both must know the same members.

namespace spanlight::operations {
namespace {

using nlohmann::json;

json readJson(const char* path)
{
    std::ifstream file(path);
    return json::parse(file);
}

class ProfileSchema : public testing::Test
{
protected:
    // A value with every member, as the schema tells it.
    json example(const json& schema, const std::string& key = {})
    {
        if (schema.contains("$ref"))
            return example(m_schema["$defs"]["operationType"]);
        if (schema.contains("examples"))
            return schema["examples"].front();
        if (schema.contains("enum"))
            return schema["enum"].back();
        const std::string type = schema["type"].is_array() ? "string" : schema["type"].get<std::string>();
        if (type == "object")
            return exampleObject(schema);
        if (type == "array")
            return json::array({example(schema["items"])});
        if (type == "boolean")
            return true;
        return type == "string" ? json(key == "phase" ? "q" : key == "after" || key == "id" ? "p" : "text") : json(1);
    }

    json exampleObject(const json& schema)
    {
        json object = json::object();
        if (schema.contains("properties"))
            for (const auto& [name, value] : schema["properties"].items())
                object[name] = name == "phases" && value["items"]["type"] == "string" ? json::array({"p", "q"})
                                                                                      : example(value, name);
        if (schema.contains("propertyNames") && schema["propertyNames"].contains("enum"))
            for (const json& name : schema["propertyNames"]["enum"])
                object[name.get<std::string>()] = json::array({name});
        return object;
    }

    json m_schema = readJson("resources/profiles/profile.schema.json");
};

TEST_F(ProfileSchema, AllowsNothingThatTheLoaderRefuses)
{
    json document = exampleObject(m_schema);
    document["phases"].push_back({{"id", "q"}});
    document["meanings"]["symbol"] = exampleObject(m_schema["properties"]["meanings"]["additionalProperties"]);
    const auto profile = parseProfile(document.dump());
    EXPECT_TRUE(profile) << profile.error().text();
}

TEST_F(ProfileSchema, KnowsEveryMemberOfTheBuiltInProfiles)
{
    for (const char* path : {"resources/profiles/ktrdr.json", "resources/profiles/opentelemetry.json",
                             "resources/profiles/jobqueue.json"}) {
        const json document = readJson(path);
        for (const auto& [key, value] : document.items())
            EXPECT_TRUE(m_schema["properties"].contains(key)) << path << ": " << key;
        for (const char* list : {"spans", "targets", "phases"})
            for (const json& item : document[list])
                for (const auto& [key, value] : item.items())
                    EXPECT_TRUE(m_schema["properties"][list]["items"]["properties"].contains(key))
                        << path << ": " << key;
        const json thresholds = document.value("thresholds", json::object());
        for (const auto& [key, value] : thresholds.items())
            EXPECT_TRUE(m_schema["properties"]["thresholds"]["properties"].contains(key)) << path << ": " << key;
    }
}

TEST(ProfileMeanings, AreToldWithAnExampleForEveryAttributeOfTheBuiltInProfiles)
{
    const auto general = builtinProfile("opentelemetry");
    for (const char* profileName : {"ktrdr", "opentelemetry"}) {
        const auto profile = builtinProfile(profileName);
        for (std::size_t i = 0; i < kMeaningCount; ++i) {
            const auto meaning = static_cast<Meaning>(i);
            const bool told = profile->notes.count(meaning) > 0 || general->notes.count(meaning) > 0;
            EXPECT_TRUE(told || profile->keysOf(meaning).empty()) << profileName << ": " << name(meaning);
        }
        for (const auto& [meaning, note] : profile->notes) {
            EXPECT_FALSE(note.text.empty()) << name(meaning);
            EXPECT_FALSE(note.example.empty()) << name(meaning);
        }
    }
}

TEST_F(ProfileSchema, ListsEveryMeaningAndRole)
{
    EXPECT_EQ(m_schema["properties"]["attributes"]["propertyNames"]["enum"].size(), kMeaningCount);
    EXPECT_EQ(m_schema["properties"]["spans"]["items"]["properties"]["role"]["enum"].size(), kRoleCount);
}

TEST_F(ProfileSchema, ListsEveryClassOfErrorsAndMessages)
{
    EXPECT_EQ(m_schema["properties"]["errors"]["propertyNames"]["enum"], json(errorClasses()));
    EXPECT_EQ(m_schema["properties"]["messages"]["propertyNames"]["enum"], json(messageClasses()));
    EXPECT_EQ(m_schema["properties"]["values"]["propertyNames"]["enum"], json(valueClasses()));
}

} // namespace
} // namespace spanlight::operations
