#include "models/trace/hash.h"
#include "tests/scenarios/variation.h"
#include "tests/support/zipkin_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

// Every case told differently by chance (order, format, files, ids, times, noise, other operations beside it): the
// verdict stays. SPANLIGHT_VARIATION_ROUNDS and SPANLIGHT_VARIATION_SEED ask for more and for others;
// SPANLIGHT_VARIATION_KEEP names a folder for the files of those that fail.

namespace spanlight::test {
namespace {

using nlohmann::json;

std::uint64_t fromEnvironment(const char* name, std::uint64_t otherwise)
{
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Rules that look at other operations: there the neighbours count.
bool readsContext(const ScenarioCase& one)
{
    for (const char* rule : {"load-imbalance", "regression", "worker-lost", "operation-not-found"})
        for (const char* list : {"rules", "mustHave"})
            for (const json& named : one.expected.value(list, json::array()))
                if (named == rule || one.expected.value("primary", json()) == rule)
                    return true;
    return false;
}

const std::vector<ScenarioCase>& neighbours()
{
    static const auto list = [] {
        std::vector<ScenarioCase> found;
        for (const auto& [name, cases] : madeUpCases())
            for (const ScenarioCase& one : cases)
                if (one.expected["kind"] == "operation" && !readsContext(one) && name.find("later-traces") == name.npos)
                    found.push_back(one);
        return found;
    }();
    return list;
}

std::vector<SpanData> spansOfCase(const ScenarioCase& one)
{
    return spansOf(*readCase(one).stores().front());
}

std::vector<SpanData> aNeighbour(const ScenarioCase& one, Random& random)
{
    constexpr std::size_t kMostSpans = 300;
    const ScenarioCase& other = neighbours()[random() % neighbours().size()];
    if (readsContext(one) || other.expected["id"] == one.expected["id"])
        return {};
    std::vector<SpanData> spans = spansOfCase(other);
    return spans.size() > kMostSpans ? std::vector<SpanData>() : spans;
}

std::string keep(const ScenarioCase& one, const Variation& variation)
{
    const char* folder = std::getenv("SPANLIGHT_VARIATION_KEEP");
    if (folder == nullptr)
        return "set SPANLIGHT_VARIATION_KEEP to a folder to keep the files";
    const auto path = std::filesystem::path(folder) / one.name;
    std::filesystem::create_directories(path);
    for (const auto& [name, content] : variation.files)
        std::ofstream(path / name, std::ios::binary) << content;
    const Question& question = variation.question;
    const std::string now = std::to_string(question.asOfNs / 1'000'000'000) + "." +
                            std::to_string(1'000'000'000 + question.asOfNs % 1'000'000'000).substr(1);
    return "spanlight-cli diagnose " + path.string() + (question.isTrace ? " --trace " : " --operation ") +
           question.id + " --profile " + question.profile + " --now " + now;
}

class Variations : public testing::TestWithParam<std::string>
{
};

TEST_P(Variations, DoNotChangeTheVerdict)
{
    const std::uint64_t seed = fromEnvironment("SPANLIGHT_VARIATION_SEED", 1);
    const std::uint64_t rounds = fromEnvironment("SPANLIGHT_VARIATION_ROUNDS", 1);
    for (const ScenarioCase& one : casesOf(GetParam())) {
        const Question question = questionOf(one);
        const json before = json::parse(diagnose(readCase(one), question));
        const std::vector<SpanData> spans = spansOfCase(one);
        for (std::uint64_t round = 0; round < rounds; ++round) {
            Random random((seed + round) ^ trace::hashBytes(one.name)); // each case another way
            const Variation variation = vary(question, spans, aNeighbour(one, random), random);
            const json after = json::parse(diagnose(variation.read(), variation.question));
            const auto list = differences(before, after, variation);
            if (!list.empty())
                ADD_FAILURE() << one.name << ", seed " << seed + round << ": " << testing::PrintToString(list) << "\n"
                              << variation.description << "\n"
                              << keep(one, variation);
        }
    }
}

/// Zipkin keeps every value as a text, and microseconds; a span has no scope, no resource and no links there.
TEST_P(Variations, InZipkinGetTheSameVerdict)
{
    for (const ScenarioCase& one : casesOf(GetParam())) {
        Variation told;
        told.question = questionOf(one);
        told.files.emplace_back("spans.json", zipkinJson(spansOfCase(one)));
        const json before = inLowerCase(json::parse(diagnose(readCase(one), told.question)));
        const json after = inLowerCase(json::parse(diagnose(told.read(), told.question)));
        const auto list = differences(before, after, told);
        if (!list.empty())
            ADD_FAILURE() << one.name << ": " << testing::PrintToString(list) << "\n" << keep(one, told);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Variations, testing::ValuesIn(scenarioNames()),
                         [](const auto& scenario) { return testNameOf(scenario.param); });

} // namespace
} // namespace spanlight::test
