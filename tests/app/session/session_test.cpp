#include "app/session/session.h"
#include "tests/support/test_server.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::app;

namespace {

const QString kDemoOperation = QStringLiteral("op_training_20251111_123456_ab12cd34");

const char* const kTrace = R"({"data":[{"traceID":"0af7651916cd43dd8448eb211c80319c","spans":[
{"traceID":"0af7651916cd43dd8448eb211c80319c","spanID":"b7ad6b7169203331","operationName":"GET /","references":[],
 "startTime":1700000000000000,"duration":5000,"tags":[],"logs":[],"processID":"p1"}],
"processes":{"p1":{"serviceName":"shop","tags":[]}}}]})";

class SessionTest : public ::testing::Test
{
protected:
    bool openAndWait(const QStringList& addresses)
    {
        QSignalSpy opened(&session, &ui::Workbench::documentChanged);
        session.open(addresses);
        return QTest::qWaitFor([&] { return session.document() != nullptr && !session.isBusy(); }, 60'000);
    }
    QString writeFile(const char* name, const QByteArray& bytes)
    {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return file.fileName();
    }
    void SetUp() override
    {
        QObject::connect(&session, &ui::Workbench::noticed,
                         [this](const ui::Notice& notice) { notices.push_back(notice); });
        QObject::connect(&session, &ui::Workbench::resultsChanged, [this](const auto& list) { rows = list; });
        QObject::connect(&session, &ui::Workbench::resultChanged, [this](int row, const items::OperationRow& value) {
            rows[static_cast<std::size_t>(row)] = value;
        });
    }

    QTemporaryDir folder;
    std::vector<ui::Notice> notices;
    std::vector<items::OperationRow> rows;
    Session session{{}};
};

TEST_F(SessionTest, WhatTempoSaysOfAQueryGoesToTheForm)
{
    test::TestServer server([](const test::ServerRequest& request, QTcpSocket& socket) {
        if (request.query(QStringLiteral("q")) == QLatin1String("{ x"))
            return test::TestServer::reply(socket, 400, "text/plain",
                                           "invalid TraceQL query: parse error at line 1, col 4: unexpected $end");
        test::TestServer::reply(socket, 200, "application/json", R"({"traces":[],"metrics":{}})");
    });
    session.open({QStringLiteral("tempo+") + server.url()});
    EXPECT_EQ(session.source().capabilities.structuralQuery, QStringLiteral("TraceQL"));
    QSignalSpy refused(&session, &ui::Workbench::queryRefused);
    sources::SearchQuery query;
    query.structural = QStringLiteral("{ x");
    session.search(query);
    ASSERT_TRUE(refused.wait(30'000));
    EXPECT_TRUE(refused.front().front().toString().contains(QStringLiteral("line 1, col 4")));
    EXPECT_TRUE(notices.empty());
}

TEST_F(SessionTest, OpeningTheDemoListsOperationsAndShowsTheOneThatStandsStill)
{
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    EXPECT_EQ(session.document()->id, kDemoOperation);
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::Stuck);
    EXPECT_FALSE(session.document()->gantt->timeline.rows.empty());
    EXPECT_GT(rows.size(), 20U);
    EXPECT_FALSE(session.source().live);
    EXPECT_TRUE(notices.empty());
}

TEST(SessionSecrets, OfTheCommandLineGoToTheServersThatWereOpenedFirstOnly)
{
    const auto answer = [](const test::ServerRequest&, QTcpSocket& socket) {
        test::TestServer::reply(socket, 200, "application/json", R"({"data":[]})");
    };
    test::TestServer first(answer);
    test::TestServer second(answer);
    sources::ConnectionOptions options;
    options.token = QStringLiteral("s3cret-token");
    Session session(options);
    for (const test::TestServer* server : {&first, &second, &first}) {
        session.open({QStringLiteral("jaeger+") + server->url()});
        ASSERT_TRUE(QTest::qWaitFor([&] { return !session.isBusy(); }, 60'000));
    }
    const auto withToken = [](const test::TestServer& server) {
        const auto requests = server.requests();
        return std::count_if(requests.begin(), requests.end(), [](const test::ServerRequest& request) {
            return request.headers.value("authorization").contains("s3cret");
        });
    };
    EXPECT_GT(withToken(first), 0);
    EXPECT_EQ(withToken(first), static_cast<std::ptrdiff_t>(first.requests().size()));
    EXPECT_FALSE(second.requests().empty());
    EXPECT_EQ(withToken(second), 0);
}

TEST_F(SessionTest, VerdictsOfTheResultsArriveOneByOne)
{
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return std::all_of(rows.begin(), rows.end(), [](const auto& r) { return r.state.has_value(); }); },
        60'000));
    const auto row = std::find_if(rows.begin(), rows.end(), [](const auto& r) { return r.id == kDemoOperation; });
    ASSERT_NE(row, rows.end());
    EXPECT_EQ(row->state, diagnosis::State::Stuck);
    EXPECT_FALSE(row->finding.isEmpty());
}

TEST_F(SessionTest, TheVerdictInTheListIsThatOfTheOpenedOperation)
{
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return std::all_of(rows.begin(), rows.end(), [](const auto& r) { return r.state.has_value(); }); },
        60'000));
    for (std::size_t i = 0; i < rows.size(); i += 7) {
        const items::OperationRow row = rows[i];
        session.openOperation(row.id, row.isTrace);
        ASSERT_TRUE(QTest::qWaitFor([&] { return session.document()->id == row.id && !session.isBusy(); }, 60'000));
        EXPECT_EQ(session.document()->diagnosis().verdict.state, row.state) << row.id.toStdString();
    }
}

TEST_F(SessionTest, AFileWithoutOperationsListsItsTraces)
{
    ASSERT_TRUE(openAndWait({writeFile("trace.json", kTrace)}));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_TRUE(rows[0].isTrace);
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::Completed);
    EXPECT_EQ(session.outcome().spans, 1U);
}

TEST_F(SessionTest, SeveralFilesBecomeOneSource)
{
    QByteArray other(kTrace);
    other.replace("0af7651916cd43dd8448eb211c80319c", "1af7651916cd43dd8448eb211c80319c");
    ASSERT_TRUE(openAndWait({writeFile("a.json", kTrace), writeFile("b.json", other)}));
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_EQ(session.source().addresses.size(), 2);
}

TEST_F(SessionTest, AProfileThatIsBrokenIsToldAndTheBuiltInOneIsUsed)
{
    const QString broken =
        writeFile("mine.json", R"({"name": "mine", "subject": "trace", "attributes": {}, "spans": [], "services": [],
        "targets": [], "phases": [{"id": "a"}, {"id": 7}], "operationTypes": []})");
    session.setProfile(broken);
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    EXPECT_EQ(session.profile(), QStringLiteral("auto"));
    EXPECT_EQ(session.document()->profile->name, "ktrdr");
    ASSERT_FALSE(notices.empty());
    EXPECT_TRUE(notices.back().what.contains(broken));
    EXPECT_TRUE(notices.back().what.contains(QStringLiteral("/phases/1/id"))) << notices.back().what.toStdString();
    EXPECT_TRUE(notices.back().advice.contains(QStringLiteral("built-in")));
}

TEST_F(SessionTest, AProfileFromAFileIsUsed)
{
    const QString own = writeFile("mine.json", R"({"name": "mine", "subject": "trace", "attributes": {}, "spans": [],
        "services": [], "targets": [], "phases": [], "operationTypes": []})");
    session.setProfile(own);
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    EXPECT_EQ(session.document()->profile->name, "mine");
    EXPECT_EQ(session.profiles().back(), own);
    session.setProfile(QStringLiteral("auto"));
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return session.document()->profile->name == "ktrdr" && !session.isBusy(); }, 60'000));
    EXPECT_EQ(session.profiles().size(), 3);
}

TEST_F(SessionTest, AFileThatIsNotThereIsToldAndTheProgramGoesOn)
{
    session.open({folder.filePath(QStringLiteral("missing.json"))});
    ASSERT_TRUE(QTest::qWaitFor([this] { return !notices.empty() && !session.isBusy(); }, 60'000));
    EXPECT_EQ(notices[0].kind, ui::Notice::Kind::Error);
    EXPECT_FALSE(notices[0].what.isEmpty());
    EXPECT_FALSE(notices[0].advice.isEmpty());
    EXPECT_TRUE(openAndWait({writeFile("trace.json", kTrace)}));
}

TEST_F(SessionTest, AnAddressThatCannotBeUnderstoodKeepsWhatIsOpen)
{
    ASSERT_TRUE(openAndWait({writeFile("trace.json", kTrace)}));
    session.open({QStringLiteral("gopher://nowhere")});
    EXPECT_FALSE(notices.empty());
    EXPECT_NE(session.document(), nullptr);
    EXPECT_FALSE(session.isBusy());
}

TEST_F(SessionTest, AServerThatIsNotThereIsToldAndDoesNotBlock)
{
    session.open({QStringLiteral("jaeger+http://127.0.0.1:9")});
    EXPECT_TRUE(session.isBusy());
    EXPECT_TRUE(notices.empty()) << "nothing is waited for";
    ASSERT_TRUE(QTest::qWaitFor([this] { return !notices.empty() && !session.isBusy(); }, 60'000));
    EXPECT_TRUE(notices[0].where.contains(QStringLiteral("127.0.0.1:9")));
}

TEST_F(SessionTest, ASearchThatFailsLeavesTheListAndSaysThatItIsOlder)
{
    const QString path = writeFile("gone.json", kTrace);
    ASSERT_TRUE(openAndWait({path}));
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_TRUE(QFile::remove(path));
    session.search({});
    ASSERT_TRUE(QTest::qWaitFor([this] { return !notices.empty() && !session.isBusy(); }, 60'000));
    EXPECT_EQ(rows.size(), 1U);
    EXPECT_TRUE(session.outcome().failed);
    EXPECT_TRUE(notices[0].advice.endsWith(QStringLiteral("The list is that of an earlier search.")))
        << notices[0].advice.toStdString();
}

TEST_F(SessionTest, CancelDoesNotWaitForTheWork)
{
    session.open({QStringLiteral("demo:")});
    EXPECT_TRUE(session.isBusy());
    session.cancel();
    EXPECT_FALSE(session.isBusy());
    EXPECT_TRUE(session.outcome().failed);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].kind, ui::Notice::Kind::Info);
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    EXPECT_EQ(session.document(), nullptr);
}

TEST_F(SessionTest, TheLastChosenOperationWins)
{
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    const QString last = rows[3].id;
    QSignalSpy changed(&session, &ui::Workbench::documentChanged);
    for (std::size_t i = 0; i < 4; ++i)
        session.openOperation(rows[i].id, rows[i].isTrace);
    ASSERT_TRUE(QTest::qWaitFor([&] { return session.document()->id == last && !session.isBusy(); }, 60'000));
    EXPECT_EQ(changed.count(), 1);
}

TEST_F(SessionTest, SearchingForAnIdOpensIt)
{
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    const auto other =
        std::find_if(rows.begin(), rows.end(), [](const auto& r) { return !r.isTrace && r.id != kDemoOperation; });
    ASSERT_NE(other, rows.end());
    const QString id = other->id;
    sources::SearchQuery query;
    query.operationId = id;
    session.search(query);
    ASSERT_TRUE(QTest::qWaitFor([&] { return session.document()->id == id && !session.isBusy(); }, 60'000));
}

TEST_F(SessionTest, AnIdThatIsNowhereGivesTheVerdictNotFound)
{
    ASSERT_TRUE(openAndWait({writeFile("trace.json", kTrace)}));
    sources::SearchQuery query;
    query.operationId = QStringLiteral("op_training_20990101_000000_ffffffff");
    session.search(query);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return session.document()->id == query.operationId && !session.isBusy(); }, 60'000));
    EXPECT_EQ(session.document()->diagnosis().verdict.state, diagnosis::State::NotFound);
}

TEST_F(SessionTest, AnotherMomentOfLookingChangesTheVerdict)
{
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    const std::int64_t early = 1'762'864'810'000'000'000; // eight seconds after the last progress
    session.setNow(early);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return session.document()->diagnosis().asOfNs == early && !session.isBusy(); }, 60'000));
    EXPECT_NE(session.document()->diagnosis().verdict.state, diagnosis::State::Stuck);
}

TEST_F(SessionTest, AnotherProfileReadsTheSameTracesAnew)
{
    ASSERT_TRUE(openAndWait({QStringLiteral("demo:")}));
    session.setProfile(QStringLiteral("opentelemetry"));
    ASSERT_TRUE(QTest::qWaitFor([this] { return !session.isBusy(); }, 60'000));
    EXPECT_TRUE(std::all_of(rows.begin(), rows.end(), [](const auto& row) { return row.isTrace; }));
}

TEST_F(SessionTest, SearchingWithoutASourceTellsWhatToDo)
{
    session.search({});
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_FALSE(notices[0].advice.isEmpty());
    EXPECT_FALSE(session.isBusy());
}

} // namespace
