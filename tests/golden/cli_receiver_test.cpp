// Receiving from the command line: `serve`, and commands on otlp://.
#include "tests/golden/cli_process.h"
#include "tests/models/sources/receiver/raw_sender.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>

namespace spanlight::test {
namespace {

using nlohmann::json;
using sources::test::answerTo;
using sources::test::exportRequest;
using sources::test::post;
using testing::HasSubstr;

constexpr const char* kOperation = "op_training_20251111_123456_ab12cd34";

/// One span of the operation.
std::string operationSpan()
{
    return std::string(
               R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":)") +
           R"("ktrdr-api"}}]},"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":)" +
           R"("0102030405060708","name":"training","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":)" +
           R"("1700000001000000000","attributes":[{"key":"operation.id","value":{"stringValue":")" + kOperation +
           R"("}}]}]}]}]})";
}

/// spanlight-cli while it runs.
class RunningCli
{
public:
    explicit RunningCli(const QStringList& arguments) { m_process.start(QStringLiteral(SPANLIGHT_CLI), arguments); }
    ~RunningCli()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    RunningCli(const RunningCli&) = delete;
    RunningCli& operator=(const RunningCli&) = delete;

    /// Waits until the output (or the notes) hold this.
    bool waitForOutput(const char* text) { return waitFor(m_out, text); }
    bool waitForNotes(const char* text) { return waitFor(m_err, text); }
    /// The port behind this word in what was said so far.
    [[nodiscard]] std::uint16_t port(const QString& word) const
    {
        const QRegularExpression pattern(word + QStringLiteral("http://127\\.0\\.0\\.1:(\\d+)"));
        return pattern.match(QString::fromUtf8(m_out + m_err)).captured(1).toUShort();
    }
    void signal(int number) const { ::kill(static_cast<pid_t>(m_process.processId()), number); }
    [[nodiscard]] int exitCode()
    {
        m_process.waitForFinished(30'000);
        take();
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    [[nodiscard]] std::string output() const { return m_out.toStdString(); }
    [[nodiscard]] std::string notes() const { return m_err.toStdString(); }

private:
    void take()
    {
        m_out += m_process.readAllStandardOutput();
        m_err += m_process.readAllStandardError();
    }
    bool waitFor(const QByteArray& where, const char* text)
    {
        take();
        for (int i = 0; i < 300 && !where.contains(text) && m_process.state() != QProcess::NotRunning; ++i) {
            m_process.waitForReadyRead(100);
            take();
        }
        return where.contains(text);
    }

    QProcess m_process;
    QByteArray m_out;
    QByteArray m_err;
};

class CliReceiver : public testing::Test
{
protected:
    [[nodiscard]] QString archive() const { return m_folder.filePath(QStringLiteral("archive.sqlite")); }
    [[nodiscard]] std::unique_ptr<RunningCli> serve(const QStringList& more = {}) const
    {
        auto running = std::make_unique<RunningCli>(
            QStringList{QStringLiteral("serve"), QStringLiteral("--http-port"), QStringLiteral("0"),
                        QStringLiteral("--grpc-port"), QStringLiteral("0"), QStringLiteral("--archive"), archive()} +
            more);
        EXPECT_TRUE(running->waitForOutput("Ctrl+C")) << running->notes();
        return running;
    }
    [[nodiscard]] int spansInArchive() const
    {
        const CliResult result = runCli({"info", "archive:" + archive().toStdString(), "--format", "json"});
        return result.exitCode == 0 ? json::parse(result.out)["spans"].get<int>() : -1;
    }

    QTemporaryDir m_folder;
};

TEST_F(CliReceiver, ServeKeepsWhatItAcknowledgesAndEndsWhenAsked)
{
    for (const int number : {SIGINT, SIGTERM}) {
        const auto running = serve();
        const auto first = static_cast<std::uint32_t>(1 + 100 * number);
        EXPECT_EQ(answerTo(running->port(QStringLiteral("OTLP/HTTP  ")), post(exportRequest(7, "work", first))).status,
                  200);
        running->signal(number);
        EXPECT_EQ(running->exitCode(), 0) << running->notes();
        EXPECT_THAT(running->notes(), HasSubstr("kept 7 spans of 1 request in "));
    }
    EXPECT_EQ(spansInArchive(), 14);
}

TEST_F(CliReceiver, ServeSaysWhereToSend)
{
    const auto running = serve();
    EXPECT_THAT(running->output(), HasSubstr("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" +
                                             std::to_string(running->port(QStringLiteral("OTLP/HTTP  ")))));
    EXPECT_THAT(running->output(), HasSubstr("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" +
                                             std::to_string(running->port(QStringLiteral("OTLP/gRPC  ")))));
    EXPECT_THAT(running->output(), HasSubstr("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"));
}

TEST_F(CliReceiver, ServeSaysWhyARequestWasTurnedAway)
{
    const auto running = serve();
    const std::uint16_t port = running->port(QStringLiteral("OTLP/HTTP  "));
    EXPECT_EQ(answerTo(port, post("x", "application/x-protobuf", {}, "/v1/trace")).status, 404);
    EXPECT_TRUE(running->waitForNotes("turned away: POST /v1/trace: traces go to POST /v1/traces."))
        << running->notes();
}

TEST_F(CliReceiver, WhatWasAcknowledgedSurvivesASuddenEnd)
{
    const auto running = serve();
    const std::uint16_t port = running->port(QStringLiteral("OTLP/HTTP  "));
    int acknowledged = 0;
    for (std::uint32_t i = 0; i < 20; ++i)
        acknowledged += answerTo(port, post(exportRequest(5, "work", 1 + 10 * i))).status == 200 ? 5 : 0;
    running->signal(SIGKILL);
    EXPECT_EQ(running->exitCode(), -1);
    EXPECT_EQ(acknowledged, 100);
    EXPECT_EQ(spansInArchive(), acknowledged);
}

TEST_F(CliReceiver, APortInUseIsSaidWithTheOptionsThatHelp)
{
    const auto running = serve();
    const std::string port = std::to_string(running->port(QStringLiteral("OTLP/HTTP  ")));
    const CliResult result =
        runCli({"serve", "--http-port", port, "--no-grpc", "--archive", archive().toStdString() + ".other"});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_THAT(result.err, HasSubstr("127.0.0.1:" + port));
    EXPECT_THAT(result.err, HasSubstr("in use"));
    EXPECT_THAT(result.err, HasSubstr("--http-port"));
    EXPECT_EQ(result.out, "");
}

TEST_F(CliReceiver, WrongArgumentsOfServeAreRefused)
{
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"--http-port", "70000"}, {"--max-size", "big"}, {"--max-age", "old"}, {"--listen"}, {"extra"}}) {
        std::vector<std::string> arguments{"serve", "--archive", archive().toStdString()};
        arguments.insert(arguments.end(), wrong.begin(), wrong.end());
        EXPECT_EQ(runCli(arguments).exitCode, 2) << wrong[0];
    }
}

TEST_F(CliReceiver, ACommandWaitsForTheOperationToArrive)
{
    RunningCli running({QStringLiteral("diagnose"), QStringLiteral("otlp://127.0.0.1:0?grpc=off&archive=off"),
                        QStringLiteral("--operation"), QString::fromLatin1(kOperation), QStringLiteral("--format"),
                        QStringLiteral("json"), QStringLiteral("--timeout"), QStringLiteral("30")});
    ASSERT_TRUE(running.waitForNotes("waits up to 30 s"));
    const std::uint16_t port = running.port(QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT="));
    EXPECT_EQ(answerTo(port, post(exportRequest(3))).status, 200); // of something else
    EXPECT_EQ(answerTo(port, post(operationSpan(), "application/json")).status, 200);
    EXPECT_EQ(running.exitCode(), 0) << running.notes();
    EXPECT_EQ(json::parse(running.output())["subject"]["spans"], 1);
}

TEST_F(CliReceiver, AnOperationThatDoesNotArriveInTimeIsNotFound)
{
    const CliResult result = runCli({"diagnose", "otlp://127.0.0.1:0?grpc=off&archive=off", "--operation", kOperation,
                                     "--timeout", "0.2", "--format", "json"});
    EXPECT_EQ(result.exitCode, 4) << result.err;
    EXPECT_EQ(json::parse(result.out)["verdict"]["state"], "not-found");
}

TEST_F(CliReceiver, TakesSpansOfThePythonSdk)
{
    const QString python = qEnvironmentVariable("SPANLIGHT_PYTHON");
    if (python.isEmpty())
        GTEST_SKIP()
            << "SPANLIGHT_PYTHON names no Python that has opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http";
    const auto running = serve();
    const QString program = QStringLiteral(R"(
import sys
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import Compression, OTLPSpanExporter
for compression in (Compression.NoCompression, Compression.Gzip, Compression.Deflate):
    provider = TracerProvider(resource=Resource.create({"service.name": "sender"}))
    exporter = OTLPSpanExporter(endpoint=sys.argv[1] + "/v1/traces", compression=compression)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    with provider.get_tracer("t").start_as_current_span("outer"):
        provider.get_tracer("t").start_span("inner").end()
    provider.shutdown()
)");
    QProcess sender;
    sender.start(python, {QStringLiteral("-c"), program,
                          QStringLiteral("http://127.0.0.1:%1").arg(running->port(QStringLiteral("OTLP/HTTP  ")))});
    ASSERT_TRUE(sender.waitForFinished(60'000));
    EXPECT_EQ(sender.exitCode(), 0) << sender.readAllStandardError().toStdString();
    running->signal(SIGTERM);
    EXPECT_EQ(running->exitCode(), 0);
    EXPECT_EQ(spansInArchive(), 6);
}

TEST_F(CliReceiver, TakesSpansOfThePythonSdkOverGrpc)
{
    const QString python = qEnvironmentVariable("SPANLIGHT_PYTHON");
    if (python.isEmpty() ||
        QProcess::execute(python, {QStringLiteral("-c"), QStringLiteral("import opentelemetry.exporter.otlp.proto.grpc."
                                                                        "trace_exporter")}) != 0)
        GTEST_SKIP()
            << "SPANLIGHT_PYTHON names no Python that has opentelemetry-sdk and opentelemetry-exporter-otlp-proto-grpc";
    const auto running = serve();
    const QString program = QStringLiteral(R"(
import sys
import grpc
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
for compression in (grpc.Compression.NoCompression, grpc.Compression.Gzip, grpc.Compression.Deflate):
    provider = TracerProvider(resource=Resource.create({"service.name": "sender"}))
    exporter = OTLPSpanExporter(endpoint=sys.argv[1], insecure=True, compression=compression)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    with provider.get_tracer("t").start_as_current_span("outer"):
        for i in range(1499):
            provider.get_tracer("t").start_span("inner").end()
    provider.force_flush()
    provider.shutdown()
)");
    QProcess sender;
    sender.start(python, {QStringLiteral("-c"), program,
                          QStringLiteral("http://127.0.0.1:%1").arg(running->port(QStringLiteral("OTLP/gRPC  ")))});
    ASSERT_TRUE(sender.waitForFinished(60'000));
    const std::string errors = sender.readAllStandardError().toStdString();
    EXPECT_EQ(sender.exitCode(), 0) << errors;
    EXPECT_EQ(errors, "");
    running->signal(SIGTERM);
    EXPECT_EQ(running->exitCode(), 0);
    EXPECT_EQ(spansInArchive(), 4500);
}

} // namespace
} // namespace spanlight::test
