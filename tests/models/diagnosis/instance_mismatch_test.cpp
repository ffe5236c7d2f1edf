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

} // namespace
} // namespace spanlight::diagnosis
