#include "models/sources/archive/archive_import.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/sqlite.h"
#include "tests/models/sources/archive/archive_fixture.h"
#include "tests/support/source_run.h"
#include "tests/support/trace_text.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QSignalSpy>
#include <QTimer>

#include <gmock/gmock.h>

#include <random>

namespace spanlight::sources {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ArchiveSourceTest : public ArchiveTest
{
protected:
    std::vector<std::string> find(const SearchQuery& query) const
    {
        const auto source = sourceOf(address());
        const auto job = finished(*source, query);
        EXPECT_FALSE(job->error().has_value()) << explain(*job);
        EXPECT_TRUE(job->answer().report.complete) << explain(*job);
        std::vector<std::string> ids;
        for (const std::string& id : matchedIds(*job))
            ids.push_back(id.substr(id.find_first_not_of('0')));
        return ids;
    }

    void fillThree() const
    {
        fill({otlpOf("trace 1\nroot @0+100 api operation.id=op_1\n  call @10+50 worker retry:=true"),
              otlpOf("trace 2\nroot @1000+5000 api operation.id=op_2\n  call @1010+50 worker error size:=12"),
              otlpOf("trace 3\nother @2000+10 cli color=red\n  call @2001+1 api")});
    }
};

TEST_F(ArchiveSourceTest, AnEmptyQueryFindsEverythingNewestFirst)
{
    fillThree();
    EXPECT_THAT(find({}), ElementsAre("3", "2", "1"));
}

TEST_F(ArchiveSourceTest, EveryFieldOfAQueryHolds)
{
    fillThree();
    EXPECT_THAT(find(operationQuery("op_2")), ElementsAre("2"));
    EXPECT_THAT(find(operationQuery("op_9")), IsEmpty());
    EXPECT_THAT(find(traceQuery("00000000000000000000000000000003")), ElementsAre("3"));
    EXPECT_THAT(find(traceQuery("3")), ElementsAre("3"));
    EXPECT_THAT(find(traceQuery("not an id")), IsEmpty());
    SearchQuery query;
    query.service = QStringLiteral("worker");
    EXPECT_THAT(find(query), ElementsAre("2", "1"));
    query.name = QStringLiteral("root");
    EXPECT_THAT(find(query), IsEmpty()) << "service and name must hold for one span";
    query.service = QStringLiteral("api");
    EXPECT_THAT(find(query), ElementsAre("2", "1"));
    query.minDurationNs = 1'000'000'000;
    EXPECT_THAT(find(query), ElementsAre("2"));
    query = {};
    query.errorsOnly = true;
    EXPECT_THAT(find(query), ElementsAre("2"));
    query = {};
    query.maxDurationNs = 20'000'000;
    EXPECT_THAT(find(query), ElementsAre("3"));
    query = {};
    query.sinceNs = 1'700'000'000'500'000'000;
    query.untilNs = 1'700'000'001'500'000'000;
    EXPECT_THAT(find(query), ElementsAre("2"));
}

TEST_F(ArchiveSourceTest, AttributesAreFoundWhateverTheirType)
{
    fillThree();
    const auto byAttribute = [](const char* key, const char* value) {
        SearchQuery query;
        query.attributes = {{QString::fromUtf8(key), QString::fromUtf8(value)}};
        return query;
    };
    EXPECT_THAT(find(byAttribute("color", "red")), ElementsAre("3"));
    EXPECT_THAT(find(byAttribute("retry", "true")), ElementsAre("1"));
    EXPECT_THAT(find(byAttribute("size", "12")), ElementsAre("2"));
    EXPECT_THAT(find(byAttribute("size", "12.0")), ElementsAre("2"));
    EXPECT_THAT(find(byAttribute("error", "true")), ElementsAre("2"));
    EXPECT_THAT(find(byAttribute("operation.id", "op_1")), ElementsAre("1"));
    EXPECT_THAT(find(byAttribute("service.name", "cli")), ElementsAre("3"));
    EXPECT_THAT(find(byAttribute("color", "blue")), IsEmpty());
}

TEST_F(ArchiveSourceTest, AnOperationOfAKeyThatIsNotInTheIndexIsFoundAllTheSame)
{
    fill({otlpOf("trace 1\nroot @0+1 api my.job=job_7"), otlpOf("trace 2\nroot @0+1 api my.job=job_8")});
    SearchQuery query = operationQuery("job_7");
    query.operationKeys = {QStringLiteral("my.job")};
    EXPECT_THAT(find(query), ElementsAre("1"));
    query.operationKeys.clear();
    EXPECT_THAT(find(query), ElementsAre("1"));
}

TEST_F(ArchiveSourceTest, FallbackTagsAreAskedWhenTheIdFindsNothing)
{
    fillThree();
    SearchQuery query = operationQuery("op_9");
    query.fallbacks = {{QStringLiteral("cli"), QStringLiteral("color"), QStringLiteral("red")}};
    EXPECT_THAT(find(query), ElementsAre("3"));
    query.operationId = QStringLiteral("op_1");
    EXPECT_THAT(find(query), ElementsAre("1"));
}

TEST_F(ArchiveSourceTest, ATraceIsWholeAlsoWhenItCameInSeveralBatches)
{
    fill({otlpOf("trace 1\nroot @0+100 api operation.id=op_1\ntrace 2\nother @0+1 api"),
          otlpOf("trace 1\nlate @10+20 worker <1\ntrace 3\nother @0+1 api")});
    const auto source = sourceOf(address());
    const auto job = finished(*source, operationQuery("op_1"));
    ASSERT_THAT(job->answer().stores, SizeIs(1));
    EXPECT_EQ(dump(*job->answer().stores[0]), "root [api] @0+100\n  late [worker] @10+20\n");
}

TEST_F(ArchiveSourceTest, ALimitIsHonest)
{
    std::vector<std::string> batches;
    for (int i = 1; i <= 30; ++i)
        batches.push_back(numberedOtlp(i));
    fill(batches);
    const auto source = sourceOf(address());
    SearchQuery query;
    query.limit = 30;
    EXPECT_FALSE(finished(*source, query)->answer().report.limitReached);
    query.limit = 29;
    const auto cut = finished(*source, query);
    EXPECT_TRUE(cut->answer().report.limitReached);
    EXPECT_THAT(cut->answer().matched, SizeIs(29));
    std::size_t traces = 0;
    for (const auto& store : cut->answer().stores)
        traces += store->traceCount();
    EXPECT_EQ(traces, 29U) << "nothing beyond the limit is handed out";
    query.limit = 5;
    query.name = QStringLiteral("step-1");
    EXPECT_THAT(finished(*source, query)->answer().matched, SizeIs(5));
    query.limit = 0;
    EXPECT_THAT(finished(*source, query)->answer().matched, SizeIs(30));
}

TEST_F(ArchiveSourceTest, SaysWhatItCan)
{
    fillThree();
    const auto source = sourceOf(address());
    EXPECT_TRUE(source->capabilities().live);
    EXPECT_TRUE(source->capabilities().searchWithoutService);
    EXPECT_TRUE(source->capabilities().attributeSearch);
    EXPECT_TRUE(source->capabilities().durationSearch);
    EXPECT_FALSE(source->suggestedNowNs({}, {}).has_value()) << "now is the wall clock";
    EXPECT_EQ(source->address(), address());
    QSignalSpy changed(source.get(), &Source::servicesChanged);
    source->refreshServices();
    ASSERT_TRUE(changed.count() > 0 || changed.wait(10'000));
    EXPECT_EQ(source->services(),
              (std::vector<QString>{QStringLiteral("api"), QStringLiteral("cli"), QStringLiteral("worker")}));
}

TEST_F(ArchiveSourceTest, ThePathIsTheVariablesOrTheAddresss)
{
    EXPECT_EQ(archivePath(QStringLiteral("archive:/tmp/a.db")), QStringLiteral("/tmp/a.db"));
    EXPECT_EQ(archivePath(QStringLiteral("archive:///tmp/a.db")), QStringLiteral("/tmp/a.db"));
    EXPECT_EQ(archivePath(QStringLiteral("/tmp/b.db")), QStringLiteral("/tmp/b.db"));
    qputenv("SPANLIGHT_ARCHIVE", "/tmp/c.db");
    EXPECT_EQ(archivePath(), QStringLiteral("/tmp/c.db"));
    qunsetenv("SPANLIGHT_ARCHIVE");
    EXPECT_TRUE(archivePath().endsWith(QStringLiteral("/spanlight/archive.sqlite"))) << archivePath().toStdString();
}

TEST_F(ArchiveSourceTest, WithoutAFileTheErrorSaysHowToMakeOne)
{
    const auto source = sourceOf(address());
    const auto job = finished(*source, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::NotFound);
}

TEST_F(ArchiveSourceTest, CancellingEndsAtOnce)
{
    fillThree();
    const auto source = sourceOf(address());
    const auto job = source->search({});
    QSignalSpy spy(job.get(), &SourceJob::finished);
    QElapsedTimer timer;
    timer.start();
    job->cancel();
    ASSERT_TRUE(job->isFinished() || spy.wait(1'000));
    EXPECT_LT(timer.elapsed(), 100);
    EXPECT_EQ(job->error()->kind, SourceError::Kind::Cancelled);
}

TEST_F(ArchiveSourceTest, TellsWhichTracesHaveArrived)
{
    const auto archive = openArchive(path());
    ASSERT_EQ(keep(*archive, numberedOtlp(1)).state, Keeping::State::Kept);
    const auto source = sourceOf(address());
    std::vector<trace::TraceId> arrived;
    QEventLoop loop;
    QObject::connect(source.get(), &Source::arrived, &loop, [&](const std::vector<trace::TraceId>& traces) {
        arrived.insert(arrived.end(), traces.begin(), traces.end());
        loop.quit();
    });
    // Every batch may be the first that is seen: batches are added until one is told of.
    int number = 1;
    QTimer feeder;
    QObject::connect(&feeder, &QTimer::timeout, &loop,
                     [&] { EXPECT_EQ(keep(*archive, numberedOtlp(++number)).state, Keeping::State::Kept); });
    feeder.start(50);
    QTimer::singleShot(20'000, &loop, &QEventLoop::quit);
    loop.exec();
    ASSERT_FALSE(arrived.empty());
    EXPECT_GT(arrived.front().low, 1U) << "what was there before has not arrived";
}

TEST_F(ArchiveSourceTest, DamageIsALossAndTheFileStaysAsItIs)
{
    std::vector<std::string> batches;
    for (int i = 1; i <= 80; ++i)
        batches.push_back(numberedOtlp(i, 20));
    fill(batches);
    const std::string sound = contentOf(path());
    std::mt19937 random(7);
    int losses = 0;
    int refused = 0;
    std::size_t found = 0;
    for (int round = 0; round < 60; ++round) {
        std::string bytes = sound;
        const std::size_t at = random() % bytes.size();
        const std::size_t count = std::min<std::size_t>(1 + random() % 6'000, bytes.size() - at);
        for (std::size_t i = 0; i < count; ++i)
            bytes[at + i] = static_cast<char>(random());
        QFile::remove(path() + QStringLiteral("-shm"));
        QFile::remove(path() + QStringLiteral("-wal"));
        writeContent(path(), bytes);
        const auto source = sourceOf(address());
        SearchQuery query;
        query.limit = 0;
        const auto job = finished(*source, query);
        EXPECT_EQ(contentOf(path()), bytes);
        refused += job->error() ? 1 : 0;
        losses += !job->error() && !job->answer().report.complete ? 1 : 0;
        found += job->answer().matched.size();
    }
    EXPECT_GT(losses, 10);
    EXPECT_LT(refused, 20) << "only a damaged first page leaves nothing";
    EXPECT_GT(found, 60U * 80U / 3) << "what is readable is shown";
}

TEST_F(ArchiveSourceTest, ATruncatedFileShowsWhatIsLeft)
{
    std::vector<std::string> batches;
    for (int i = 1; i <= 80; ++i)
        batches.push_back(numberedOtlp(i, 20));
    fill(batches);
    const std::string half = contentOf(path()).substr(0, QFile(path()).size() / 2);
    writeContent(path(), half);
    const auto source = sourceOf(address());
    const auto job = finished(*source, {});
    EXPECT_TRUE(job->error() || !job->answer().report.complete) << explain(*job);
    EXPECT_EQ(contentOf(path()), half);
}

} // namespace
} // namespace spanlight::sources
