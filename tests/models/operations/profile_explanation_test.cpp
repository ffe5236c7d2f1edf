#include "models/operations/profile_explanation.h"

#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace spanlight::operations {
namespace {

// A small system of its own: a command submits a job, a worker runs it.
constexpr const char* kJobs = R"(trace 1
submit @0+10 jobs-cli client job.id=j-1 job.type=render
  POST_/jobs @1+8 jobs-api server
run_4711 @20+900 jobs-worker-1 job.id=j-1 job.state=running job.percent:=45 color=red
trace 2
submit @2000+10 jobs-cli client job.id=j-2 job.type=render
run_4712 @2020+900 jobs-worker-2 job.id=j-2 job.state=completed job.percent:=100 color=blue error
GET_/health @2500+1 jobs-worker-2 server
)";

Profile profileOf(const char* members)
{
    auto profile = parseProfile(std::string(R"({"name": "jobs", "targets": [], )") + members + "}");
    EXPECT_TRUE(profile) << profile.error().text();
    return profile.value_or(Profile());
}

const char* const kBare = R"("attributes": {"operation-id": ["order.id"]}, "spans": [], "services": [], "phases": [],
                             "operationTypes": [])";
const char* const kGood = R"("attributes": {"operation-id": ["job.id"], "operation-type": ["job.type"],
    "operation-state": ["job.state"], "progress-percentage": ["job.percent"]},
    "spans": [{"role": "entry", "names": ["submit"]}, {"role": "poll", "names": ["GET_/jobs/*"]}],
    "services": [{"name": "jobs-cli", "role": "client"}, {"name": "jobs-worker-*", "role": "worker"}],
    "phases": [{"id": "entry", "role": "entry"}, {"id": "run", "spans": ["run*"]}],
    "operationTypes": [{"id": "render", "phases": ["entry", "run"]}])";

ProfileExplanation explain(const Profile& profile)
{
    return explainProfile(trace::TraceSet({test::storeFromText(kJobs)}), profile);
}

const ProfileMatch& find(const std::vector<ProfileMatch>& matches, const std::string& part)
{
    static const ProfileMatch kNone;
    const auto it = std::find_if(matches.begin(), matches.end(), [&](const auto& m) { return m.part == part; });
    return it != matches.end() ? *it : kNone;
}

std::string suggestion(const ProfileExplanation& explanation, const std::string& pointer)
{
    for (const ProfileSuggestion& s : explanation.suggestions)
        if (s.pointer == pointer)
            return s.json;
    return {};
}

TEST(ProfileExplanation, CountsSpansByRolePhaseAndMeaning)
{
    const ProfileExplanation e = explain(profileOf(kGood));
    EXPECT_EQ(e.spans, 6U);
    EXPECT_EQ(e.spansWithRole, 2U);
    EXPECT_EQ(e.spansWithPhase, 4U);
    EXPECT_EQ(find(e.roles, "entry").spans, 2U);
    EXPECT_EQ(find(e.phases, "run").spans, 2U);
    EXPECT_EQ(find(e.phases, "run").names.size(), 2U);
    EXPECT_FALSE(find(e.phases, "run").spanId.empty());
    EXPECT_EQ(find(e.meanings, "progress-percentage").spans, 2U);
    EXPECT_THAT(find(e.meanings, "progress-percentage").values, testing::ElementsAre("45", "100"));
    ASSERT_EQ(e.types.size(), 1U);
    EXPECT_EQ(e.types[0].type, "render");
    EXPECT_EQ(e.types[0].operations, 2U);
}

TEST(ProfileExplanation, NamesRulesThatNoSpanMatched)
{
    EXPECT_THAT(explain(profileOf(kGood)).idleRules, testing::ElementsAre("/spans/1"));
}

TEST(ProfileExplanation, ListsWhatStayedUnknown)
{
    const ProfileExplanation e = explain(profileOf(kGood));
    ASSERT_EQ(e.unknownNames.size(), 2U);
    EXPECT_EQ(e.unknownNames[0].spans, 1U);
    ASSERT_EQ(e.unknownKeys.size(), 1U);
    EXPECT_EQ(e.unknownKeys[0].key, "color");
    EXPECT_THAT(e.unknownKeys[0].values, testing::ElementsAre("red", "blue"));
    const auto api = std::find_if(e.services.begin(), e.services.end(), [](const auto& s) { return !s.known; });
    ASSERT_NE(api, e.services.end());
    EXPECT_EQ(api->service, "jobs-api");
}

TEST(ProfileExplanation, GathersNamesThatDifferInNumbersOnly)
{
    const ProfileExplanation e = explain(profileOf(kBare));
    const auto run =
        std::find_if(e.unknownNames.begin(), e.unknownNames.end(), [](const auto& n) { return n.spans == 2; });
    EXPECT_NE(run, e.unknownNames.end());
    EXPECT_EQ(namePattern("run job 4711 of 12"), "run job * of *");
    EXPECT_EQ(namePattern("GET /jobs/5f0c1d2e9a/log"), "GET /jobs/*/log");
    EXPECT_EQ(namePattern("op 0af76519-16cd-43dd-8448-eb211c80319c"), "op *");
    EXPECT_EQ(namePattern("http2 v1 data.load_2d face"), "http2 v1 data.load_2d face");
    EXPECT_EQ(namePattern(""), "");
}

TEST(ProfileExplanation, SuggestsWhatANewProfileNeedsFirst)
{
    const ProfileExplanation e = explain(profileOf(kBare));
    EXPECT_EQ(suggestion(e, "/attributes/operation-state"), R"(["job.state"])");
    EXPECT_EQ(suggestion(e, "/attributes/progress-percentage"), R"(["job.percent"])");
    EXPECT_EQ(suggestion(e, "/services/-"), R"({"name": "jobs-api", "role": "backend"})");
    EXPECT_EQ(suggestion(e, "/spans/-"), R"({"role": "health", "names": ["GET_/health"]})");
    EXPECT_NE(suggestion(e, "/phases/-"), "");
}

TEST(ProfileExplanation, SuggestsTheKeyOfTheOperationsId)
{
    EXPECT_EQ(suggestion(explain(*builtinProfile("opentelemetry")), "/attributes/operation-id"), R"(["job.id"])");
}

TEST(ProfileExplanation, SuggestsNothingThatTheProfileHas)
{
    for (const ProfileSuggestion& s : explain(profileOf(kGood)).suggestions) {
        EXPECT_FALSE(s.pointer.starts_with("/attributes")) << s.pointer;
        EXPECT_FALSE(s.pointer.starts_with("/phases")) << s.pointer << s.json;
    }
}

TEST(ProfileExplanation, OfNoTracesIsEmpty)
{
    const ProfileExplanation e = explainProfile(trace::TraceSet(), profileOf(kGood));
    EXPECT_EQ(e.spans, 0U);
    EXPECT_TRUE(e.suggestions.empty());
    EXPECT_EQ(e.idleRules.size(), 2U);
}

TEST(ProfileExplanation, StaysBoundedWhateverTheNamesAre)
{
    std::string text = "trace 1\n";
    for (int i = 0; i < 6'000; ++i)
        text += "w" + std::string(1 + i % 3, static_cast<char>('a' + i % 26)) + "x" +
                std::string(1, static_cast<char>('a' + i / 26 % 26)) + static_cast<char>('a' + i / 676 % 26) +
                " @0+1 s k" + std::to_string(i) + "=v\n";
    const ProfileExplanation e = explainProfile(trace::TraceSet({test::storeFromText(text)}), profileOf(kGood));
    EXPECT_LE(e.unknownKeys.size(), 5'000U);
    EXPECT_GE(e.keysLeftOut, 1'000U);
}

} // namespace
} // namespace spanlight::operations
