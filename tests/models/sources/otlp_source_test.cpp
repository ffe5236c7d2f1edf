// A source that receives: what is sent to it is found.
#include "models/sources/otlp/otlp_source.h"

#include "tests/models/sources/receiver/raw_sender.h"
#include "tests/support/source_run.h"

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace spanlight::sources {
namespace {

using spanlight::test::explain;
using spanlight::test::finished;
using spanlight::test::operationQuery;
using spanlight::test::sourceOf;
using test::exportRequest;
using test::post;

const QString kAnyPort = QStringLiteral("otlp://127.0.0.1:0?grpc=off&archive=off");

/// The port at which a source receives; its first search has begun that.
std::uint16_t portOf(Source& source)
{
    const auto job = finished(source, {});
    EXPECT_FALSE(job->error().has_value()) << explain(*job);
    static const QRegularExpression kPort(QStringLiteral("http://127\\.0\\.0\\.1:(\\d+)"));
    return kPort.match(job->answer().report.origin).captured(1).toUShort();
}

int statusOf(std::uint16_t port, const std::string& request)
{
    return test::answerTo(port, request).status;
}

TEST(OtlpSourceTest, WhatArrivesIsFoundAtOnce)
{
    const auto source = sourceOf(kAnyPort);
    const std::uint16_t port = portOf(*source);
    EXPECT_EQ(statusOf(port, post(exportRequest(3, "op_found"))), 200);
    const auto job = finished(*source, {});
    EXPECT_EQ(job->answer().matched.size(), 3U);
    EXPECT_TRUE(job->answer().report.complete);
    EXPECT_EQ(source->services(), std::vector<QString>{QStringLiteral("sender")});
}

TEST(OtlpSourceTest, TellsWhichTracesHaveArrived)
{
    const auto source = sourceOf(kAnyPort);
    QSignalSpy spy(source.get(), &Source::arrived);
    const std::uint16_t port = portOf(*source);
    EXPECT_EQ(statusOf(port, post(exportRequest(1))), 200);
    ASSERT_TRUE(spy.count() > 0 || spy.wait(10'000));
    const auto traces = spy.at(0).at(0).value<std::vector<trace::TraceId>>();
    ASSERT_EQ(traces.size(), 1U);
    EXPECT_EQ(trace::toHex(traces[0]), "01010101010101010101010100000001");
}

TEST(OtlpSourceTest, TellsOfManyArrivalsOnlyNowAndThenButOfAll)
{
    const auto source = sourceOf(kAnyPort);
    std::size_t times = 0;
    std::set<trace::TraceId> seen;
    QObject::connect(source.get(), &Source::arrived, source.get(), [&](const std::vector<trace::TraceId>& traces) {
        ++times;
        seen.insert(traces.begin(), traces.end());
    });
    const std::uint16_t port = portOf(*source);
    QSignalSpy spy(source.get(), &Source::arrived);
    std::thread sending([port] {
        for (std::uint32_t i = 0; i < 100; ++i)
            statusOf(port, post(exportRequest(1, "work", 1 + i)));
    });
    while (seen.size() < 100 && spy.wait(10'000)) {
    }
    sending.join();
    EXPECT_EQ(seen.size(), 100U);
    EXPECT_LT(times, 50U);
}

TEST(OtlpSourceTest, APortInUseIsAnErrorThatSaysWhatToDo)
{
    const auto first = sourceOf(kAnyPort);
    const auto second = sourceOf(QStringLiteral("otlp://127.0.0.1:%1?grpc=off&archive=off").arg(portOf(*first)));
    const auto job = finished(*second, {});
    ASSERT_TRUE(job->error().has_value());
    EXPECT_EQ(job->error()->kind, SourceError::Kind::NotReachable);
    EXPECT_TRUE(job->error()->what.contains(QStringLiteral("in use")));
    EXPECT_FALSE(job->error()->advice.isEmpty());
    ASSERT_TRUE(second->receiver()->failure.has_value());
    EXPECT_EQ(second->receiver()->failure->what, job->error()->what);
}

TEST(OtlpSourceTest, ThePortIsFreeWhenTheSourceIsGone)
{
    auto first = sourceOf(kAnyPort);
    const QString address = QStringLiteral("otlp://127.0.0.1:%1?grpc=off&archive=off").arg(portOf(*first));
    auto running = first->search({});
    first.reset();
    const auto second = sourceOf(address);
    EXPECT_FALSE(finished(*second, {})->error().has_value());
}

TEST(OtlpSourceTest, TheArchiveKeepsWhatArrives)
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("kept.sqlite"));
    {
        const auto source = sourceOf(QStringLiteral("otlp://127.0.0.1:0?grpc=off&archive=") + file);
        EXPECT_EQ(statusOf(portOf(*source), post(exportRequest(4))), 200);
        EXPECT_EQ(finished(*source, {})->answer().matched.size(), 4U);
    }
    const auto archive = sourceOf(QStringLiteral("archive:") + file);
    EXPECT_EQ(finished(*archive, {})->answer().matched.size(), 4U);
    const auto later = sourceOf(QStringLiteral("otlp://127.0.0.1:0?grpc=off&archive=") + file);
    EXPECT_TRUE(finished(*later, {})->answer().matched.empty()); // only what came since it was opened
}

TEST(OtlpSourceTest, WithoutAnArchiveThatCanBeWrittenWhatArrivesIsShownAndThatIsSaid)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("broken.sqlite")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("this is no archive, and longer than the header of one would be, so that nobody takes it for empty");
    file.close();
    const auto source = sourceOf(QStringLiteral("otlp://127.0.0.1:0?grpc=off&archive=") + file.fileName());
    EXPECT_EQ(statusOf(portOf(*source), post(exportRequest(1))), 200);
    const auto job = finished(*source, {});
    EXPECT_EQ(job->answer().matched.size(), 1U);
    ASSERT_EQ(job->answer().report.notes.size(), 1U);
    EXPECT_TRUE(job->answer().report.notes[0].startsWith(QStringLiteral("what arrives is only shown and not kept")));
}

TEST(OtlpSourceTest, AnOperationIsFoundByItsId)
{
    const auto source = sourceOf(kAnyPort);
    const std::uint16_t port = portOf(*source);
    const char* span =
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708",)"
        R"("name":"job","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000",)"
        R"("attributes":[{"key":"operation.id","value":{"stringValue":"op_7"}}]}]}]}]})";
    EXPECT_EQ(statusOf(port, post(span, "application/json")), 200);
    EXPECT_EQ(statusOf(port, post(exportRequest(5))), 200);
    EXPECT_EQ(finished(*source, operationQuery(QStringLiteral("op_7")))->answer().matched.size(), 1U);
    EXPECT_TRUE(finished(*source, operationQuery(QStringLiteral("op_8")))->answer().matched.empty());
}

} // namespace
} // namespace spanlight::sources
