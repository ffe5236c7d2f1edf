#include "models/sources/source_factory.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>

namespace spanlight::sources {
namespace {

QByteArray jaegerTrace(const QByteArray& traceId, const QByteArray& service = "api")
{
    return R"({"data":[{"traceID":")" + traceId + R"(","spans":[{"traceID":")" + traceId +
           R"(","spanID":"1","operationName":"GET","references":[],"startTime":1700000000000000,"duration":2000,)"
           R"("tags":[{"key":"operation.id","type":"string","value":"op_1"}],"logs":[],"processID":"p1"}],)"
           R"("processes":{"p1":{"serviceName":")" +
           service + R"(","tags":[]}}}]})";
}

class FileSourceTest : public ::testing::Test
{
protected:
    QString write(const QString& name, const QByteArray& content)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
        return path;
    }
    static std::unique_ptr<SourceJob> finished(Source& source, const SearchQuery& query = {})
    {
        auto job = source.search(query);
        QSignalSpy spy(job.get(), &SourceJob::finished);
        EXPECT_TRUE(job->isFinished() || spy.wait(10'000));
        return job;
    }

    QTemporaryDir m_folder;
};

TEST_F(FileSourceTest, SeveralFilesAreReadIntoOneStore)
{
    const auto source = makeFileSource({write("a.json", jaegerTrace("a1")), write("b.json", jaegerTrace("b2", "cli"))});
    const auto job = finished(*source);
    ASSERT_FALSE(job->error().has_value()) << job->error()->text().toStdString();
    ASSERT_EQ(job->answer().stores.size(), 1U);
    EXPECT_EQ(job->answer().stores.front()->traceCount(), 2U);
    EXPECT_EQ(job->answer().matched.size(), 2U);
    EXPECT_TRUE(job->answer().report.complete);
    EXPECT_EQ(source->services(), (std::vector<QString>{QStringLiteral("api"), QStringLiteral("cli")}));
}

TEST_F(FileSourceTest, ASecondSearchUsesTheSameStore)
{
    const auto source = makeFileSource({write("a.json", jaegerTrace("a1"))});
    const auto first = finished(*source);
    SearchQuery query;
    query.operationId = QStringLiteral("op_1");
    const auto second = finished(*source, query);
    ASSERT_EQ(second->answer().stores.size(), 1U);
    EXPECT_EQ(first->answer().stores, second->answer().stores);
    EXPECT_EQ(second->answer().matched.size(), 1U);
}

TEST_F(FileSourceTest, AChangedFileIsReadAgain)
{
    const QString path = write("a.json", jaegerTrace("a1"));
    const auto source = makeFileSource({path});
    finished(*source);
    write("a.json", jaegerTrace("abcdef", "other-service"));
    const auto job = finished(*source);
    ASSERT_EQ(job->answer().matched.size(), 1U);
    EXPECT_EQ(job->answer().matched.front().low, 0xabcdefU);
}

TEST_F(FileSourceTest, AVanishedFileIsAnErrorThatSaysSo)
{
    const QString path = write("a.json", jaegerTrace("a1"));
    const auto source = makeFileSource({path});
    finished(*source);
    QFile::remove(path);
    const auto job = finished(*source);
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::NotFound);
    EXPECT_TRUE(job->error()->text().contains(QStringLiteral("not there any more")));
    EXPECT_TRUE(job->error()->text().contains(path));
}

TEST_F(FileSourceTest, AMissingFileBesideAGoodOneIsAFailureAndTheAnswerIsNotComplete)
{
    const auto source = makeFileSource({write("a.json", jaegerTrace("a1")), m_folder.filePath("none.json")});
    const auto job = finished(*source);
    EXPECT_FALSE(job->error().has_value());
    EXPECT_EQ(job->answer().matched.size(), 1U);
    EXPECT_FALSE(job->answer().report.complete);
    ASSERT_EQ(job->answer().report.failures.size(), 1U);
    EXPECT_EQ(job->answer().report.failures.front().error.kind, SourceError::Kind::NotFound);
    EXPECT_TRUE(job->answer().stores.front()->importLog().hasLoss());
}

TEST_F(FileSourceTest, AFileWithoutAnyTraceFormatIsAnError)
{
    const auto source = makeFileSource({write("notes.txt", "just some words\n")});
    const auto job = finished(*source);
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::Unreadable);
    EXPECT_FALSE(job->answer().report.complete);
}

TEST_F(FileSourceTest, AFolderIsEveryTraceFileInIt)
{
    write("a.json", jaegerTrace("a1"));
    write("b.json", jaegerTrace("b2"));
    const auto source = makeFileSource({m_folder.path()});
    EXPECT_EQ(finished(*source)->answer().matched.size(), 2U);
}

TEST_F(FileSourceTest, CancellingAReadThatNeverEndsFinishesAtOnce)
{
    const QString path = m_folder.filePath("pipe");
    ASSERT_EQ(::mkfifo(path.toLocal8Bit().constData(), 0600), 0);
    const int writer = ::open(path.toLocal8Bit().constData(), O_RDWR | O_CLOEXEC);
    ASSERT_GE(writer, 0);
    const auto source = makeFileSource({path});
    const auto job = source->search({});
    QSignalSpy spy(job.get(), &SourceJob::finished);
    job->cancel();
    EXPECT_FALSE(job->isFinished());
    ASSERT_TRUE(spy.wait(100));
    EXPECT_EQ(job->error()->kind, SourceError::Kind::Cancelled);
    EXPECT_EQ(spy.count(), 1);
    ::close(writer);
}

TEST_F(FileSourceTest, DestroyingAJobCancelsIt)
{
    const auto source = makeFileSource({write("a.json", jaegerTrace("a1"))});
    source->search({}).reset();
    EXPECT_EQ(finished(*source)->answer().matched.size(), 1U);
}

TEST_F(FileSourceTest, APipeIsReadUntilItIsClosed)
{
    const QString path = m_folder.filePath("pipe");
    ASSERT_EQ(::mkfifo(path.toLocal8Bit().constData(), 0600), 0);
    const int writer = ::open(path.toLocal8Bit().constData(), O_RDWR | O_CLOEXEC);
    ASSERT_GE(writer, 0);
    const auto source = makeFileSource({path});
    const auto job = source->search({});
    QSignalSpy progress(job.get(), &SourceJob::progressChanged);
    ASSERT_TRUE(progress.wait(10'000)) << "progress is reported while nothing arrives";
    const QByteArray content = jaegerTrace("a1");
    ASSERT_EQ(::write(writer, content.constData(), static_cast<std::size_t>(content.size())), content.size());
    QSignalSpy spy(job.get(), &SourceJob::finished);
    ::close(writer);
    ASSERT_TRUE(spy.wait(10'000));
    EXPECT_EQ(job->answer().matched.size(), 1U);
}

TEST_F(FileSourceTest, TheSuggestedMomentIsTheModificationTimeOfAFreshFileOnly)
{
    const QString path = write("a.json", jaegerTrace("a1"));
    const auto source = makeFileSource({path});
    const auto job = finished(*source);
    constexpr std::int64_t kEndNs = 1'700'000'000'002'000'000;
    EXPECT_EQ(source->suggestedNowNs(job->answer(), {}), kEndNs + 5'000'000'000) << "the file was written years later";
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    ASSERT_TRUE(file.setFileTime(QDateTime::fromMSecsSinceEpoch(1'700'000'060'000), QFileDevice::FileModificationTime));
    file.close();
    const auto again = finished(*source);
    EXPECT_EQ(source->suggestedNowNs(again->answer(), {}), 1'700'000'060'000'000'000);
}

} // namespace
} // namespace spanlight::sources
