#include "models/sources/archive/archive_check.h"
#include "models/sources/archive/archive_reader.h"
#include "tests/models/sources/archive/archive_fixture.h"

#include <QProcess>

#include <random>

namespace spanlight::sources {
namespace {

using namespace test;

constexpr int kRounds = 8;

// Numbers of batches that a writing program acknowledged before it was killed.
std::vector<int> feedAndKill(const QString& path, int first, int afterAcknowledged, int thenMs)
{
    QProcess feeder;
    feeder.start(QStringLiteral(SPANLIGHT_ARCHIVE_FEEDER), {path, QString::number(first)});
    QByteArray output;
    while (output.count('\n') < afterAcknowledged && feeder.waitForReadyRead(20'000))
        output += feeder.readAllStandardOutput();
    feeder.waitForFinished(thenMs); // it does not finish by itself: any moment between two commits, or in one
    feeder.kill();
    EXPECT_TRUE(feeder.waitForFinished(20'000));
    EXPECT_EQ(feeder.exitStatus(), QProcess::CrashExit) << feeder.exitCode();
    output += feeder.readAllStandardOutput();
    std::vector<int> numbers;
    for (const QByteArray& line : output.left(output.lastIndexOf('\n')).split('\n'))
        numbers.push_back(line.toInt());
    return numbers;
}

class ArchiveKillTest : public ArchiveTest
{
};

TEST_F(ArchiveKillTest, NothingThatWasAcknowledgedIsLostWhenTheWriterIsKilled)
{
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the thread sanitizer loses sight of the locks of a thread that has started a process through Qt";
#endif
    std::mt19937 random(11);
    int first = 1;
    std::size_t acknowledged = 0;
    for (int round = 0; round < kRounds; ++round) {
        const auto numbers =
            feedAndKill(path(), first, 1 + static_cast<int>(random() % 40), static_cast<int>(random() % 30));
        ASSERT_FALSE(numbers.empty());
        auto reader = ArchiveReader::open(path());
        ASSERT_TRUE(reader.has_value());
        for (const int number : numbers) {
            SearchQuery query;
            query.operationId = QStringLiteral("op_%1").arg(number);
            query.operationKeys = {QStringLiteral("operation.id")};
            const auto traces = reader->candidates(query).next(2);
            ASSERT_EQ(traces.size(), 1U) << number;
            const auto batches = reader->batchesOf(traces);
            ASSERT_EQ(batches.size(), 1U);
            EXPECT_EQ(*reader->batch(batches[0]), numberedOtlp(number, 3));
        }
        const auto verdict = checkArchive(path(), [] { return true; });
        ASSERT_TRUE(verdict.has_value());
        EXPECT_EQ(verdict->damages, std::vector<QString>{});
        acknowledged += numbers.size();
        first = numbers.back() + 100'000;
    }
    const auto archive = openArchive(path());
    EXPECT_EQ(keep(*archive, numberedOtlp(first)).state, Keeping::State::Kept);
    EXPECT_GE(ArchiveReader::open(path())->facts().traces, static_cast<std::int64_t>(acknowledged) + 1);
}

} // namespace
} // namespace spanlight::sources
