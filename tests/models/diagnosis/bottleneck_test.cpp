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

// A download whose fetch of ten seconds spends so many milliseconds on the way to the host service.
std::string download(int onTheWayMs)
{
    return "data.download @0+10000 ktrdr-api operation.id=op_data_load_1 operation.type=data_load "
           "operation.status=COMPLETED\n"
           "  POST @100+9800 ktrdr-api client http.url=http://ib:5001/data/historical http.status_code:=200\n"
           "    POST /data/historical @" +
           std::to_string(100 + onTheWayMs) + "+" + std::to_string(9800 - onTheWayMs) +
           " ktrdr-ib-host-service server http.route=/data/historical\n";
}

TEST(Bottleneck, SaysHowMuchOfItPassedBetweenClientAndServer)
{
    const auto slow = diagnoseText({download(3'100), "op_data_load_1", 20'000});
    ASSERT_NE(finding(slow, "bottleneck"), nullptr);
    EXPECT_NE(finding(slow, "bottleneck")->explanation.find("3.1 s of it passed between client and server"),
              std::string::npos);
    const auto quick = diagnoseText({download(200), "op_data_load_1", 20'000});
    EXPECT_EQ(finding(quick, "bottleneck")->explanation.find("between client and server"), std::string::npos);
}

} // namespace
} // namespace spanlight::diagnosis
