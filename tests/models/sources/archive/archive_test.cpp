#include "models/sources/archive/archive.h"
#include "models/sources/archive/archive_check.h"
#include "models/sources/archive/archive_import.h"
#include "models/sources/archive/archive_prune.h"
#include "models/sources/archive/archive_reader.h"
#include "models/sources/archive/sqlite.h"
#include "tests/models/sources/archive/archive_fixture.h"
#include "tests/support/trace_text.h"

#include <QFile>
#include <QFileInfo>

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

namespace spanlight::sources {
namespace {

using namespace test;
using State = Keeping::State;
using testing::HasSubstr;

ArchiveFacts factsOf(const QString& path)
{
    auto reader = ArchiveReader::open(path);
    EXPECT_TRUE(reader.has_value());
    return reader->facts();
}

std::vector<QString> damagesOf(const QString& path)
{
    const auto verdict = checkArchive(path, [] { return true; });
    EXPECT_TRUE(verdict.has_value());
    return verdict->damages;
}

TEST_F(ArchiveTest, WhatWasKeptIsCountedAndSound)
{
    fill({numberedOtlp(1), numberedOtlp(2, 5)});
    const ArchiveFacts facts = factsOf(path());
    EXPECT_EQ(facts.batches, 2);
    EXPECT_EQ(facts.traces, 2);
    EXPECT_EQ(facts.spans, 7);
    EXPECT_EQ(facts.services, 2);
    EXPECT_EQ(facts.operations, 2);
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
}

TEST_F(ArchiveTest, ATraceGrowsOverBatches)
{
    fill({otlpOf("trace 1\nroot @0+100 api"), otlpOf("trace 1\nlate @500+100 worker ?9 error")});
    const ArchiveFacts facts = factsOf(path());
    EXPECT_EQ(facts.traces, 1);
    EXPECT_EQ(facts.spans, 2);
    EXPECT_EQ(facts.errorSpans, 1);
    EXPECT_EQ(*facts.newestEndNs - *facts.oldestStartNs, 600'000'000);
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
}

TEST_F(ArchiveTest, ARequestThatIsSentAgainIsKeptOnce)
{
    const auto archive = openArchive(path());
    EXPECT_EQ(keep(*archive, numberedOtlp(1)).state, State::Kept);
    EXPECT_EQ(keep(*archive, numberedOtlp(1)).state, State::Kept);
    EXPECT_EQ(archive->activity().keptSpans, 2U);
    EXPECT_EQ(archive->activity().repeatedBatches, 1U);
    EXPECT_EQ(factsOf(path()).spans, 2);
}

TEST_F(ArchiveTest, TooMuchThatWaitsIsNotTaken)
{
    // While another program holds the lock nothing can be written.
    fill({numberedOtlp(1)});
    auto other = Database::open(path().toStdString(), Database::Mode::Write);
    ASSERT_TRUE(other.has_value());
    ArchiveOptions options = archiveOptions();
    options.maxWaitingBytes = 4'000;
    const auto archive = openArchive(path(), options);
    ASSERT_TRUE(other->run("BEGIN IMMEDIATE"));
    std::atomic<int> kept = 0;
    int taken = 0;
    for (int i = 10; i < 1'000 && archive->offer({numberedOtlp(i), wallClock(), 2}, [&](const Keeping&) { ++kept; });
         ++i)
        ++taken;
    EXPECT_LT(taken, 200);
    EXPECT_LE(archive->activity().waitingBytes, 4'000U + numberedOtlp(1).size());
    EXPECT_EQ(kept, 0);
    ASSERT_TRUE(other->run("ROLLBACK"));
    while (kept < taken)
        std::this_thread::yield();
    EXPECT_EQ(factsOf(path()).traces, taken + 1);
}

TEST_F(ArchiveTest, ClosingKeepsWhatWaits)
{
    std::atomic<int> kept = 0;
    {
        const auto archive = openArchive(path());
        for (int i = 0; i < 50; ++i)
            ASSERT_TRUE(archive->offer({numberedOtlp(i), wallClock(), 2},
                                       [&](const Keeping& keeping) { kept += keeping.state == State::Kept ? 1 : 0; }));
    }
    EXPECT_EQ(kept, 50);
    EXPECT_EQ(factsOf(path()).traces, 50);
}

TEST_F(ArchiveTest, AFullDiskIsToldAndTheArchiveStaysReadable)
{
    ArchiveOptions options = archiveOptions();
    options.maxPages = 60;
    int kept = 0;
    Keeping last;
    {
        const auto archive = openArchive(path(), options);
        for (int i = 0; i < 1'000 && last.state == State::Kept; ++i) {
            last = keep(*archive, numberedOtlp(i, 40));
            kept += last.state == State::Kept ? 1 : 0;
        }
        EXPECT_FALSE(archive->activity().problem.isEmpty());
        EXPECT_EQ(archive->activity().failedBatches, 1U);
    }
    EXPECT_EQ(last.state, State::Failed);
    EXPECT_THAT(last.reason.toStdString(), HasSubstr("full"));
    EXPECT_THAT(last.reason.toStdString(), HasSubstr("Free space"));
    EXPECT_GT(kept, 1);
    EXPECT_EQ(factsOf(path()).traces, kept);
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
    EXPECT_EQ(keep(*openArchive(path()), numberedOtlp(5'000)).state, State::Kept) << "room again";
}

TEST_F(ArchiveTest, TheOldestTracesGoWhenItGetsTooLarge)
{
    ArchiveOptions options = archiveOptions();
    options.limits = ArchiveLimits{400'000, 0};
    {
        const auto archive = openArchive(path(), options);
        for (int i = 1; i <= 400; ++i)
            ASSERT_EQ(keep(*archive, numberedOtlp(i, 60)).state, State::Kept);
    }
    const ArchiveFacts facts = factsOf(path());
    EXPECT_GT(facts.prunedTraces, 0);
    EXPECT_EQ(facts.prunedTraces + facts.traces, 400);
    EXPECT_EQ(facts.prunedSpans + facts.spans, 400 * 60);
    EXPECT_LT(facts.usedBytes, 600'000);
    EXPECT_EQ(facts.limits.maxBytes, 400'000);
    // What came last is still there.
    auto reader = ArchiveReader::open(path());
    SearchQuery query;
    query.operationId = QStringLiteral("op_400");
    query.operationKeys = {QStringLiteral("operation.id")};
    EXPECT_EQ(reader->candidates(query).next(10).size(), 1U);
    query.operationId = QStringLiteral("op_1");
    EXPECT_TRUE(reader->candidates(query).next(10).empty());
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
}

TEST_F(ArchiveTest, TracesThatGotNothingForTooLongGo)
{
    ArchiveOptions options = archiveOptions();
    options.limits = ArchiveLimits{0, 3'600};
    {
        const auto archive = openArchive(path(), options);
        ASSERT_EQ(keep(*archive, numberedOtlp(1), wallClock() - 7'200'000'000'000).state, State::Kept);
        ASSERT_EQ(keep(*archive, numberedOtlp(2), wallClock()).state, State::Kept);
    }
    const auto result = pruneArchive(path(), std::nullopt);
    ASSERT_TRUE(result.has_value());
    const ArchiveFacts facts = factsOf(path());
    EXPECT_EQ(facts.traces, 1);
    EXPECT_EQ(facts.prunedTraces, 1);
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
}

TEST_F(ArchiveTest, NewLimitsStayWithTheFileAndGiveSpaceBack)
{
    std::vector<std::string> batches;
    for (int i = 1; i <= 200; ++i)
        batches.push_back(numberedOtlp(i, 60));
    fill(batches);
    const auto result = pruneArchive(path(), ArchiveLimits{200'000, 77});
    ASSERT_TRUE(result.has_value()) << result.error().text().toStdString();
    EXPECT_GT(result->traces, 0);
    EXPECT_EQ(result->spans, result->traces * 60);
    EXPECT_LT(result->bytesAfter, result->bytesBefore);
    EXPECT_EQ(factsOf(path()).limits, (ArchiveLimits{200'000, 77}));
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
}

TEST_F(ArchiveTest, TwoWritersTakeTurns)
{
    const auto one = openArchive(path());
    const auto other = openArchive(path());
    std::thread second([&] {
        for (int i = 0; i < 60; ++i)
            EXPECT_EQ(keep(*other, numberedOtlp(1'000 + i / 2, 2 + i % 2)).state, State::Kept);
    });
    for (int i = 0; i < 60; ++i)
        EXPECT_EQ(keep(*one, numberedOtlp(1'000 + i / 2, 4 + i % 2)).state, State::Kept);
    second.join();
    const ArchiveFacts facts = factsOf(path());
    EXPECT_EQ(facts.traces, 30);
    EXPECT_EQ(facts.spans, 30 * (2 + 3 + 4 + 5));
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
}

TEST_F(ArchiveTest, AnotherProgramThatNeverLetsGoIsNamed)
{
    fill({numberedOtlp(1)});
    ArchiveOptions options = archiveOptions();
    options.busyMs = 0;
    const auto archive = openArchive(path(), options);
    auto other = Database::open(path().toStdString(), Database::Mode::Write);
    ASSERT_TRUE(other->run("BEGIN IMMEDIATE"));
    const Keeping keeping = keep(*archive, numberedOtlp(2));
    EXPECT_EQ(keeping.state, State::Failed);
    EXPECT_THAT(keeping.reason.toStdString(), HasSubstr("Another program"));
    ASSERT_TRUE(other->run("ROLLBACK"));
    EXPECT_EQ(keep(*archive, numberedOtlp(2)).state, State::Kept);
}

TEST_F(ArchiveTest, ANewerArchiveIsRefusedAndLeftAsItIs)
{
    fill({numberedOtlp(1)});
    Database::open(path().toStdString(), Database::Mode::Write)->run("PRAGMA user_version=99");
    const std::string before = contentOf(path());
    const auto archive = Archive::open(path(), archiveOptions());
    ASSERT_FALSE(archive.has_value());
    EXPECT_THAT(archive.error().text().toStdString(), HasSubstr("newer Spanlight"));
    const auto reader = ArchiveReader::open(path());
    ASSERT_FALSE(reader.has_value());
    EXPECT_THAT(reader.error().text().toStdString(), HasSubstr("version 99"));
    EXPECT_EQ(contentOf(path()), before);
}

TEST_F(ArchiveTest, TheDatabaseOfAnotherProgramIsLeftAlone)
{
    Database::open(path().toStdString(), Database::Mode::Create)->run("CREATE TABLE notes(text)");
    const std::string before = contentOf(path());
    const auto archive = Archive::open(path(), archiveOptions());
    ASSERT_FALSE(archive.has_value());
    EXPECT_THAT(archive.error().text().toStdString(), HasSubstr("another program"));
    EXPECT_EQ(contentOf(path()), before);
}

TEST_F(ArchiveTest, AFileThatIsNoDatabaseIsLeftAlone)
{
    writeContent(path(), std::string(10'000, 'x'));
    const auto archive = Archive::open(path(), archiveOptions());
    ASSERT_FALSE(archive.has_value());
    EXPECT_FALSE(ArchiveReader::open(path()).has_value());
    EXPECT_EQ(contentOf(path()), std::string(10'000, 'x'));
}

TEST_F(ArchiveTest, AnArchiveThatIsNotThereSaysHowToMakeOne)
{
    const auto reader = ArchiveReader::open(path());
    ASSERT_FALSE(reader.has_value());
    EXPECT_EQ(reader.error().kind, SourceError::Kind::NotFound);
    EXPECT_THAT(reader.error().text().toStdString(), HasSubstr("convert"));
    EXPECT_FALSE(QFileInfo::exists(path()));
}

TEST_F(ArchiveTest, OnlyItsOwnerCanReadIt)
{
    fill({numberedOtlp(1)});
    const auto others =
        QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
    EXPECT_EQ(QFileInfo(path()).permissions() & others, QFileDevice::Permissions());
}

TEST_F(ArchiveTest, ADamagedFileIsNotWrittenTo)
{
    std::vector<std::string> batches;
    for (int i = 1; i <= 60; ++i)
        batches.push_back(numberedOtlp(i, 30));
    fill(batches);
    std::string bytes = contentOf(path());
    for (std::size_t i = 4'096 * 3; i < 4'096 * 12; ++i)
        bytes[i] = '\xa5';
    writeContent(path(), bytes);
    const auto archive = Archive::open(path(), archiveOptions());
    ASSERT_FALSE(archive.has_value());
    EXPECT_THAT(archive.error().text().toStdString(), HasSubstr("damaged"));
    EXPECT_EQ(contentOf(path()), bytes);
}

TEST_F(ArchiveTest, AnImportIsNotKeptTwice)
{
    const auto store =
        storeFromText("trace 1\nroot @0+100 api operation.id=op_1\n  child @10+20 worker\ntrace 2\nother @5+5 api");
    const auto goOn = [](std::uint64_t) { return true; };
    const auto first = importTraces(path(), {store}, goOn);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->kept, 3U);
    EXPECT_EQ(first->repeated, 0U);
    const auto second = importTraces(path(), {store}, goOn);
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->kept, 0U);
    EXPECT_EQ(second->repeated, 3U);
    EXPECT_EQ(factsOf(path()).spans, 3);
}

TEST_F(ArchiveTest, AnImportBringsOnlyTheSpansThatAreNew)
{
    const auto goOn = [](std::uint64_t) { return true; };
    ASSERT_TRUE(importTraces(path(), {storeFromText("trace 1\nroot @0+100 api")}, goOn).has_value());
    const auto more = importTraces(path(), {storeFromText("trace 1\nroot @0+100 api\n  child @10+20 worker")}, goOn);
    ASSERT_TRUE(more.has_value());
    EXPECT_EQ(more->kept, 1U);
    EXPECT_EQ(more->repeated, 1U);
    // The same ids with another end are another observation, not a repetition.
    const auto changed = importTraces(path(), {storeFromText("trace 1\nroot @0+200 api")}, goOn);
    ASSERT_TRUE(changed.has_value());
    EXPECT_EQ(changed->kept, 1U);
    EXPECT_EQ(damagesOf(path()), std::vector<QString>{});
}

TEST_F(ArchiveTest, AFolderThatCannotBeMadeIsAnError)
{
    const auto archive = Archive::open(QStringLiteral("/proc/spanlight/archive.sqlite"), archiveOptions());
    ASSERT_FALSE(archive.has_value());
    EXPECT_THAT(archive.error().text().toStdString(), HasSubstr("/proc/spanlight"));
}

} // namespace
} // namespace spanlight::sources
