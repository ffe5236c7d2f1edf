#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

std::string trace(const std::string& workerId, const std::string& status)
{
    return "operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training "
           "operations_service.instance_id=ops-1\n"
           "trace 2\n"
           "training.training_loop @1000+5000 ktrdr-training-worker-1 operation.id=op_training_1 "
           "operations_service.instance_id=" +
           workerId + " progress.percentage:=45 progress.updated_at:=1700000006\n" + status;
}

TEST(InstanceMismatch, ExplainsStalledProgress)
{
    const auto d = diagnoseText({trace("ops-2", ""), "op_training_1", 900'000});
    EXPECT_EQ(d.verdict.primary, "instance-mismatch");
    EXPECT_EQ(fact(d, "instance-mismatch", "scope"), "services");
    const auto& symptoms = finding(d, "instance-mismatch")->symptoms;
    EXPECT_NE(std::find(symptoms.begin(), symptoms.end(), "stuck-phase"), symptoms.end());
}

TEST(InstanceMismatch, IsNoFaultOfAnOperationThatCompleted)
{
    const auto d = diagnoseText({trace("ops-2", "trace 3\noperation.state_transition @7000+1 ktrdr-api "
                                                "operation.id=op_training_1 operation.to_status=COMPLETED\n"),
                                 "op_training_1", 900'000});
    EXPECT_EQ(finding(d, "instance-mismatch"), nullptr);
}

TEST(InstanceMismatch, NeedsTwoIds)
{
    EXPECT_EQ(finding(diagnoseText({trace("ops-1", ""), "op_training_1", 900'000}), "instance-mismatch"), nullptr);
}

// Worker and backend send under one service name, without a word about their processes.
Diagnosis underOneName(const std::string& loop, std::int64_t asOfMs, const std::string& resource = "")
{
    return diagnoseText({"POST /api/v1/trainings/start @0+60 ktrdr-api server\n"
                         "  operation.register @1+2 ktrdr-api operation.id=op_training_1 operation.type=training "
                         "operations_service.instance_id=ops-1\n"
                         "  POST @10+40 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200\n"
                         "    POST /training/start @15+30 ktrdr-api server http.route=/training/start\n"
                         "      training.data_loading @20+5000 ktrdr-api operations_service.instance_id=ops-2\n"
                         "      training.fuzzy_computation @5020+5000 ktrdr-api operations_service.instance_id=" +
                             loop + ' ' + resource + '\n',
                         "op_training_1", asOfMs});
}

TEST(InstanceMismatch, IsNoFaultOfTwoProcessesThatShareAName)
{
    EXPECT_EQ(finding(underOneName("ops-2", 40'000), "instance-mismatch"), nullptr);
}

TEST(InstanceMismatch, OfTwoProcessesThatShareANameNeedsASymptom)
{
    const auto d = underOneName("ops-2", 900'000);
    EXPECT_EQ(d.verdict.primary, "instance-mismatch");
    EXPECT_EQ(fact(d, "instance-mismatch", "scope"), "services");
}

TEST(InstanceMismatch, WithinOneProcessIsAlwaysAFault)
{
    EXPECT_EQ(fact(underOneName("ops-3", 40'000), "instance-mismatch", "scope"), "process");
}

TEST(InstanceMismatch, WithinOneProcessIsSeenBelowASpanThatIsStillOpen)
{
    const auto d = diagnoseText(
        {"operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training\n"
         "trace 2\n"
         "training.data_loading @100+900 ktrdr-training-worker-1 ?99 operation.id=op_training_1 "
         "operations_service.instance_id=ops-1\n"
         "training.indicators @1000+900 ktrdr-training-worker-1 ?99 operations_service.instance_id=ops-2\n",
         "op_training_1", 10'000});
    EXPECT_EQ(fact(d, "instance-mismatch", "scope"), "process");
}

TEST(InstanceMismatch, IsNoFaultWhileTheNewestProgressIsFresh)
{
    const auto d =
        diagnoseText({trace("ops-2", "training.step @60000+1 ktrdr-training-worker-1 operation.id=op_training_1 "
                                     "progress.percentage:=60 progress.updated_at:=1700000060\n"),
                      "op_training_1", 70'000});
    EXPECT_EQ(finding(d, "instance-mismatch"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
