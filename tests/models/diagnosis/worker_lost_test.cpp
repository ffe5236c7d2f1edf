#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

constexpr const char* kTraining = R"(
POST /api/v1/trainings/start @0+80 ktrdr-api server http.route=/api/v1/trainings/start
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
    POST /training/start @15+40 ktrdr-training-worker-1 server http.route=/training/start
      operation.register @20+1 ktrdr-training-worker-1 operation.id=op_training_1 operation.type=training
      training.data_loading @60+5000 ktrdr-training-worker-1
)";

// The backend asks `host` about the operation and gets `status`, from `from` seconds on, once a second.
std::string asked(const std::string& host, int status, int from, int times, const std::string& path = "op_training_1")
{
    std::string text;
    for (int i = 0; i < times; ++i)
        text += "trace " + std::to_string(100 + from + i) + "\nGET @" + std::to_string((from + i) * 1000) +
                "+5 ktrdr-api client " + (status >= 400 ? "error " : "") + "http.method=GET http.url=http://" + host +
                "/api/v1/operations/" + path + " http.status_code:=" + std::to_string(status) + '\n';
    return text;
}

Diagnosis after(const std::string& questions)
{
    return diagnoseText({std::string(kTraining) + questions, "op_training_1", 100'000});
}

TEST(WorkerLost, WhenTheWorkerDeniesToKnowTheOperation)
{
    const auto d = after(asked("w:5005", 404, 60, 5));
    EXPECT_EQ(d.verdict.state, State::Lost);
    EXPECT_EQ(d.verdict.primary, "worker-lost");
    EXPECT_EQ(fact(d, "worker-lost", "worker"), "w:5005");
}

TEST(WorkerLost, IsNotProvedByASingleDenial)
{
    EXPECT_EQ(finding(after(asked("w:5005", 404, 60, 1)), "worker-lost"), nullptr);
}

TEST(WorkerLost, IsNotProvedByTheAnswersOfOthers)
{
    EXPECT_EQ(finding(after(asked("backend:8000", 404, 60, 5)), "worker-lost"), nullptr);
    EXPECT_EQ(finding(after(asked("w2:5005", 404, 60, 5)), "worker-lost"), nullptr);
    EXPECT_EQ(finding(after(asked("w:5005", 404, 60, 5, "op_training_2")), "worker-lost"), nullptr);
}

TEST(WorkerLost, IsNotProvedWhenAnotherPartOfTheAnswerIsAbsent)
{
    EXPECT_EQ(finding(after(asked("w:5005", 404, 60, 5, "op_training_1/metrics")), "worker-lost"), nullptr);
}

TEST(WorkerLost, IsRefutedByALaterAnswer)
{
    EXPECT_EQ(finding(after(asked("w:5005", 404, 60, 5) + asked("w:5005", 200, 70, 1)), "worker-lost"), nullptr);
}

TEST(WorkerLost, IsNotProvedBeforeTheWorkerBegan)
{
    EXPECT_EQ(finding(after(asked("w:5005", 404, 0, 4)), "worker-lost"), nullptr);
}

TEST(WorkerLost, IsOverWhenTheOperationEnded)
{
    const auto d =
        after(asked("w:5005", 404, 60, 5) + "trace 2\noperation.state_transition @50000+1 ktrdr-training-worker-1 "
                                            "operation.id=op_training_1 operation.to_status=completed\n");
    EXPECT_EQ(d.verdict.state, State::Completed);
    EXPECT_EQ(finding(d, "worker-lost"), nullptr);
}

} // namespace
} // namespace spanlight::diagnosis
