#include "models/operations/profile.h"

#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace spanlight::operations {
namespace {

using nlohmann::json;

json minimal()
{
    return json::parse(
        R"({"name": "x", "attributes": {"operation-id": ["job.id"]}, "spans": [], "services": [], "targets": [],
                           "phases": [{"id": "work"}], "operationTypes": [{"id": "job", "phases": ["work"]}]})");
}

std::string errorOf(const json& document)
{
    const auto profile = parseProfile(document.dump());
    return profile ? "" : profile.error().text();
}

// The tests of the rules that need no vocabulary run with one of them.
TEST(Profile, BuiltInOnesAgreeAboutLimitsThatHaveNothingToDoWithTheVocabulary)
{
    const auto limits = [](const char* name) { return json::parse(builtinProfileText(name))["thresholds"]; };
    for (const char* key : {"clockToleranceMs", "repeatedCalls", "repeatedCallMs", "repeatedCallsTotalMs",
                            "repeatedCallsShare", "retryAttempts", "sequentialCalls", "sequentialCallsTotalMs",
                            "sequentialCallsShare", "exportDelaySeconds", "contextJoinSeconds", "bottleneckShare"})
        EXPECT_EQ(limits("ktrdr")[key], limits("opentelemetry")[key]) << key;
}

TEST(Profile, BuiltInOnesLoad)
{
    EXPECT_EQ(builtinProfiles(), (std::vector<std::string>{"ktrdr", "opentelemetry"}));
    for (const std::string& name : builtinProfiles())
        EXPECT_NE(builtinProfile(name), nullptr) << name;
    EXPECT_EQ(builtinProfile("nobody"), nullptr);
    EXPECT_EQ(exampleProfiles(), std::vector<std::string>{"jobqueue"});
    EXPECT_NE(builtinProfile("jobqueue"), nullptr);
}

TEST(Profile, NamesTheJsonPointerOfAMistake)
{
    json document = minimal();
    EXPECT_EQ(errorOf(document), "");
    document["spans"] = json::parse(R"([{"role": "entry", "names": ["a"]}, {"role": "emperor", "names": ["b"]}])");
    EXPECT_NE(errorOf(document).find("/spans/1/role"), std::string::npos) << errorOf(document);
    document = minimal();
    document["phases"][0]["expectedSeconds"] = "soon";
    EXPECT_NE(errorOf(document).find("/phases/0/expectedSeconds"), std::string::npos) << errorOf(document);
    document = minimal();
    document["operationTypes"][0]["phases"] = {"holiday"};
    EXPECT_NE(errorOf(document).find("/operationTypes/0/phases/0"), std::string::npos) << errorOf(document);
}

TEST(Profile, RefusesUnknownMembersBecauseTheyAreTypingSlips)
{
    json document = minimal();
    document["tresholds"] = json::object();
    EXPECT_NE(errorOf(document).find("/tresholds"), std::string::npos);
    document = minimal();
    document["attributes"]["operation-idd"] = json::array();
    EXPECT_NE(errorOf(document).find("/attributes/operation-idd"), std::string::npos);
}

TEST(Profile, SurvivesAnyWrongTypeAnywhere)
{
    const json base = minimal();
    for (const auto& [key, value] : base.items()) {
        for (const json& wrong :
             {json(nullptr), json(1), json("text"), json::array({1, 2}), json::object({{"a", 1}})}) {
            json document = base;
            document[key] = wrong;
            (void)parseProfile(document.dump());
        }
    }
    EXPECT_NE(parseProfile("{").error().text(), "");
    EXPECT_NE(parseProfile("[]").error().text(), "");
}

TEST(Profile, FindsTypesByAnySpellingAndByTheId)
{
    const auto profile = builtinProfile("ktrdr");
    EXPECT_EQ(profile->operationType("DATA_DOWNLOAD", "")->id, "data-load");
    EXPECT_EQ(profile->operationType("Backtest", "")->id, "backtesting");
    EXPECT_EQ(profile->operationType("", "op_training_20251111_123456_ab12cd34")->id, "training");
    EXPECT_EQ(profile->operationType("knitting", ""), nullptr);
    EXPECT_EQ(profile->stateOf("FAILED"), "failed");
    EXPECT_EQ(profile->stateOf("Resuming"), "running");
    EXPECT_EQ(profile->stateOf("confused"), "");
}

TEST(Profile, TakesTheLastComponentOfAnErrorsName)
{
    const auto profile = builtinProfile("ktrdr");
    EXPECT_TRUE(profile->isError("connection", "httpx.ConnectError"));
    EXPECT_TRUE(profile->isError("timeout", "httpcore.ReadTimeout"));
    EXPECT_FALSE(profile->isError("memory", "httpx.ConnectError"));
    EXPECT_EQ(className("torch.cuda.OutOfMemoryError"), "OutOfMemoryError");
}

TEST(Profile, IsChosenByWhatOccursInTheTraces)
{
    const trace::TraceSet ktrdr({test::storeFromText("work @0+1 anything operation.id=op_1\n")});
    const trace::TraceSet other({test::storeFromText("GET @0+1 shop\n")});
    EXPECT_EQ(chooseProfile(ktrdr)->name, "ktrdr");
    EXPECT_EQ(chooseProfile(other)->name, "opentelemetry");
}

} // namespace
} // namespace spanlight::operations
