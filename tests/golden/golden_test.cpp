#include "tests/golden/cli_process.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

// Whole outputs of the command line, compared with files in tests/golden/files. After a wanted change run the test once
// with SPANLIGHT_UPDATE_GOLDEN=1 and read the difference before committing it.

namespace spanlight::test {
namespace {

struct Golden
{
    const char* name;
    std::vector<std::string> arguments;
};

void PrintTo(const Golden& golden, std::ostream* out)
{
    *out << golden.name;
}

std::vector<Golden> goldens()
{
    const std::string stuck = "tests/scenarios/cases/instance-mismatch-d-00/spans.json";
    const std::vector<std::string> stuckSubject = {stuck, "--operation", "op_training_20251231_054220_b39492", "--now",
                                                   "2025-12-31T08:41:57.715300Z"};
    const std::string failed = "tests/recorded/replica/c1-failed-out-of-memory.json";
    const std::vector<std::string> failedSubject = {failed, "--operation", "op_training_20261121_024741_4950967d",
                                                    "--now", "1795229410.259048"};
    const std::vector<std::string> slowPair = {"tests/scenarios/cases/healthy-download-c1-00/spans.json",
                                               "tests/scenarios/cases/slow-provider-c1-00/spans.json",
                                               "op_data_load_20260430_171238_5828deda",
                                               "op_data_load_20260328_041728_b930b2ac"};
    const std::vector<std::string> failedPair = {"tests/scenarios/cases/healthy-training-d-00/spans.json",
                                                 "tests/scenarios/cases/failed-phase-other-d-00/traces.json",
                                                 "op_training_20260223_001329_ce49ad73",
                                                 "op_training_20260208_131826_619bcf43"};
    const auto with = [](std::vector<std::string> first, const std::vector<std::string>& subject,
                         const std::vector<std::string>& last) {
        first.insert(first.end(), subject.begin(), subject.end());
        first.insert(first.end(), last.begin(), last.end());
        return first;
    };
    return {{"stuck.json", with({"diagnose"}, stuckSubject, {"--format", "json"})},
            {"stuck.md", with({"diagnose"}, stuckSubject, {"--format", "markdown"})},
            {"stuck.txt", with({"diagnose"}, stuckSubject, {})},
            {"stuck-timeline.txt", with({"timeline"}, stuckSubject, {"--columns", "120"})},
            {"stuck-calls.txt", with({"timeline", "--calls"}, stuckSubject, {"--columns", "160"})},
            {"failed-calls.json", with({"timeline", "--calls"}, failedSubject, {"--format", "json"})},
            {"stuck-timeline.json", with({"timeline"}, stuckSubject, {"--format", "json"})},
            {"failed.json", with({"diagnose"}, failedSubject, {"--format", "json"})},
            {"stuck.html", with({"diagnose"}, stuckSubject, {"--format", "html"})},
            {"failed.html", with({"diagnose"}, failedSubject, {"--format", "html", "--redact"})},
            {"failed.md", with({"diagnose"}, failedSubject, {"--format", "markdown", "--redact"})},
            {"stuck-walk.txt", with({"diagnose"}, stuckSubject, {"--scenario", "stuck", "--explain"})},
            {"failed-walk.md",
             with({"diagnose"}, failedSubject, {"--scenario", "failed", "--explain", "--format", "markdown"})},
            {"failed-walk.json", with({"diagnose"}, failedSubject, {"--scenario", "failed", "--format", "json"})},
            {"stuck-explained.txt", with({"diagnose"}, stuckSubject, {"--explain"})},
            {"scenarios.txt", {"diagnose", "--scenario", "list"}},
            {"search.txt", {"search", failed, "--now", "1795229410.259048"}},
            {"search.jsonl", {"search", failed, "--now", "1795229410.259048", "--format", "json", "--by", "trace"}},
            {"compare-slow.txt", with({"compare"}, slowPair, {})},
            {"compare-slow.json", with({"compare"}, slowPair, {"--format", "json"})},
            {"compare-failed.md", with({"compare"}, failedPair, {"--format", "markdown"})},
            {"profile-explain.txt", {"profile", "explain", failed}},
            {"help.txt", {"--help"}},
            {"diagnose-help.txt", {"diagnose", "--help"}}};
}

class GoldenOutput : public testing::TestWithParam<Golden>
{
};

TEST_P(GoldenOutput, IsAsWrittenDown)
{
    const auto path = std::filesystem::path("tests/golden/files") / GetParam().name;
    const CliResult result = runCli(GetParam().arguments);
    EXPECT_EQ(result.exitCode, 0) << result.err;
    if (std::getenv("SPANLIGHT_UPDATE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << result.out;
    std::ifstream file(path, std::ios::binary);
    const std::string expected((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(result.out, expected);
}

// Lines inside of fences hold what others wrote.
TEST(GoldenOutput, OfMarkdownHasOneEmptyLineBetweenItsParts)
{
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/golden/files")) {
        if (entry.path().extension() != ".md")
            continue;
        ++files;
        std::ifstream file(entry.path());
        bool fenced = false;
        bool empty = false;
        for (std::string line; std::getline(file, line); empty = line.empty()) {
            if (line.find("```") == line.find_first_not_of(' ') && !line.empty())
                fenced = !fenced;
            EXPECT_FALSE(!fenced && empty && line.empty()) << entry.path();
        }
    }
    EXPECT_GT(files, 50);
}

std::string testName(const testing::TestParamInfo<Golden>& info)
{
    std::string name = info.param.name;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenOutput, testing::ValuesIn(goldens()), testName);

} // namespace
} // namespace spanlight::test
