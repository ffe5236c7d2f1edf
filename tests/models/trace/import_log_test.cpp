#include "models/trace/import_log.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>
#include <vector>

namespace spanlight::trace {
namespace {

TEST(ImportLog, CountsEqualProblemsAndKeepsTheFirstPlace)
{
    ImportLog log;
    log.add(ProblemCode::BrokenRecord, 0, 10, "no id");
    log.add(ProblemCode::BrokenRecord, 0, 99, "no id");
    ASSERT_EQ(log.problems().size(), 1U);
    EXPECT_EQ(log.problems()[0].offset, 10U);
    EXPECT_EQ(log.problems()[0].count, 2U);
}

std::vector<ProblemCode> allCodes()
{
    std::vector<ProblemCode> codes;
    for (int i = 0; i <= static_cast<int>(ProblemCode::SourceWarning); ++i)
        codes.push_back(static_cast<ProblemCode>(i));
    return codes;
}

TEST(ImportLog, HasANameOfItsOwnForEveryProblem)
{
    std::set<std::string_view> names;
    for (const ProblemCode code : allCodes())
        EXPECT_TRUE(names.insert(name(code)).second) << name(code);
    EXPECT_FALSE(names.contains("unknown"));
}

TEST(ImportLog, NeverCallsALossHarmless)
{
    for (const ProblemCode code : allCodes())
        EXPECT_TRUE(!isLoss(code) || severity(code) != ProblemSeverity::Info) << name(code);
    EXPECT_TRUE(isLoss(ProblemCode::Truncated));
    EXPECT_FALSE(isLoss(ProblemCode::NegativeDuration));
    EXPECT_EQ(name(severity(ProblemCode::UnreadableInput)), "error");
    EXPECT_EQ(name(severity(ProblemCode::SelfParent)), "warning");
    EXPECT_EQ(name(severity(ProblemCode::OddId)), "info");
}

TEST(ImportLog, StaysSmallWhateverComes)
{
    ImportLog log;
    for (int i = 0; i < 100'000; ++i)
        log.add(ProblemCode::BrokenRecord, 0, static_cast<std::uint64_t>(i), "message " + std::to_string(i));
    EXPECT_LE(log.problems().size(), ImportLog::kMaxPerCode + 1);
    EXPECT_EQ(log.count(ProblemCode::BrokenRecord), 100'000U);
}

TEST(ImportLog, TellsLossesFromOddities)
{
    ImportLog odd;
    odd.add(ProblemCode::DuplicateSpanId, 0, 0, "twice");
    odd.add(ProblemCode::MissingParent, 0, 0, "gone");
    EXPECT_FALSE(odd.hasLoss());
    ImportLog lost;
    lost.add(ProblemCode::Truncated, 0, 7, "ends in the middle");
    EXPECT_TRUE(lost.hasLoss());
}

} // namespace
} // namespace spanlight::trace
