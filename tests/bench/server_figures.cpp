// How long users wait with a real Jaeger: from the wish to the first picture, and over how many services.
//
//   server_bench FOLDER     a folder of tests/servers/build.sh
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "models/sources/source_factory.h"
#include "tests/servers/server_process.h"
#include "ui/gantt/gantt_view.h"
#include "ui/mainwindow/main_window.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QPixmap>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace spanlight;

namespace {

constexpr int kSpans = 10'000;
constexpr int kServices = 50;
constexpr int kTracesOfAService = 20;
constexpr int kRepetitions = 7;
constexpr auto kTraceId = "c0ffee00000000000000000000000001";
const QString kOperation = QStringLiteral("op_training_bench_1");

std::int64_t nowNs()
{
    return QDateTime::currentMSecsSinceEpoch() * 1'000'000;
}

test::SpanData span(const std::string& trace, int number, const std::string& service, std::int64_t startNs)
{
    char id[17];
    std::snprintf(id, sizeof id, "%016x", number + 1);
    char parent[17];
    std::snprintf(parent, sizeof parent, "%016x", number / 8 + 1);
    test::SpanData data;
    data.traceId = trace;
    data.spanId = id;
    data.parentId = number == 0 ? "" : parent;
    data.name = "step " + std::to_string(number % 40);
    data.kind = trace::SpanKind::Internal;
    data.startNs = startNs;
    data.durationNs = 20'000'000;
    data.attributes = {{"http.method", "GET"}, {"http.url", "http://backend:8000/api/v1/x"}, {"step", number}};
    data.resource = {{"service.name", service}};
    return data;
}

/// One operation of many spans, and services that have nothing to do with it.
bool fill(const test::ServerProcess& server)
{
    const std::int64_t startNs = nowNs() - 600'000'000'000;
    std::vector<test::SpanData> spans;
    for (int i = 0; i < kSpans; ++i) {
        spans.push_back(span(kTraceId, i, "bench-" + std::to_string(i % 3), startNs + i * 1'000'000LL));
        if (i == 0)
            spans.back().attributes.emplace_back("operation.id", kOperation.toStdString());
        if (spans.size() == 2'000 && !server.sendSpans(std::exchange(spans, {})))
            return false;
    }
    for (int service = 0; service < kServices - 3; ++service)
        for (int trace = 0; trace < kTracesOfAService; ++trace) {
            char id[33];
            std::snprintf(id, sizeof id, "b%031x", service * kTracesOfAService + trace);
            for (int i = 0; i < 5; ++i)
                spans.push_back(span(id, i, "other-" + std::to_string(service), startNs + trace * 1'000'000'000LL));
        }
    return server.sendSpans(spans);
}

double millisecondsOf(const std::function<void()>& run)
{
    QElapsedTimer timer;
    timer.start();
    run();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Least milliseconds of several runs.
double best(const std::function<double()>& run)
{
    double least = run();
    for (int i = 1; i < kRepetitions; ++i)
        least = std::min(least, run());
    return least;
}

void fetchWithCurl(const QString& url)
{
    QProcess curl;
    curl.start(QStringLiteral("curl"),
               {QStringLiteral("-s"), QStringLiteral("-f"), QStringLiteral("-o"), QStringLiteral("/dev/null"), url});
    if (!curl.waitForFinished(60'000) || curl.exitCode() != 0)
        qFatal("curl could not fetch %s", qPrintable(url));
}

/// Milliseconds from the wish to the pixels of the timeline.
double openAndDraw(const QString& source)
{
    QTemporaryDir folder;
    app::Settings settings(folder.filePath(QStringLiteral("settings")));
    app::Session session({});
    ui::MainWindow window(session, settings);
    window.setTheme(ui::Theme::named(QStringLiteral("light")));
    window.resize(ui::MainWindow::kWantedSize);
    window.show();
    session.open({source});
    if (!QTest::qWaitFor([&] { return !session.source().services.isEmpty() && !session.isBusy(); }, 60'000))
        qFatal("the source did not open");
    return millisecondsOf([&] {
        window.searchFor({}, QString::fromLatin1(kTraceId));
        const auto isThere = [&] {
            return session.document() != nullptr && session.document()->id == QLatin1String(kTraceId);
        };
        if (!QTest::qWaitFor(isThere, 60'000))
            qFatal("the trace did not open");
        (void)window.gantt().grab();
    });
}

void search(sources::Source& source, const QString& service)
{
    sources::SearchQuery query;
    query.operationId = kOperation;
    query.service = service;
    query.operationKeys = {QStringLiteral("operation.id")};
    const auto job = source.search(query);
    QSignalSpy finished(job.get(), &sources::SourceJob::finished);
    if (!job->isFinished() && !finished.wait(60'000))
        qFatal("the search did not end");
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
        if (type == QtFatalMsg)
            std::fprintf(stderr, "server_bench: %s\n", qPrintable(text));
    });
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("spanlight-bench"));
    for (const char* name : {"jaeger-v1.76.0", "jaeger-v2.13.0"}) {
        const auto server = test::startServer(QString::fromLocal8Bit(argc > 1 ? argv[1] : ""), QLatin1String(name));
        if (!server || !server->isReady() || !fill(*server)) {
            std::fprintf(stderr, "server_bench: %s could not be started or filled\n", name);
            return 3;
        }
        QTest::qWait(2'000); // until it has stored them
        std::printf("%s\n", name);
        const QString url = server->queryUrl() + QStringLiteral("/api/traces/") + QLatin1String(kTraceId);
        const double curl = best([&] { return millisecondsOf([&] { fetchWithCurl(url); }); });
        const double picture = best([&] { return openAndDraw(server->sourceUrl()); });
        std::printf("  %d spans: curl %.0f ms, picture %.0f ms; limit, 1.3 times curl and 150 ms: %.0f ms\n", kSpans,
                    curl, picture, 1.3 * curl + 150);
        const auto source = sources::makeSource({server->sourceUrl()}, {});
        search(**source, {});
        const double one = best([&] { return millisecondsOf([&] { search(**source, QStringLiteral("bench-0")); }); });
        const double all = best([&] { return millisecondsOf([&] { search(**source, {}); }); });
        std::printf("  operation id in one service %.1f ms, over %d services %.1f ms, ratio %.2f\n", one, kServices,
                    all, all / one);
    }
    return 0;
}
