// Compares the critical path with the answers of another implementation (Uber CRISP) on its 51 test graphs.
#include "models/trace/critical_path.h"
#include "tests/models/trace/span_lookup.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

namespace spanlight::trace {
namespace {

using nlohmann::json;
using Times = std::map<std::string, std::int64_t>;

std::filesystem::path corpus()
{
    const char* given = std::getenv("SPANLIGHT_SHARED");
    return (given != nullptr ? std::filesystem::path(given)
                             : std::filesystem::path(SPANLIGHT_SOURCE_DIR) / ".." / "shared") /
           "corpus" / "crisp";
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

struct Answer
{
    Times drags;                   // by span on the path, in microseconds; without zeros
    Times times;                   // on the path, by span, in microseconds; without zeros
    std::vector<std::string> path; // span ids as CRISP lists them: each span, then the path through its latest child
    std::int64_t overlapUs = 0;    // by which siblings on the path overlap, added up
};

// CRISP knows only the root's time; what of a span sticks out of it, and spans wholly outside, do not exist there.
class AnswerReader
{
public:
    AnswerReader(const TraceSet& set, const CriticalPath& path) : m_set(set), m_path(path), m_root(rootOf(set)) {}

    [[nodiscard]] Answer read()
    {
        for (const PathSegment& segment : m_path.segments) {
            const std::int64_t us =
                (std::min(segment.endNs, m_set.endNs(m_root)) - std::max(segment.startNs, m_set.startNs(m_root))) /
                1000;
            if (segment.span.valid() && us > 0)
                m_answer.times[m_set.spanIdText(segment.span)] += us;
        }
        list(m_root);
        return std::move(m_answer);
    }

private:
    static SpanRef rootOf(const TraceSet& set)
    {
        for (const SpanRef span : test::allSpans(set))
            if (!set.parent(span).valid())
                return span;
        return kNoSpanRef;
    }

    void list(SpanRef span)
    {
        m_answer.path.push_back(m_set.spanIdText(span));
        const std::int64_t beyondNs = std::max<std::int64_t>(0, m_set.endNs(span) - m_set.endNs(m_root));
        if (const std::int64_t us = (m_path.find(span)->dragNs - beyondNs) / 1000; us > 0)
            m_answer.drags[m_set.spanIdText(span)] = us;
        std::vector<SpanRef> children;
        for (const SpanRef child : m_set.children(span))
            if (m_path.contains(child) && m_set.startNs(child) < m_set.endNs(m_root))
                children.push_back(child);
        std::sort(children.begin(), children.end(), [&](SpanRef a, SpanRef b) {
            return std::pair(m_set.endNs(a), m_set.startNs(a)) > std::pair(m_set.endNs(b), m_set.startNs(b));
        });
        for (std::size_t i = 0; i < children.size(); ++i) {
            if (i > 0)
                m_answer.overlapUs +=
                    std::max<std::int64_t>(0, m_set.endNs(children[i]) - m_set.startNs(children[i - 1])) / 1000;
            list(children[i]);
        }
    }

    const TraceSet& m_set;
    const CriticalPath& m_path;
    SpanRef m_root;
    Answer m_answer;
};

std::vector<std::string> idsOf(const json& entry, const json& letters)
{
    std::vector<std::string> ids;
    for (const json& letter : letters)
        ids.push_back(entry["idMap"][letter.get<std::string>()].get<std::string>());
    return ids;
}

Times expectedTimes(const json& entry, const json& byLetter)
{
    Times times;
    for (const auto& [letter, us] : byLetter.items())
        if (us.get<double>() != 0)
            times[entry["idMap"][letter].get<std::string>()] = static_cast<std::int64_t>(us.get<double>());
    return times;
}

std::int64_t largestDifference(const Times& a, const Times& b)
{
    std::int64_t largest = 0;
    for (const Times* times : {&a, &b})
        for (const auto& [id, us] : *times)
            largest = std::max(largest, std::abs((a.contains(id) ? a.at(id) : 0) - (b.contains(id) ? b.at(id) : 0)));
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
            const CriticalPath path = criticalPath(set, set.traces().front());
            check(entry, AnswerReader(set, path).read());
        }
        EXPECT_EQ(seen, count);
    }

    json m_cases;
};

TEST_F(CrispCases, ExactCasesHaveTheSameSpansInTheSameOrderAndTheSameTimes)
{
    forEach("exact", 38, [](const json& entry, const Answer& answer) {
        EXPECT_EQ(answer.path, idsOf(entry, entry["crispOutput"]["criticalPath"]));
        EXPECT_EQ(answer.times, expectedTimes(entry, entry["crispOutput"]["exclusiveBySpan"]));
    });
}

TEST_F(CrispCases, ExactCasesHaveTheSameDrag)
{
    forEach("exact", 38, [](const json& entry, const Answer& answer) {
        EXPECT_EQ(answer.drags, expectedTimes(entry, entry["crispOutput"]["drag"]));
    });
}

TEST_F(CrispCases, SlightlyOverlappingSiblingsAreBothOnThePath)
{
    forEach("slight-overlap", 10, [](const json& entry, const Answer& answer) {
        EXPECT_EQ(answer.path, idsOf(entry, entry["crispOutput"]["criticalPath"]));
        const Times expected = expectedTimes(entry, entry["crispOutput"]["exclusiveBySpan"]);
        EXPECT_LE(largestDifference(answer.times, expected), answer.overlapUs);
    });
}

TEST_F(CrispCases, OfTwoSiblingsThatEndTogetherOneIsOnThePath)
{
    forEach("tie", 1, [](const json& entry, const Answer& answer) {
        const std::vector<std::vector<std::string>> allowed{
            idsOf(entry, entry["crispOutput"]["criticalPath"]),
            idsOf(entry, json::array({"R", "P", "N"})),
        };
        EXPECT_NE(std::find(allowed.begin(), allowed.end(), answer.path), allowed.end());
    });
}

// CRISP moves a server span whose clock is off into its client; here it stays where it is, and lies after the root.
TEST_F(CrispCases, ASpanWithAWrongClockStaysBesideTheRoot)
{
    forEach("client-server-skew", 1, [](const json& entry, const Answer& answer) {
        EXPECT_EQ(answer.path, idsOf(entry, entry["generalAlgorithm"]["criticalPath"]));
    });
}

} // namespace
} // namespace spanlight::trace
