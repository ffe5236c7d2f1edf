#include "app/session/session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace spanlight;
using namespace spanlight::app;

namespace {

/// Traces of one span each, so much that a preview is made of their beginning.
QByteArray beginning()
{
    QByteArray text = R"({"data":[)";
    const QByteArray padding(3'000, 'x');
    for (int i = 1; text.size() < (9 << 20); ++i) {
        const QByteArray id = QByteArray::number(i);
        text += QByteArray(i == 1 ? "" : ",") + R"({"traceID":")" + id + R"(","spans":[{"traceID":")" + id +
                R"(","spanID":"1","operationName":"GET","references":[],"startTime":1700000000000)" +
                QByteArray::number(100 + i % 900) +
                R"(,"duration":5000,"tags":[{"key":"padding","type":"string","value":")" + padding +
                R"("}],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"shop","tags":[]}}})";
    }
    return text;
}

void writeAll(int descriptor, const QByteArray& bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t count =
            ::write(descriptor, bytes.constData() + done, static_cast<std::size_t>(bytes.size() - done));
        if (count < 0)
            return;
        done += count;
    }
}

/// A session that reads from a pipe whose other end the test holds.
class LoadingTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        QObject::connect(&session, &ui::Workbench::noticed,
                         [this](const ui::Notice& notice) { notices.push_back(notice.what); });
        const QString path = folder.filePath(QStringLiteral("pipe"));
        ASSERT_EQ(::mkfifo(path.toLocal8Bit().constData(), 0600), 0);
        pipe = ::open(path.toLocal8Bit().constData(), O_RDWR | O_CLOEXEC);
        ASSERT_GE(pipe, 0);
        session.open({path});
        writer = std::thread([this] { writeAll(pipe, beginning()); });
        shown = QTest::qWaitFor([this] { return session.preview() != nullptr; }, 60'000);
        writer.join();
    }
    void TearDown() override
    {
        if (pipe >= 0)
            ::close(pipe);
    }
    bool end()
    {
        writeAll(pipe, "]}");
        ::close(std::exchange(pipe, -1));
        return QTest::qWaitFor([this] { return session.document() != nullptr && !session.isBusy(); }, 60'000);
    }

    QTemporaryDir folder;
    std::vector<QString> notices;
    Session session{{}};
    std::thread writer;
    int pipe = -1;
    bool shown = false;
};

TEST_F(LoadingTest, TheBeginningIsShownWhileTheRestIsReadAndIsNoDocument)
{
    ASSERT_TRUE(shown);
    EXPECT_TRUE(session.isBusy());
    EXPECT_EQ(session.document(), nullptr);
    EXPECT_FALSE(session.preview()->gantt->timeline.rows.empty());
    ASSERT_TRUE(end());
    EXPECT_EQ(session.preview(), nullptr);
    EXPECT_GT(session.outcome().spans, 2'000U);
}

TEST_F(LoadingTest, AnotherRowOfTheBeginningIsShownAtOnceAndOpenedWhenAllIsRead)
{
    ASSERT_TRUE(shown);
    const items::OperationRow row = session.preview()->rows.back();
    ASSERT_NE(row.id, session.preview()->id);
    session.openOperation(row.id, row.isTrace);
    ASSERT_TRUE(QTest::qWaitFor([&] { return session.preview()->id == row.id; }, 60'000));
    EXPECT_TRUE(session.isBusy());
    ASSERT_TRUE(end());
    EXPECT_EQ(session.document()->id, row.id);
}

TEST_F(LoadingTest, ACancelledReadKeepsTheBeginningAndIsNoSearchThatFailed)
{
    ASSERT_TRUE(shown);
    session.cancel();
    EXPECT_FALSE(session.isBusy());
    EXPECT_NE(session.preview(), nullptr);
    EXPECT_EQ(session.document(), nullptr);
    EXPECT_TRUE(session.outcome().stopped);
    EXPECT_TRUE(notices.empty()) << "the preview says what it is: " << notices.back().toStdString();
}

TEST_F(LoadingTest, OpeningSomethingElseMeanwhileForgetsTheBeginning)
{
    ASSERT_TRUE(shown);
    session.open({QStringLiteral("demo:")});
    EXPECT_EQ(session.preview(), nullptr);
    ASSERT_TRUE(QTest::qWaitFor([this] { return session.document() != nullptr && !session.isBusy(); }, 60'000));
    EXPECT_EQ(session.preview(), nullptr);
}

} // namespace
