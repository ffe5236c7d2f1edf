#include "models/operations/operation_view.h"

#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

namespace spanlight::operations {
namespace {

constexpr std::int64_t kBase = 1'700'000'000'000'000'000;

class OperationViewTest : public testing::Test
{
protected:
    const OperationView& view(const char* notation, const char* id, std::int64_t asOfMs, bool isTrace = false)
    {
        m_traces = trace::TraceSet({test::storeFromText(notation)});
        m_profile = builtinProfile("ktrdr");
        m_view = std::make_unique<OperationView>(
            buildOperationView({&m_traces, m_profile.get(), isTrace, id, kBase + asOfMs * 1'000'000}));
        return *m_view;
    }

    trace::TraceSet m_traces;
    std::shared_ptr<const Profile> m_profile;
    std::unique_ptr<OperationView> m_view;
};

TEST_F(OperationViewTest, OfAnUnknownIdHasNoSpans)
{
    EXPECT_FALSE(view("operation.register @0+2 ktrdr-api operation.id=op_1\n", "op_2", 10).found());
}

TEST_F(OperationViewTest, StitchesTracesThatShareTheId)
{
    const auto& v = view("operation.register @0+2 ktrdr-api operation.id=op_1\ntrace 2\nworker.training @100+500 "
                         "ktrdr-training-worker-1 operation.id=op_1\n",
                         "op_1", 700);
    EXPECT_EQ(v.traceIds.size(), 2U);
    EXPECT_EQ(v.spans.size(), 2U);
    EXPECT_TRUE(v.workerSeen);
}

TEST_F(OperationViewTest, DoesNotCountPollsAndHealthChecksAsActivity)
{
    const auto& v = view("operation.register @0+2 ktrdr-api operation.id=op_1\n"
                         "  GET @60000+5 ktrdr-cli client http.url=http://b:8000/api/v1/operations/op_1\n",
                         "op_1", 61'000);
    EXPECT_EQ(v.lastActivityNs, kBase + 2'000'000);
}

TEST_F(OperationViewTest, ReadsALaterRunningAsResumption)
{
    const auto& failed =
        view("operation.state_transition @0+1 ktrdr-api operation.id=op_1 operation.to_status=FAILED\n", "op_1", 10);
    EXPECT_TRUE(failed.lifeCycle.terminal.has_value());
    const auto& resumed =
        view("operation.state_transition @0+1 ktrdr-api operation.id=op_1 operation.to_status=FAILED\n"
             "operation.state_transition @5+1 ktrdr-api operation.id=op_1 operation.to_status=RUNNING\n",
             "op_1", 10);
    EXPECT_FALSE(resumed.lifeCycle.terminal.has_value());
}

TEST_F(OperationViewTest, NamesTheRequestInFlightBehindAnOrphanReceiveSpan)
{
    const auto& v = view("data.fetch @0+5 ktrdr-api operation.id=op_data_load_1\n"
                         "  POST /data/historical http receive @2+1 ktrdr-ib-host-service ?9\n",
                         "op_data_load_1", 5'000);
    ASSERT_EQ(v.absentParents.size(), 1U);
    EXPECT_TRUE(v.absentParents[0].requestInFlight);
    EXPECT_EQ(v.absentParents[0].route, "POST /data/historical");
}

TEST_F(OperationViewTest, RelatesARepeatedCallThatWasAnsweredAsHealed)
{
    const auto& v =
        view("operation.dispatch @0+900 ktrdr-api operation.id=op_training_1\n"
             "  POST @10+5 ktrdr-api client http.url=http://w:5005/training/start error !httpx.ConnectError|refused\n"
             "  POST @500+5 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200\n",
             "op_training_1", 1'000);
    ASSERT_EQ(v.calls.size(), 2U);
    EXPECT_EQ(v.calls[0].outcome, CallOutcome::Unreachable);
    EXPECT_TRUE(v.calls[0].healed);
    EXPECT_EQ(v.calls[0].errorType(), "ConnectError");
    EXPECT_EQ(v.calls[0].route->target, "w:5005");
    EXPECT_EQ(v.calls[1].outcome, CallOutcome::Answered);
}

} // namespace
} // namespace spanlight::operations
