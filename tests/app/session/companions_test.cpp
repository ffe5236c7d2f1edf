// Companions that are asked while the operation is on the screen already.
#include "app/session/session.h"
#include "tests/support/test_server.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace spanlight;
using namespace spanlight::app;
using nlohmann::json;
using test::ServerRequest;
using test::TestServer;

namespace {

constexpr int kPatienceMs = 60'000;
const QString kStuck = QStringLiteral("op_training_20251111_123456_ab12cd34");

class CompanionsTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        QObject::connect(&session, &ui::Workbench::noticed,
                         [this](const ui::Notice& notice) { notices.push_back(notice); });
        session.open({QStringLiteral("demo:")});
        ASSERT_TRUE(settled());
    }
    bool settled()
    {
        return QTest::qWaitFor(
            [this] { return session.document() && !session.isBusy() && !session.companions().asking; }, kPatienceMs);
    }
    static sources::CompanionAddresses api(const QString& url)
    {
        return sources::companionAddresses({}, url, {}).value();
    }

    QByteArray operation = R"({"data":{"operation_id":"op_training_20251111_123456_ab12cd34","status":"cancelled",
        "completed_at":"2025-11-11T12:49:00"}})";
    bool answers = true;
    TestServer server{[this](const ServerRequest& request, QTcpSocket& socket) {
        const QString path = request.path();
        if (!answers)
            return;
        if (path.endsWith(QLatin1String("/workers")))
            TestServer::reply(socket, 200, "application/json",
                              R"([{"worker_id":"gpu-1","worker_type":"training","status":"available"}])");
        else if (path.endsWith(kStuck))
            TestServer::reply(socket, 200, "application/json", operation);
        else
            TestServer::reply(socket, 404, "application/json", R"({"detail":"Not Found"})");
    }};
    std::vector<ui::Notice> notices;
    Session session{{}};
};

TEST_F(CompanionsTest, ComeAfterThePictureAndChangeTheVerdictInPlace)
{
    ASSERT_EQ(session.document()->id, kStuck);
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::Stuck);
    EXPECT_EQ(session.document()->companions, nullptr);
    QSignalSpy opened(&session, &ui::Workbench::documentChanged);
    QSignalSpy refreshed(&session, &ui::Workbench::documentRefreshed);
    session.setCompanions(api(server.url()));
    EXPECT_TRUE(session.companions().asking);
    ASSERT_TRUE(settled());
    EXPECT_EQ(opened.count(), 0) << "it is the same picture";
    EXPECT_GE(refreshed.count(), 1);
    ASSERT_NE(session.document()->companions, nullptr);
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::Cancelled);
    EXPECT_EQ(session.document()->companions->workers->workers.size(), 1U);
}

TEST_F(CompanionsTest, GiveTheVerdictOfTheCommandLine)
{
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the thread sanitizer loses sight of the locks of a thread that has started a process through Qt";
#endif
    session.setCompanions(api(server.url()));
    ASSERT_TRUE(settled());
    QProcess program;
    program.start(QStringLiteral(SPANLIGHT_CLI),
                  {QStringLiteral("diagnose"), QStringLiteral("demo:"), QStringLiteral("--operation"), kStuck,
                   QStringLiteral("--ktrdr"), server.url(), QStringLiteral("--format"), QStringLiteral("json")});
    ASSERT_TRUE(QTest::qWaitFor([&] { return program.state() == QProcess::NotRunning; }, kPatienceMs))
        << "the server of the test answers it meanwhile";
    const json document = json::parse(program.readAllStandardOutput().toStdString());
    const diagnosis::Diagnosis& shown = session.document()->diagnosis();
    EXPECT_EQ(document["verdict"]["state"], std::string(diagnosis::name(shown.verdict.state)));
    EXPECT_EQ(document["verdict"]["headline"], shown.verdict.headline);
    std::vector<std::string> rules;
    for (const diagnosis::Finding& finding : shown.findings)
        rules.push_back(finding.rule);
    std::vector<std::string> expected;
    for (const json& finding : document["findings"])
        expected.push_back(finding["rule"]);
    EXPECT_EQ(rules, expected);
    ASSERT_EQ(document["companions"].size(), shown.companions.size());
    for (std::size_t i = 0; i < shown.companions.size(); ++i)
        EXPECT_EQ(document["companions"][i]["text"], shown.companions[i].text);
}

TEST_F(CompanionsTest, ThatAreDownAreOneNoticeAndTheVerdictStays)
{
    session.setCompanions(api(QStringLiteral("http://127.0.0.1:1")));
    ASSERT_TRUE(settled());
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::Stuck);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].kind, ui::Notice::Kind::Warning);
    EXPECT_TRUE(notices[0].what.contains(QLatin1String("refused"))) << notices[0].what.toStdString();
    EXPECT_TRUE(notices[0].where.startsWith(QLatin1String("http://127.0.0.1:1/"))) << notices[0].where.toStdString();
}

TEST_F(CompanionsTest, ThatNobodyIsAskedAnyMoreLeaveNothingBehind)
{
    session.setCompanions(api(server.url()));
    ASSERT_TRUE(settled());
    session.setCompanions({});
    ASSERT_TRUE(settled());
    EXPECT_EQ(session.document()->companions, nullptr);
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::Stuck);
    EXPECT_TRUE(session.document()->diagnosis().companions.empty());
}

TEST_F(CompanionsTest, OfAnOperationThatTheUserHasLeftAreDropped)
{
    answers = false;
    session.setCompanions(api(server.url()));
    ASSERT_TRUE(QTest::qWaitFor([this] { return !server.requests().empty(); }, kPatienceMs));
    EXPECT_FALSE(session.isBusy()) << "nobody waits for it";
    answers = true;
    session.openOperation(QStringLiteral("op_that_is_not_there"), false);
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return session.document()->id != kStuck && !session.companions().asking && !session.isBusy(); },
        kPatienceMs));
    ASSERT_NE(session.document()->companions, nullptr);
    EXPECT_FALSE(session.document()->companions->toldOperation());
    EXPECT_TRUE(session.document()->companions->workers.has_value());
}

} // namespace
