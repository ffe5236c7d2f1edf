// Real pipelines that are broken on purpose: for each cause of "I cannot find the trace" and of "only back-end spans"
// `doctor` or the diagnosis names it, and a healthy one is not blamed. Causes of which no server leaves a sign are to
// be named as such.
#include "tests/servers/replica_process.h"
#include "tests/servers/server_process.h"
#include "tests/support/run_program.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QFileInfo>
#include <QProcess>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace spanlight::test {
namespace {

using nlohmann::json;

constexpr auto kServer = "jaeger-v1.76.0";

QString text(const json& value)
{
    return QString::fromStdString(value.get<std::string>());
}

struct Report
{
    int exitCode = -1;
    json document = json::object();
    std::string errors;

    /// All checks with this name: "warning: nothing arrives of …" and their remedies, line by line.
    [[nodiscard]] std::string about(const std::string& check) const
    {
        std::string lines;
        for (const json& part : document.value("parts", json::array()))
            for (const json& one : part["checks"]) {
                if (one["check"] != check)
                    continue;
                lines += one["status"].get<std::string>() + ": " + one["text"].get<std::string>() + '\n';
                for (const json& line : one["evidence"])
                    lines += line.get<std::string>() + '\n';
                for (const json& fix : one["fixes"])
                    lines += fix["text"].get<std::string>() +
                             (fix["command"].is_null() ? std::string() : " $ " + fix["command"].get<std::string>()) +
                             '\n';
            }
        return lines;
    }
    /// Checks that are worse than a note.
    [[nodiscard]] std::vector<std::string> wrong() const
    {
        std::vector<std::string> names;
        for (const json& part : document.value("parts", json::array()))
            for (const json& one : part["checks"])
                if (one["status"] == "warning" || one["status"] == "error")
                    names.push_back(one["check"]);
        return names;
    }
};

Report examine(const QStringList& arguments)
{
    const ProgramRun run = runProgram(QStringList{QStringLiteral("doctor")} + arguments +
                                      QStringList{QStringLiteral("--format"), QStringLiteral("json")});
    return {run.exitCode, json::parse(run.output, nullptr, false), run.errors};
}

json diagnose(const QStringList& arguments)
{
    const ProgramRun run = runProgram(QStringList{QStringLiteral("diagnose")} + arguments +
                                      QStringList{QStringLiteral("--format"), QStringLiteral("json")});
    json document = json::parse(run.output, nullptr, false);
    EXPECT_TRUE(document.is_object()) << run.errors;
    return document.is_object() ? document : json{{"findings", json::array()}, {"verdict", json::object()}};
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

class BrokenPipeline : public testing::Test
{
protected:
    void SetUp() override
    {
        m_server = startServer(qEnvironmentVariable("SPANLIGHT_SERVERS"), QLatin1String(kServer));
        if (!m_server || !hasReplica())
            GTEST_SKIP() << kNoReplica << ", or SPANLIGHT_SERVERS does not name a folder with " << kServer;
        ASSERT_TRUE(m_server->isReady()) << m_server->log().toStdString();
    }

    /// Plays a scenario of the replica and waits until the server shows it.
    void play(const char* scenario, const QString& receiver)
    {
        m_replica = std::make_unique<ReplicaProcess>(ReplicaPlay{QLatin1String(scenario), receiver});
        m_played = m_replica->played();
        ASSERT_TRUE(m_played.is_object()) << m_replica->errors().toStdString();
    }

    /// Asks until the server has taken in what it accepted.
    template <typename IsDone>
    [[nodiscard]] Report examineUntil(const QStringList& arguments, const IsDone& isDone) const
    {
        Report report;
        for (const QDeadlineTimer deadline(5'000); !deadline.hasExpired() && !isDone(report);)
            report = examine(arguments);
        return report;
    }

    /// Runs a program of the real SDK for Python that makes one span.
    void runTraced(const char* script, const QStringList& settings)
    {
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString& setting : settings)
            environment.insert(setting.section(QLatin1Char('='), 0, 0), setting.section(QLatin1Char('='), 1));
        program.setProcessEnvironment(environment);
        program.start(qEnvironmentVariable("SPANLIGHT_SERVERS") + QStringLiteral("/python/bin/python"),
                      {QStringLiteral("-c"), QLatin1String(script)});
        ASSERT_TRUE(program.waitForFinished(60'000));
        ASSERT_EQ(program.exitStatus(), QProcess::NormalExit);
    }

    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<ReplicaProcess> m_replica;
    json m_played;
};

TEST_F(BrokenPipeline, AHealthyOneIsNotBlamed)
{
    play("healthy-training-attached", m_server->receiverUrl());
    const Report report = examineUntil({m_server->sourceUrl(), QStringLiteral("--ktrdr"), text(m_played["restUrl"])},
                                       [](const Report& r) { return r.exitCode == 0; });
    EXPECT_EQ(report.exitCode, 0) << testing::PrintToString(report.wrong());
    EXPECT_EQ(report.wrong(), std::vector<std::string>());
    EXPECT_TRUE(contains(report.about("propagation"), "ok: ")) << report.about("propagation");
    EXPECT_TRUE(contains(report.about("worker-spans"), "ok: ")) << report.about("worker-spans");
}

// ---- "I cannot find the trace" ----

TEST_F(BrokenPipeline, AServerThatEndedIsNamed)
{
    const QString source = m_server->sourceUrl();
    m_server.reset();
    const Report report = examine({source});
    EXPECT_EQ(report.exitCode, 3);
    EXPECT_TRUE(contains(report.about("reachable"), "error: ")) << report.about("reachable");
    EXPECT_TRUE(contains(report.about("reachable"), "Check that the server runs")) << report.about("reachable");
}

TEST_F(BrokenPipeline, AnExporterWithAWrongAddressIsNamed)
{
    play("healthy-training-attached", m_server->queryUrl()); // the port of the pages, not of the receiver
    const QString api = text(m_played["restUrl"]);
    const Report report = examine({m_server->sourceUrl(), QStringLiteral("--ktrdr"), api});
    EXPECT_EQ(report.exitCode, 1);
    EXPECT_TRUE(contains(report.about("services"), "error: it answers and holds no service at all"));
    EXPECT_TRUE(contains(report.about("services"), "to this server and not to another one"));
    EXPECT_TRUE(contains(report.about("services"), "a store in memory forgets everything"));
    const json document = diagnose({m_server->sourceUrl(), QStringLiteral("--operation"), text(m_played["operationId"]),
                                    QStringLiteral("--ktrdr"), api});
    EXPECT_EQ(document["verdict"]["state"], "not-found");
    ASSERT_EQ(document["findings"].size(), 1U);
    EXPECT_EQ(document["findings"][0]["facts"]["reason"], "no-services");
    EXPECT_TRUE(contains(document["findings"][0]["explanation"], "its spans were not exported"))
        << "the operations API knows it: " << document["findings"][0]["explanation"];
}

TEST_F(BrokenPipeline, AnOperationThatWasNeverStartedAndOneThatIsMistypedAreNamed)
{
    play("healthy-training-attached", m_server->receiverUrl());
    const QString id = text(m_played["operationId"]);
    for (const QString& wrong : {QStringLiteral("op_training_20250101_000000_00000000"), id.toUpper()}) {
        const json document =
            diagnose({m_server->sourceUrl(), QStringLiteral("--operation"), wrong, QStringLiteral("--ktrdr"),
                      text(m_played["restUrl"]), QStringLiteral("--profile"), QStringLiteral("ktrdr")});
        ASSERT_EQ(document["findings"].size(), 1U) << wrong.toStdString();
        EXPECT_EQ(document["findings"][0]["facts"]["reason"], "unknown-id");
        EXPECT_TRUE(contains(document["findings"][0]["explanation"], "it was never started, or the id is mistyped"));
        EXPECT_TRUE(contains(document["findings"][0]["fixes"].dump(), "upper and lower case differ"));
    }
}

TEST_F(BrokenPipeline, ASearchThatEndsBeforeTheOperationSaysWhichTimeItSearched)
{
    play("healthy-training-attached", m_server->receiverUrl());
    const auto search = [&](const QString& since) {
        return runProgram({QStringLiteral("search"), m_server->sourceUrl(), QStringLiteral("--operation"),
                           text(m_played["operationId"]), QStringLiteral("--since"), since});
    };
    EXPECT_EQ(search(QStringLiteral("1h")).exitCode, 0);
    const ProgramRun tooShort = search(QStringLiteral("1ms"));
    EXPECT_EQ(tooShort.exitCode, 4);
    EXPECT_TRUE(contains(tooShort.output, "0 found")) << tooShort.output;
    EXPECT_TRUE(contains(tooShort.output,
                         QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-dd'T'HH:")).toStdString()))
        << "the time: " << tooShort.output;
}

constexpr const char* kOneSpan = R"(
import os
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
provider = TracerProvider(shutdown_on_exit=False)
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
with provider.get_tracer("one").start_as_current_span("work"):
    pass
if "LEAVE" not in os.environ:
    provider.force_flush()
os._exit(0)
)";

// Of both no trace reaches the server: it cannot tell why, and the report says what to look at.
TEST_F(BrokenPipeline, WhatASamplerLeavesOutAndWhatAProgramDidNotSendBeforeItsEndIsSaidToBeUnseen)
{
    const QStringList healthy{QStringLiteral("OTEL_SERVICE_NAME=one"),
                              QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT=") + m_server->receiverUrl()};
    for (const char* broken : {"OTEL_TRACES_SAMPLER=always_off", "LEAVE=1"}) {
        runTraced(kOneSpan, healthy + QStringList{QLatin1String(broken)});
        const Report report = examine({m_server->sourceUrl()});
        EXPECT_EQ(report.exitCode, 1) << broken;
        EXPECT_TRUE(contains(report.about("services"), "error: ")) << broken;
        EXPECT_TRUE(contains(report.about("unseen"), "OTEL_TRACES_SAMPLER"));
        EXPECT_TRUE(contains(report.about("unseen"), "shutdown or force_flush"));
    }
    runTraced(kOneSpan, healthy);
    const Report report = examineUntil({m_server->sourceUrl()},
                                       [](const Report& r) { return contains(r.about("services"), "ok: 1 service"); });
    EXPECT_TRUE(contains(report.about("services"), "ok: 1 service: one")) << report.about("services");
    EXPECT_TRUE(contains(report.about("export-delay"), "ok: ")) << report.about("export-delay");
}

TEST_F(BrokenPipeline, AServiceNameThatWasNotSetIsNamed)
{
    runTraced(kOneSpan, {QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT=") + m_server->receiverUrl()});
    const Report report = examineUntil({m_server->sourceUrl()},
                                       [](const Report& r) { return contains(r.about("service-names"), "warning: "); });
    EXPECT_TRUE(contains(report.about("service-names"), "Set OTEL_SERVICE_NAME")) << report.about("service-names");
}

// ---- "only back-end spans" ----

TEST_F(BrokenPipeline, AWorkerThatSendsNothingIsNamed)
{
    play("worker-not-instrumented", m_server->receiverUrl());
    const Report report =
        examineUntil({m_server->sourceUrl(), QStringLiteral("--ktrdr"), text(m_played["restUrl"])},
                     [](const Report& r) { return contains(r.about("worker-spans"), "warning: nothing arrives of"); });
    EXPECT_EQ(report.exitCode, 1);
    EXPECT_TRUE(contains(report.about("worker-spans"), "warning: nothing arrives of backtest-worker-1:5003"))
        << report.about("worker-spans");
    EXPECT_TRUE(contains(report.about("worker-spans"), m_played["operationId"])) << report.about("worker-spans");
    EXPECT_TRUE(contains(report.about("worker-spans"), "docker logs backtest-worker-1"))
        << report.about("worker-spans");
    EXPECT_TRUE(contains(report.about("worker-spans"), "curl " + m_played["restUrl"].get<std::string>()));
    EXPECT_TRUE(contains(report.about("propagation"), "ok: ")) << "the rest is in order";
}

TEST_F(BrokenPipeline, AHeaderThatIsLostIsNamed)
{
    play("context-lost", m_server->receiverUrl());
    const Report report = examineUntil({m_server->sourceUrl()}, [](const Report& r) {
        return contains(r.about("propagation"), "warning: the trace context is lost at");
    });
    EXPECT_EQ(report.exitCode, 1);
    EXPECT_TRUE(contains(report.about("propagation"), "warning: the trace context is lost at"))
        << report.about("propagation");
    EXPECT_TRUE(contains(report.about("propagation"), "traceparent")) << report.about("propagation");
    EXPECT_TRUE(contains(report.about("worker-spans"), "ok: ")) << report.about("worker-spans");
}

TEST_F(BrokenPipeline, AHostThatIsNeverInstrumentedIsNoAlarm)
{
    play("gpu-host-blind", m_server->receiverUrl());
    const json document = diagnose({m_server->sourceUrl(), QStringLiteral("--trace"), text(m_played["traceIds"][0]),
                                    QStringLiteral("--now"), text(m_played["asOf"])});
    std::string severity;
    for (const json& finding : document["findings"])
        if (finding["rule"] == "missing-worker-spans")
            severity = finding["severity"];
    EXPECT_EQ(severity, "info") << document["findings"].dump(1);
    const Report report = examine({m_server->sourceUrl()});
    EXPECT_FALSE(contains(report.about("worker-spans"), "warning: ")) << report.about("worker-spans");
}

TEST_F(BrokenPipeline, AWorkerThatEndedBeforeItsExportLeavesAnOperationThatIsLost)
{
    play("worker-killed", m_server->receiverUrl());
    const json document = diagnose({m_server->sourceUrl(), QStringLiteral("--operation"), text(m_played["operationId"]),
                                    QStringLiteral("--ktrdr"), text(m_played["restUrl"]), QStringLiteral("--now"),
                                    text(m_played["asOf"])});
    EXPECT_EQ(document["verdict"]["state"], "lost");
}

} // namespace
} // namespace spanlight::test
