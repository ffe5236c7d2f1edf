#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

std::string run(int firstMs, int secondMs)
{
    return "worker.training @0+" + std::to_string(firstMs + secondMs) +
           " ktrdr-training-worker-1 operation.id=op_training_1 operation.status=COMPLETED\n"
           "  training.data_loading @0+" +
           std::to_string(firstMs) +
           " ktrdr-training-worker-1\n"
           "  training.indicators @" +
           std::to_string(firstMs) + "+" + std::to_string(secondMs) + " ktrdr-training-worker-1\n";
}

TEST(Bottleneck, NamesThePhaseThatTakesMostOfTheTime)
{
    const auto d = diagnoseText({run(2'000, 8'000), "op_training_1", 20'000});
    EXPECT_EQ(fact(d, "bottleneck", "phase"), "indicators");
    EXPECT_EQ(fact(d, "bottleneck", "durationMs"), "8000");
    EXPECT_EQ(finding(d, "bottleneck")->severity, Severity::Info);
}

TEST(Bottleneck, IsSilentAtHalf)
{
    EXPECT_EQ(finding(diagnoseText({run(5'000, 5'000), "op_training_1", 20'000}), "bottleneck"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
