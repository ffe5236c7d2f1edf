#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <string>

namespace spanlight::formats::test {
namespace {

using nlohmann::json;
using trace::ProblemCode;
using trace::SpanRow;

json expectations(const std::filesystem::path& corpus)
{
    std::ifstream file(corpus / "expected.json");
    return json::parse(file);
}

// The numbers of a reading with the names that expected.json has.
json numbersOf(const Reading& reading)
{
    std::set<std::string_view> services;
    json n{{"spans", reading->spanCount()},
           {"traces", reading->traceCount()},
           {"errorSpans", 0},
           {"rootSpans", 0},
           {"spansWithMissingParent", 0}};
    for (std::uint32_t i = 0; i < reading->spanCount(); ++i) {
        const SpanRow s{i};
        services.insert(reading->service(s));
        n["errorSpans"] = n["errorSpans"].get<int>() + (reading->status(s) == trace::StatusCode::Error ? 1 : 0);
        n["rootSpans"] = n["rootSpans"].get<int>() + (reading->parentSpanId(s).empty() ? 1 : 0);
        n["spansWithMissingParent"] = n["spansWithMissingParent"].get<int>() + (reading->hasMissingParent(s) ? 1 : 0);
        if ((reading->marks(s) & trace::kMarkNoStart) != 0)
            continue;
        n["minStartUnixNano"] =
            std::min(n.value("minStartUnixNano", std::numeric_limits<std::int64_t>::max()), reading->startNs(s));
        n["maxEndUnixNano"] =
            std::max(n.value("maxEndUnixNano", std::numeric_limits<std::int64_t>::min()), reading->endNs(s));
    }
    services.erase("");
    n["services"] = services.size();
    return n;
}

class Corpus : public testing::Test
{
protected:
    void SetUp() override
    {
        const auto folder = sharedFolder("corpus");
        if (!folder)
            GTEST_SKIP() << "the shared folder with the corpus is not there";
        m_folder = *folder;
    }

    std::filesystem::path m_folder;
};

TEST_F(Corpus, EveryFileHasTheExpectedNumbers)
{
    int files = 0;
    const json all = expectations(m_folder);
    for (const auto& [name, expected] : all.items()) {
        if (expected.value("expect", "") != "traces")
            continue;
        const Reading reading = readPathOf(m_folder / name);
        const json numbers = numbersOf(reading);
        for (const char* key : {"spans", "traces", "services", "errorSpans", "rootSpans", "spansWithMissingParent",
                                "minStartUnixNano", "maxEndUnixNano"})
            EXPECT_EQ(numbers.value(key, json()), expected.value(key, json())) << name << " " << key;
        EXPECT_FALSE(reading->importLog().hasLoss()) << name << "\n" << describe(*reading);
        ++files;
    }
    EXPECT_GT(files, 90);
}

TEST_F(Corpus, FilesWithoutTracesAreNeverSilent)
{
    const json all = expectations(m_folder);
    for (const auto& [name, expected] : all.items()) {
        if (expected.value("expect", "") == "traces")
            continue;
        const Reading reading = readPathOf(m_folder / name);
        EXPECT_FALSE(reading->importLog().empty()) << name;
    }
}

TEST_F(Corpus, JsonTestSuiteNeverGivesSpans)
{
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder / "malformed" / "JSONTestSuite")) {
        if (!entry.is_regular_file())
            continue;
        const Reading reading = readPathOf(entry.path());
        EXPECT_EQ(reading->spanCount(), 0U) << entry.path();
        EXPECT_FALSE(reading->importLog().empty()) << entry.path();
    }
}

std::set<std::string> spansOf(const std::filesystem::path& path)
{
    const Reading reading = readPathOf(path);
    std::set<std::string> spans;
    for (std::uint32_t i = 0; i < reading->spanCount(); ++i) {
        const SpanRow s{i};
        spans.insert(reading->traceIdText(reading->traceId(reading->traceOf(s))) +
                     reading->spanIdText(reading->spanId(s)) + reading->spanIdText(reading->parentSpanId(s)) +
                     std::string(reading->name(s)) + std::string(reading->service(s)) +
                     std::string(trace::name(reading->kind(s))));
    }
    return spans;
}

TEST_F(Corpus, FormsOfOneTraceGiveTheSameSpans)
{
    const auto folder = m_folder / "derived" / "otel-tui";
    const auto one = spansOf(folder / "one-trace-otlp.json");
    for (const char* name :
         {"one-trace-grafana-download.json", "one-trace-jaeger-ui-download.json", "one-trace-jaeger-v3.json",
          "one-trace-jaeger.json", "one-trace-tempo-v1.json", "one-trace-tempo-v2.json"})
        EXPECT_EQ(spansOf(folder / name), one) << name;
    const auto all = spansOf(folder / "traces.json.gz");
    for (const char* name : {"traces-jaeger.json.gz", "traces-list.json.gz", "traces.jsonl.gz", "traces.jsonl.zst"})
        EXPECT_EQ(spansOf(folder / name), all) << name;
}

TEST(Scenarios, AreReadWithoutLoss)
{
    const auto folder = sharedFolder("scenarios");
    if (!folder)
        GTEST_SKIP() << "the shared folder with the scenarios is not there";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_regular_file() || name == "expected.json" || entry.path().extension() != ".json")
            continue;
        EXPECT_FALSE(readPathOf(entry.path())->importLog().hasLoss()) << entry.path();
    }
}

} // namespace
} // namespace spanlight::formats::test
