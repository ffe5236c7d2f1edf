#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

Diagnosis failedWith(const std::string& exception)
{
    return diagnoseText(
        {"worker.training @0+500 ktrdr-training-worker-1 operation.id=op_training_1 operation.type=training error\n"
         "  training.training_loop @0+400 ktrdr-training-worker-1 training.batch_size:=512 error !" +
             exception + "\n",
         "op_training_1", 60'000});
}

TEST(OutOfMemory, TellsGpuFromHost)
{
    EXPECT_EQ(fact(failedWith("torch.cuda.OutOfMemoryError|CUDA_out_of_memory"), "out-of-memory", "device"), "gpu");
    EXPECT_EQ(fact(failedWith("MemoryError|Unable_to_allocate"), "out-of-memory", "device"), "host");
    EXPECT_EQ(fact(failedWith("MemoryError|x"), "out-of-memory", "batchSize"), "512");
    EXPECT_EQ(failedWith("MemoryError|x").verdict.primary, "out-of-memory");
}

// The words of the last transition are all there is.
Diagnosis endedWith(const std::string& words)
{
    return diagnoseText({"worker.training @0+500 ktrdr-training-worker-1 operation.id=op_training_1\n"
                         "  operation.state_transition @490+1 ktrdr-training-worker-1 operation.id=op_training_1 "
                         "operation.to_status=failed operation.error=" +
                             words + "\n",
                         "op_training_1", 60'000});
}

TEST(OutOfMemory, KnowsTheWordsOfAllocators)
{
    EXPECT_EQ(fact(endedWith("std::bad_alloc"), "out-of-memory", "device"), "host");
    EXPECT_EQ(fact(endedWith("CUDA_out-of-memory"), "out-of-memory", "device"), "gpu");
    EXPECT_EQ(fact(endedWith("CUBLAS_STATUS_ALLOC_FAILED"), "out-of-memory", "device"), "gpu");
    EXPECT_EQ(endedWith("std::bad_alloc").verdict.primary, "out-of-memory");
}

TEST(OutOfMemory, IsSilentWhenSomethingElseCannotBeAllocated)
{
    EXPECT_EQ(finding(endedWith("Unable_to_allocate_a_worker"), "out-of-memory"), nullptr);
}

TEST(OutOfMemory, IsSilentForOtherErrors)
{
    EXPECT_EQ(finding(failedWith("ValueError|memory_layout"), "out-of-memory"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
