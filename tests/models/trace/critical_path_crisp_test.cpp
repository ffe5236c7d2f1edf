// Compares the critical path with the answers of another implementation (Uber CRISP) on its 51 test graphs.
#include "models/trace/critical_path.h"
#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace spanlight::trace {
namespace {

using nlohmann::json;
using Times = std::map<std::string, std::int64_t>;

std::filesystem::path corpus()
{
    const char* shared = std::getenv("SPANLIGHT_SHARED");
    return std::filesystem::path(shared != nullptr ? shared : "../shared") / "corpus" / "crisp";
}

json load(const std::filesystem::path& file)
{
    std::ifstream in(file);
    return json::parse(in);
}

TraceSet readCase(const json& document)
{
    TraceBuilder builder;
    builder.beginInput("case");
    for (const json& span : document["data"][0]["spans"]) {
        SpanRecord record;
        record.traceId = builder.traceIdFromText(span["traceID"].get<std::string>());
        record.spanId = builder.spanIdFromText(span["spanID"].get<std::string>());
        for (const json& reference : span["references"])
            if (reference["refType"] == "CHILD_OF")
                record.parentSpanId = builder.spanIdFromText(reference["spanID"].get<std::string>());
        record.name = builder.intern(span["operationName"].get<std::string>());
        record.startNs = span["startTime"].get<std::int64_t>() * 1000;
        record.durationNs = span["duration"].get<std::int64_t>() * 1000;
        builder.addSpan(record);
    }
    return TraceSet({builder.freeze()});
}

// Time on the path by span within the root's interval, in microseconds: CRISP knows nothing beyond it.
Times timesWithinRoot(const TraceSet& set, const CriticalPath& path)
{
    const SpanRef root{0, set.store(0).findSpan(TraceRow{0}, set.spanId({0, SpanRow{0}}))};
    Times times;
    for (const PathSegment& segment : path.segments)
        if (segment.span.valid() && segment.startNs < set.endNs(root))
            times[set.spanIdText(segment.span)] += (segment.endNs - segment.startNs) / 1000;
    return times;
}

Times expectedTimes(const json& entry, const json& byLetter)
{
    Times times;
    for (const auto& [letter, us] : byLetter.items())
        if (us.get<std::int64_t>() != 0)
            times[entry["idMap"][letter].get<std::string>()] = us.get<std::int64_t>();
    return times;
}

std::set<std::string> keys(const Times& times)
{
    std::set<std::string> result;
    for (const auto& [id, us] : times)
        result.insert(id);
    return result;
}

std::int64_t largestDifference(const Times& a, const Times& b)
{
    std::int64_t largest = 0;
    for (const auto& [id, us] : a)
        largest = std::max(largest, std::abs(us - (b.contains(id) ? b.at(id) : 0)));
    return largest;
}

class CrispCases : public ::testing::Test
{
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(corpus() / "expected.json"))
            GTEST_SKIP() << "the corpus of CRISP's cases is not there (set SPANLIGHT_SHARED)";
        m_cases = load(corpus() / "expected.json")["cases"];
        ASSERT_EQ(m_cases.size(), 51U);
    }

    template <typename Check>
    void forEach(std::string_view kind, std::size_t count, Check check)
    {
        std::size_t seen = 0;
        for (const json& entry : m_cases) {
            if (entry["class"] != kind)
                continue;
            ++seen;
            SCOPED_TRACE(entry["case"].get<std::string>());
            const TraceSet set = readCase(load(corpus() / entry["normalisedFile"].get<std::string>()));
            check(entry, timesWithinRoot(set, criticalPath(set, set.traces().front())));
        }
        EXPECT_EQ(seen, count);
    }

    json m_cases;
};

TEST_F(CrispCases, ExactCasesHaveTheSameSpansAndTheSameTimes)
{
    forEach("exact", 38, [](const json& entry, const Times& times) {
        EXPECT_EQ(times, expectedTimes(entry, entry["crispOutput"]["exclusiveBySpan"]));
    });
}

TEST_F(CrispCases, SlightlyOverlappingSiblingsAreBothOnThePath)
{
    forEach("slight-overlap", 10, [](const json& entry, const Times& times) {
        const Times expected = expectedTimes(entry, entry["crispOutput"]["exclusiveBySpan"]);
        EXPECT_EQ(keys(times), keys(expected));
        EXPECT_LE(largestDifference(times, expected) * 100, entry["rootDuration"].get<std::int64_t>() * 2);
    });
}

TEST_F(CrispCases, OfTwoSiblingsThatEndTogetherOneIsOnThePath)
{
    forEach("tie", 1, [](const json& entry, const Times& times) {
        std::int64_t sum = 0;
        for (const auto& [id, us] : times)
            sum += us;
        EXPECT_EQ(sum, entry["rootDuration"].get<std::int64_t>());
        EXPECT_GE(times.size(), 2U);
    });
}

// CRISP moves a server span whose clock is off into its client; here it stays where it is, and lies after the root.
TEST_F(CrispCases, ASpanWithAWrongClockStaysBesideTheRoot)
{
    forEach("client-server-skew", 1, [](const json& entry, const Times& times) {
        std::set<std::string> expected;
        for (const json& letter : entry["generalAlgorithm"]["criticalPath"])
            expected.insert(entry["idMap"][letter.get<std::string>()].get<std::string>());
        EXPECT_EQ(keys(times), expected);
    });
}

} // namespace
} // namespace spanlight::trace
