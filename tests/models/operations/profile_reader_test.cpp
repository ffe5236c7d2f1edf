#include "models/operations/profile_reader.h"

#include "models/operations/profile_catalog.h"
#include "models/operations/profile_lint.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace spanlight::operations {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kValid = R"({
  "name": "jobs", "subject": "operation",
  "recognise": {"services": ["jobs-*"], "spans": ["job.submit"]},
  "hiddenServices": ["jaeger"],
  "searchFallbacks": [{"service": "api", "key": "http.target", "value": "/jobs/{id}"}],
  "attributes": {"operation-id": ["job.id"], "operation-state": ["job.state"], "progress-percentage": ["job.percent"]},
  "spans": [{"role": "entry", "names": ["submit"]}, {"role": "transition", "names": ["job.state"]},
            {"role": "worker-root", "names": ["job.run"]}, {"role": "health", "kinds": ["client"], "paths": ["/ping"]}],
  "services": [{"name": "api", "role": "backend"}, {"name": "worker-*", "role": "worker"}],
  "targets": [{"ports": [9000], "role": "worker", "label": "worker", "container": "worker"}],
  "phases": [{"id": "entry", "role": "entry"}, {"id": "fetch", "spans": ["fetch"], "expectedSeconds": 5},
             {"id": "run", "spans": ["run"], "silent": true, "reportsProgress": true}],
  "operationTypes": [{"id": "batch", "aliases": ["bulk"], "idPatterns": ["job-*"],
                      "phases": ["entry", "fetch", "run"], "gaps": [{"after": "fetch", "phase": "run"}],
                      "idleLimitSeconds": 60, "workers": true},
                     {"id": "report", "phases": ["entry", "run"]}],
  "otherTypes": {"phases": ["entry", "run"], "idleLimitSeconds": 60},
  "operationStates": {"completed": ["done"], "failed": ["failed"]},
  "thresholds": {"bottleneckShare": 0.5, "progressStaleSeconds": 30},
  "errors": {"timeout": ["*Timeout"]},
  "messages": {"timeout": ["*timed out*"]},
  "advice": {"stuck-phase": [{"when": {"targetPort": 9000}, "text": "Read the log", "command": "logs {container}"}]}
})";

const std::vector<std::string_view> kRules{"stuck-phase", "operation-failed"};

// A change of the valid profile by JSON Patch, and what the reader says about it: where, and a part of the message.
struct Mistake
{
    const char* name;
    const char* patch;
    const char* pointer;
    const char* message;
};

void PrintTo(const Mistake& mistake, std::ostream* out)
{
    *out << mistake.name;
}

constexpr Mistake kMistakes[]{
    {"UnknownMember", R"([{"op": "add", "path": "/treshholds", "value": {}}])", "/treshholds",
     "not a known member; is \"thresholds\" meant?"},
    {"UnknownMemberOfAPhase", R"([{"op": "add", "path": "/phases/1/expected", "value": 5}])", "/phases/1/expected",
     "not a known member"},
    {"PointerIsEscaped", R"([{"op": "add", "path": "/a~1b~0c", "value": 1}])", "/a~1b~0c", "not a known member"},
    {"MissingMember", R"([{"op": "remove", "path": "/phases"}])", "", "\"phases\" is missing"},
    {"MissingName", R"([{"op": "remove", "path": "/name"}])", "", "\"name\" is missing"},
    {"NameIsReserved", R"([{"op": "replace", "path": "/name", "value": "auto"}])", "/name", "not \"auto\""},
    {"NameIsNoShortName", R"([{"op": "replace", "path": "/name", "value": "a b/c"}])", "/name", "short name"},
    {"WrongTypeOfAList", R"([{"op": "replace", "path": "/spans", "value": {}}])", "/spans", "must be a list"},
    {"WrongTypeOfAnObject", R"([{"op": "replace", "path": "/attributes", "value": []}])", "/attributes",
     "must be an object"},
    {"WrongTypeOfAText", R"([{"op": "replace", "path": "/phases/1/id", "value": 7}])", "/phases/1/id",
     "must be a text"},
    {"WrongTypeOfANumber", R"([{"op": "replace", "path": "/phases/1/expectedSeconds", "value": "soon"}])",
     "/phases/1/expectedSeconds", "must be a number"},
    {"WrongTypeOfAFlag", R"([{"op": "replace", "path": "/phases/2/silent", "value": "yes"}])", "/phases/2/silent",
     "true or false"},
    {"NullWhereAListBelongs", R"([{"op": "replace", "path": "/services", "value": null}])", "/services",
     "must be a list"},
    {"EmptyText", R"([{"op": "replace", "path": "/spans/0/names/0", "value": ""}])", "/spans/0/names/0",
     "must not be empty"},
    {"UnknownRole", R"([{"op": "replace", "path": "/spans/1/role", "value": "transitoin"}])", "/spans/1/role",
     "is \"transition\" meant?"},
    {"UnknownRoleOfAPhase", R"([{"op": "replace", "path": "/phases/0/role", "value": "emperor"}])", "/phases/0/role",
     "not a known role"},
    {"UnknownRoleOfAService", R"([{"op": "replace", "path": "/services/1/role", "value": "wroker"}])",
     "/services/1/role", "is \"worker\" meant?"},
    {"UnknownKind", R"([{"op": "replace", "path": "/spans/3/kinds/0", "value": "caller"}])", "/spans/3/kinds/0",
     "not a kind of span"},
    {"SpanRuleWithoutPattern", R"([{"op": "remove", "path": "/spans/0/names"}])", "/spans/0",
     "needs \"names\" or \"paths\""},
    {"UnknownMeaning", R"([{"op": "add", "path": "/attributes/job-id", "value": ["x"]}])", "/attributes/job-id",
     "not a known meaning"},
    {"NoKeyForTheId", R"([{"op": "remove", "path": "/attributes/operation-id"}])", "/attributes",
     "\"operation-id\" needs at least one key"},
    {"UnknownSubject", R"([{"op": "replace", "path": "/subject", "value": "job"}])", "/subject",
     "must be \"operation\" or \"trace\""},
    {"UnknownState", R"([{"op": "add", "path": "/operationStates/finished", "value": ["x"]}])",
     "/operationStates/finished", "not a known state"},
    {"WordWithTwoStates", R"([{"op": "replace", "path": "/operationStates/failed", "value": ["x", "DONE"]}])",
     "/operationStates/failed/1", "already means \"completed\""},
    {"UnknownRule", R"([{"op": "add", "path": "/advice/stuck-phases", "value": []}])", "/advice/stuck-phases",
     "is \"stuck-phase\" meant?"},
    {"UnknownClassOfErrors", R"([{"op": "add", "path": "/errors/timeouts", "value": []}])", "/errors/timeouts",
     "is \"timeout\" meant?"},
    {"UnknownClassOfMessages", R"([{"op": "add", "path": "/messages/rude", "value": []}])", "/messages/rude",
     "not a known class of messages"},
    {"UnknownThreshold", R"([{"op": "add", "path": "/thresholds/bottleneck", "value": 1}])", "/thresholds/bottleneck",
     "not a known member"},
    {"NegativeThreshold", R"([{"op": "replace", "path": "/thresholds/progressStaleSeconds", "value": -1}])",
     "/thresholds/progressStaleSeconds", "from 0 to"},
    {"ShareAboveOne", R"([{"op": "replace", "path": "/thresholds/bottleneckShare", "value": 50}])",
     "/thresholds/bottleneckShare", "from 0 to 1"},
    {"EndlessSeconds", R"([{"op": "replace", "path": "/phases/1/expectedSeconds", "value": 1e300}])",
     "/phases/1/expectedSeconds", "from 0.001 to 1000000000"},
    {"IdleLimitOfNothing", R"([{"op": "replace", "path": "/operationTypes/0/idleLimitSeconds", "value": 0}])",
     "/operationTypes/0/idleLimitSeconds", "from 0.001"},
    {"PortThatCannotBe", R"([{"op": "replace", "path": "/targets/0/ports/0", "value": 70000}])", "/targets/0/ports/0",
     "from 1 to 65535"},
    {"PortWithFraction", R"([{"op": "replace", "path": "/targets/0/ports/0", "value": 80.5}])", "/targets/0/ports/0",
     "whole number"},
    {"TwoPhasesOfOneName", R"([{"op": "replace", "path": "/phases/2/id", "value": "fetch"}])", "/phases/2/id",
     "another phase \"fetch\""},
    {"TwoTypesOfOneName", R"([{"op": "replace", "path": "/operationTypes/1/id", "value": "BATCH"}])",
     "/operationTypes/1/id", "already means the type \"batch\""},
    {"AliasOfTwoTypes", R"([{"op": "add", "path": "/operationTypes/1/aliases", "value": ["x", "Bulk"]}])",
     "/operationTypes/1/aliases/1", "already means the type \"batch\""},
    {"UnknownPhase", R"([{"op": "replace", "path": "/operationTypes/0/phases/1", "value": "fetsh"}])",
     "/operationTypes/0/phases/1", "is \"fetch\" meant?"},
    {"PhaseTwiceInTheOrder", R"([{"op": "add", "path": "/operationTypes/0/phases/-", "value": "fetch"}])",
     "/operationTypes/0/phases/3", "in a circle"},
    {"GapThatRunsBackwards",
     R"([{"op": "replace", "path": "/operationTypes/0/gaps/0", "value": {"after": "run", "phase": "fetch"}}])",
     "/operationTypes/0/gaps/0/phase", "in a circle"},
    {"GapAfterItself",
     R"([{"op": "replace", "path": "/operationTypes/0/gaps/0", "value": {"after": "run", "phase": "run"}}])",
     "/operationTypes/0/gaps/0/phase", "in a circle"},
    {"TwoGapsAfterOnePhase",
     R"([{"op": "add", "path": "/operationTypes/0/gaps/-", "value": {"after": "fetch", "phase": "run"}}])",
     "/operationTypes/0/gaps/1/after", "another gap"},
    {"GapOfAPhaseOfAnotherType",
     R"([{"op": "add", "path": "/operationTypes/1/gaps", "value": [{"after": "fetch", "phase": "run"}]}])",
     "/operationTypes/1/gaps/0/after", "not a phase of this type"},
    {"AdviceWithoutText", R"([{"op": "remove", "path": "/advice/stuck-phase/0/text"}])", "/advice/stuck-phase/0",
     "\"text\" is missing"},
    {"ConditionOfNoValue", R"([{"op": "replace", "path": "/advice/stuck-phase/0/when/targetPort", "value": [1]}])",
     "/advice/stuck-phase/0/when/targetPort", "text or a whole number"},
};

class ProfileMistake : public testing::TestWithParam<Mistake>
{
};

TEST_P(ProfileMistake, IsNamedWithItsPlace)
{
    const json document = json::parse(kValid).patch(json::parse(GetParam().patch));
    const ProfileReading reading = readProfile(document.dump(), kRules);
    EXPECT_FALSE(reading.profile);
    const auto it = std::find_if(reading.errors.begin(), reading.errors.end(),
                                 [](const ProfileError& e) { return e.pointer == GetParam().pointer; });
    ASSERT_NE(it, reading.errors.end()) << (reading.errors.empty() ? "" : reading.errors.front().text());
    EXPECT_THAT(it->message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Table, ProfileMistake, testing::ValuesIn(kMistakes),
                         [](const auto& mistake) { return std::string(mistake.param.name); });

TEST(ProfileReader, AcceptsTheProfileOfTheTable)
{
    const ProfileReading reading = readProfile(kValid, kRules);
    ASSERT_TRUE(reading.profile) << reading.errors.front().text();
    EXPECT_TRUE(lintProfile(*reading.profile).empty()) << lintProfile(*reading.profile).front().text();
}

TEST(ProfileReader, FindsAllMistakesInOneReading)
{
    json document = json::parse(kValid);
    document["thresholds"]["bottleneckShare"] = -1;
    document["spans"][0]["role"] = "king";
    document["spans"][1]["role"] = "queen";
    document["surprise"] = 1;
    std::vector<std::string> pointers;
    for (const ProfileError& error : readProfile(document.dump(), kRules).errors)
        pointers.push_back(error.pointer);
    EXPECT_THAT(pointers,
                testing::ElementsAre("/surprise", "/spans/0/role", "/spans/1/role", "/thresholds/bottleneckShare"));
}

TEST(ProfileReader, SaysWhereTextIsNotJson)
{
    const auto message = [](const std::string& text) { return readProfile(text).errors.at(0).text(); };
    EXPECT_THAT(message("{\n  \"name\": \"x\",\n  oops\n}"), HasSubstr("line 3"));
    EXPECT_THAT(message("{\"name\": \"x\""), HasSubstr("is not JSON"));
    EXPECT_THAT(message(""), HasSubstr("is empty"));
    EXPECT_THAT(message(" \n\t"), HasSubstr("is empty"));
    EXPECT_THAT(message("[]"), HasSubstr("must be an object"));
    EXPECT_THAT(message("{\"name\": \"\xff\xfe\"}"), HasSubstr("is not JSON"));
    EXPECT_THAT(message(std::string("\0\0\0", 3)), HasSubstr("is not JSON"));
}

TEST(ProfileReader, RefusesMembersThatAreThereTwice)
{
    const ProfileReading reading = readProfile(R"({"name": "x", "phases": [{}, {"id": "a", "id": "b"}]})");
    ASSERT_EQ(reading.errors.size(), 1U);
    EXPECT_EQ(reading.errors.front().pointer, "/phases/1/id");
    EXPECT_THAT(reading.errors.front().message, HasSubstr("twice"));
}

TEST(ProfileReader, RefusesDeepAndLargeDocumentsAtOnce)
{
    EXPECT_THAT(readProfile(std::string(100'000, '[')).errors.at(0).message, HasSubstr("levels deep"));
    EXPECT_THAT(readProfile(std::string(2 << 20, ' ')).errors.at(0).message, HasSubstr("larger than"));
}

TEST(ProfileReader, BoundsWhatAComparisonMayCost)
{
    json document = json::parse(kValid);
    document["messages"]["timeout"] = {std::string(300, '*')};
    EXPECT_THAT(readProfile(document.dump()).errors.at(0).text(), HasSubstr("/messages/timeout/0: is longer than 256"));
    document["messages"]["timeout"] = std::vector<std::string>(3000, "a*");
    EXPECT_THAT(readProfile(document.dump()).errors.at(0).text(), HasSubstr("/messages/timeout: has more than 2000"));
    // The worst pattern and the longest message: stars never multiply.
    document["messages"]["timeout"] = {"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"};
    const auto profile = readProfile(document.dump()).profile;
    ASSERT_TRUE(profile);
    EXPECT_FALSE(profile->isMessage("timeout", std::string(4 << 20, 'a')));
}

TEST(ProfileReader, ComplainsAboutFilesThatAreNoProfiles)
{
    EXPECT_THAT(loadProfile("no/such/file.json", {}).error(), HasSubstr("no/such/file.json: there is no such file"));
    EXPECT_THAT(loadProfile("tests", {}).error(), HasSubstr("is a folder"));
    const auto path = std::filesystem::temp_directory_path() / "spanlight_profile_reader_test.json";
    std::ofstream(path) << json::parse(kValid).patch(json::parse(R"([{"op": "remove", "path": "/name"}])")).dump();
    EXPECT_THAT(loadProfile(path.string(), {}).error(), HasSubstr(path.string() + ": member \"name\" is missing"));
    std::ofstream(path) << kValid;
    EXPECT_TRUE(loadProfile(path.string(), {}));
    std::filesystem::remove(path);
}

TEST(ProfileLint, IsContentWithTheBuiltInProfiles)
{
    for (const std::string name : {"ktrdr", "opentelemetry", "jobqueue"})
        for (const ProfileError& oversight : lintProfile(*builtinProfile(name)))
            ADD_FAILURE() << name << ": " << oversight.text();
}

TEST(ProfileLint, NamesWhatIsHardlyMeant)
{
    json document = json::parse(kValid);
    document["spans"].push_back({{"role", "poll"}, {"names", {"submit"}}});
    document["spans"].push_back({{"role", "poll"}, {"names", {"^GET .*$"}}});
    document["services"].push_back({{"name", "worker-7"}, {"role", "host"}});
    document["phases"].push_back({{"id", "upload"}});
    document["advice"]["stuck-phase"].push_back({{"text", "See {jobid}"}, {"command", "curl -w '%{time_total}' x"}});
    std::vector<std::string> pointers;
    for (const ProfileError& oversight : lintProfile(*readProfile(document.dump()).profile))
        pointers.push_back(oversight.pointer);
    EXPECT_THAT(pointers, testing::ElementsAre("/spans/5/names/0", "/spans/4", "/services/2", "/phases/3", "/phases/3",
                                               "/advice/stuck-phase/1/text"));
}

} // namespace
} // namespace spanlight::operations
