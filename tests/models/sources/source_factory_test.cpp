#include "models/sources/source_factory.h"
#include "tests/support/source_run.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

TEST(SourceFactoryTest, APathBecomesAFileSource)
{
    const auto source = makeSource(QStringLiteral("some/folder/trace.json"), {});
    ASSERT_TRUE(source.has_value());
    EXPECT_EQ((*source)->title(), QStringLiteral("trace.json"));
    EXPECT_FALSE((*source)->capabilities().live);
}

TEST(SourceFactoryTest, AHyphenIsStandardInput)
{
    const auto source = makeSource(QStringLiteral("-"), {});
    ASSERT_TRUE(source.has_value());
    EXPECT_EQ((*source)->title(), QStringLiteral("standard input"));
}

TEST(SourceFactoryTest, AnArchiveMayHaveAPath)
{
    for (const char* address : {"archive:", "archive:/tmp/some/archive.sqlite"}) {
        const auto source = makeSource(QString::fromLatin1(address), {});
        ASSERT_TRUE(source.has_value()) << address;
        EXPECT_TRUE((*source)->capabilities().live);
        EXPECT_TRUE((*source)->title().startsWith(QStringLiteral("archive")));
    }
}

TEST(SourceFactoryTest, VictoriaTracesAnswersBelowAPathOfItsOwn)
{
    for (const char* address : {"victoriatraces+http://host:10428", "victoriatraces+http://host:10428/select/jaeger"}) {
        const auto source = makeSource(QString::fromLatin1(address), {});
        ASSERT_TRUE(source.has_value()) << address;
        EXPECT_EQ((*source)->title(), QStringLiteral("victoriatraces · host:10428/select/jaeger"));
        EXPECT_EQ((*source)->address(), QString::fromLatin1(address));
    }
}

TEST(SourceFactoryTest, AReceiverIsLive)
{
    for (const char* address :
         {"otlp:", "otlp://127.0.0.1:4318", "otlp://localhost:4318?grpc=4317", "OTLP://[::1]?grpc=off"}) {
        const auto source = makeSource(QString::fromLatin1(address), {});
        ASSERT_TRUE(source.has_value()) << address;
        EXPECT_TRUE((*source)->capabilities().receives);
        EXPECT_TRUE((*source)->capabilities().live);
    }
}

TEST(SourceFactoryTest, AReceiverThatCannotBeIsRefused)
{
    for (const char* address :
         {"otlp://user:geheim@host", "otlp://host/path", "otlp://host?grpc=x", "otlp://host?x=1"}) {
        const auto source = makeSource(QString::fromLatin1(address), {});
        ASSERT_FALSE(source.has_value()) << address;
        EXPECT_FALSE(source.error().text().contains(QStringLiteral("geheim")));
    }
}

TEST(SourceFactoryTest, AnUnknownSchemeIsRefusedWithoutShowingTheRestOfTheAddress)
{
    const auto source = makeSource(QStringLiteral("ftp://user:geheim@host/x"), {});
    ASSERT_FALSE(source.has_value());
    EXPECT_FALSE(source.error().text().contains(QStringLiteral("geheim")));
}

class EverySource : public ::testing::TestWithParam<const char*>
{
};

// Nothing is left out silently: the source that cannot be asked says which one can.
TEST_P(EverySource, AnswersAQueryInTraceQlOrSaysThatItNeedsTempo)
{
    const auto source = makeSource(QString::fromLatin1(GetParam()), {});
    ASSERT_TRUE(source.has_value());
    SearchQuery query;
    query.structural = QStringLiteral("{}");
    const auto refused = refusalOf(**source, query);
    const bool isTempo = QString::fromLatin1(GetParam()).startsWith(QStringLiteral("tempo+"));
    EXPECT_EQ((*source)->capabilities().structuralQuery, isTempo ? QStringLiteral("TraceQL") : QString());
    EXPECT_EQ(refused == nullptr, isTempo);
    EXPECT_EQ(refusalOf(**source, SearchQuery()), nullptr);
}

// Jaeger, Zipkin and Tempo answer such questions in three ways, and one of them is "nothing found".
TEST_P(EverySource, SaysThatAQueryContradictsItself)
{
    const auto source = makeSource(QString::fromLatin1(GetParam()), {});
    ASSERT_TRUE(source.has_value());
    SearchQuery times;
    times.sinceNs = 2;
    times.untilNs = 1;
    const auto job = test::finished(**source, times);
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::BadQuery);
    EXPECT_FALSE(job->answer().report.complete);
    SearchQuery durations;
    durations.minDurationNs = 2;
    durations.maxDurationNs = 1;
    EXPECT_NE(refusalOf(**source, durations), nullptr);
    durations.maxDurationNs = 2;
    times.untilNs = 2;
    EXPECT_EQ(refusalOf(**source, durations), nullptr);
    EXPECT_EQ(refusalOf(**source, times), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EverySource,
                         ::testing::Values("jaeger+http://127.0.0.1:1", "http://127.0.0.1:1",
                                           "victoriatraces+http://127.0.0.1:1", "tempo+http://127.0.0.1:1",
                                           "zipkin+http://127.0.0.1:1", "archive:/nowhere/archive.sqlite",
                                           "demo:", "traces.json", "otlp://127.0.0.1:0?grpc=off&archive=off"));

TEST(SourceFactoryTest, ASearchWithAQueryEndsWithTheReasonWhereItCannotBeAsked)
{
    for (const char* address : {"jaeger+http://127.0.0.1:1", "zipkin+http://127.0.0.1:1", "demo:", "traces.json"}) {
        const auto source = makeSource(QString::fromLatin1(address), {});
        ASSERT_TRUE(source.has_value());
        SearchQuery query;
        query.structural = QStringLiteral("{ status = error }");
        const auto job = test::finished(**source, query);
        ASSERT_TRUE(job->error().has_value()) << address;
        EXPECT_EQ(job->error()->kind, SourceError::Kind::BadQuery);
        EXPECT_TRUE(job->error()->text().contains(QStringLiteral("tempo+http://"))) << test::explain(*job);
        EXPECT_FALSE(job->answer().report.complete);
    }
}

TEST(SourceFactoryTest, AnEmptyAddressIsRefused)
{
    EXPECT_FALSE(makeSource(QStringLiteral("  "), {}).has_value());
}

} // namespace
} // namespace spanlight::sources
