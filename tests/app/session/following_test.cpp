// An operation that goes on while it is open, received by the session itself.
#include "app/session/follower.h"
#include "app/session/session.h"
#include "tests/models/sources/receiver/raw_sender.h"
#include "tests/support/test_server.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::app;
using namespace std::chrono_literals;

namespace {

const QString kOperation = QStringLiteral("op_training_20251111_123456_ab12cd34");

TEST(NextLook, ComesSoonAfterNewsAndLaterAndLaterWithoutAny)
{
    EXPECT_EQ(nextLook(30s, true, 10ms), 2s);
    EXPECT_EQ(nextLook(2s, false, 10ms), 3s);
    EXPECT_EQ(nextLook(29s, false, 10ms), 30s);
    EXPECT_EQ(nextLook(2s, true, 1s), 5s) << "a slow server is asked less often";
    EXPECT_EQ(nextLook(2s, true, 60s), 30s);
}

TEST(FollowerTest, EndsWithTheOperationAndHoldsAPause)
{
    Follower follower;
    EXPECT_EQ(follower.state(), Follower::State::Idle);
    follower.begin(false);
    EXPECT_EQ(follower.state(), Follower::State::Idle);
    follower.begin(true);
    EXPECT_EQ(follower.state(), Follower::State::Following);
    follower.pause(true);
    EXPECT_EQ(follower.state(), Follower::State::Paused);
    follower.begin(true);
    EXPECT_EQ(follower.state(), Follower::State::Paused) << "it holds for what is opened later";
    follower.pause(false);
    EXPECT_EQ(follower.state(), Follower::State::Following);
    follower.looked(true, false, 1ms);
    EXPECT_EQ(follower.state(), Follower::State::Ended);
}

TEST(FollowerTest, LooksAtOnceWhenSomethingIsKnownToHaveCome)
{
    Follower follower;
    QSignalSpy looks(&follower, &Follower::lookAgain);
    follower.begin(true);
    EXPECT_GT(follower.untilNextLook(), 1s);
    follower.nudge();
    EXPECT_LT(follower.untilNextLook(), 1s);
    ASSERT_TRUE(looks.wait(60'000));
    follower.nudge();
    follower.looked(true, true, 1ms);
    EXPECT_LT(follower.untilNextLook(), 1s) << "what came during the look is not forgotten";
}

TEST(FollowerTest, DoesNotLookWhilePaused)
{
    Follower follower;
    QSignalSpy looks(&follower, &Follower::lookAgain);
    follower.begin(true);
    follower.pause(true);
    follower.nudge();
    EXPECT_FALSE(looks.wait(600));
}

class FollowingTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        QTcpServer free;
        ASSERT_TRUE(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
        free.close();
        session.open({QStringLiteral("otlp://127.0.0.1:%1?grpc=off&archive=off").arg(port)});
        ASSERT_TRUE(QTest::qWaitFor([this] { return !session.isBusy(); }, 60'000));
        QObject::connect(&session, &ui::Workbench::resultsChanged, [this](const auto& list) { rows = list; });
    }

    /// One span of the operation that began `agoMs` ago and took a millisecond.
    void send(int id, const char* name, qint64 agoMs, const char* attributes = "")
    {
        const qint64 startMs = QDateTime::currentMSecsSinceEpoch() - agoMs;
        const std::string body =
            R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"ktrdr-api"}}]},)"
            R"("scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"01020304050607)" +
            std::to_string(10 + id) + R"(","name":")" + name + R"(","startTimeUnixNano":")" + std::to_string(startMs) +
            R"(000000","endTimeUnixNano":")" + std::to_string(startMs + 1) +
            R"(000000","attributes":[{"key":"operation.id","value":{"stringValue":")" + kOperation.toStdString() +
            R"("}})" + attributes + "]}]}]}]}";
        const auto answer = sources::test::answerTo(port, sources::test::post(body, "application/json"));
        ASSERT_EQ(answer.status, 200) << answer.body;
    }
    [[nodiscard]] std::size_t spans() const
    {
        return session.document() ? session.document()->diagnosis().subject.spans : 0;
    }

    std::uint16_t port = 0;
    std::vector<items::OperationRow> rows;
    Session session{{}};
};

TEST_F(FollowingTest, WhatArrivesAppearsInTheResultsAndTheOpenOperationUntilItEnds)
{
    QSignalSpy opened(&session, &ui::Workbench::documentChanged);
    send(1, "operation.register", 3'000);
    ASSERT_TRUE(QTest::qWaitFor([this] { return spans() == 1; }, 60'000)) << "the first one is opened by itself";
    ASSERT_TRUE(QTest::qWaitFor([this] { return session.following() == ui::FollowState::Following; }, 60'000));
    EXPECT_EQ(rows.size(), 1U);
    const auto times = opened.count();

    send(2, "training.data_loading", 1'000);
    ASSERT_TRUE(QTest::qWaitFor([this] { return spans() == 2; }, 60'000));
    EXPECT_EQ(opened.count(), times) << "it is the same picture, brought up to date";

    send(3, "operation.state_transition", 10, R"(,{"key":"operation.to_status","value":{"stringValue":"COMPLETED"}})");
    ASSERT_TRUE(QTest::qWaitFor([this] { return session.following() == ui::FollowState::Ended; }, 60'000));
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::Completed);
    ASSERT_TRUE(
        QTest::qWaitFor([this] { return rows.size() == 1 && rows[0].spans == 3 && !session.isBusy(); }, 60'000));
}

TEST_F(FollowingTest, APauseKeepsThePicture)
{
    send(1, "operation.register", 3'000);
    ASSERT_TRUE(QTest::qWaitFor([this] { return session.following() == ui::FollowState::Following; }, 60'000));
    session.setFollowing(false);
    EXPECT_EQ(session.following(), ui::FollowState::Paused);
    const auto picture = session.document();
    send(2, "training.data_loading", 1'000);
    ASSERT_TRUE(QTest::qWaitFor([this] { return rows.size() == 1 && rows[0].spans == 2; }, 60'000))
        << "the list goes on";
    EXPECT_EQ(session.document(), picture);
    session.setFollowing(true);
    ASSERT_TRUE(QTest::qWaitFor([this] { return spans() == 2; }, 60'000));
}

TEST_F(FollowingTest, CompanionsAreAskedAgainWhileTheOperationIsFollowed)
{
    int asked = 0;
    test::TestServer api([&](const test::ServerRequest& request, QTcpSocket& socket) {
        const bool about = request.path().endsWith(kOperation);
        test::TestServer::reply(socket, about ? 200 : 404, "application/json",
                                about ? R"({"data":{"operation_id":"op_training_20251111_123456_ab12cd34",)"
                                        R"("status":"running","progress":{"percentage":)" +
                                            QByteArray::number(++asked) + "}}}"
                                      : QByteArray(R"({"detail":"Not Found"})"));
    });
    session.setCompanionInterval(1ms);
    session.setCompanions(sources::companionAddresses({}, api.url(), {}).value());
    send(1, "operation.register", 3'000);
    const auto progress = [this] {
        const auto document = session.document();
        return document && document->companions && document->companions->toldOperation()
                   ? document->companions->operation.back().percentage.value_or(0)
                   : 0;
    };
    ASSERT_TRUE(QTest::qWaitFor([&] { return progress() >= 1; }, 60'000));
    send(2, "training.data_loading", 1'000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return progress() >= 2 && spans() == 2; }, 60'000));
    EXPECT_GE(session.document()->companions->operation.size(), 2U) << "two answers tell whether progress is made";
    send(3, "training.indicators", 500);
    ASSERT_TRUE(QTest::qWaitFor([&] { return spans() == 3; }, 60'000));
    EXPECT_NE(session.document()->companions, nullptr) << "a picture without them would take a verdict back";
}

TEST_F(FollowingTest, AFixedMomentOfLookingIsNotFollowed)
{
    session.setNow(QDateTime::currentMSecsSinceEpoch() * 1'000'000);
    send(1, "operation.register", 3'000);
    ASSERT_TRUE(QTest::qWaitFor([this] { return spans() == 1 && !session.isBusy(); }, 60'000));
    EXPECT_EQ(session.following(), ui::FollowState::Nothing);
}

} // namespace
