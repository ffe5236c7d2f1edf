#include "app/desktop/arguments.h"

#include "app/desktop/open_link.h"
#include "models/sources/connection_files.h"
#include "models/trace/time_text.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace spanlight::app {

namespace {

void addOptions(QCommandLineParser& parser)
{
    parser.setApplicationDescription(
        QStringLiteral("Shows traces of operations and says which phase is stuck, slow or broken, and why.\n"
                       "Without a source it opens the bundled demo."));
    parser.addHelpOption();
    parser.addVersionOption();
    const auto option = [&parser](const char* name, const char* what, const char* value) {
        parser.addOption(
            QCommandLineOption(QString::fromLatin1(name), QString::fromLatin1(what), QString::fromLatin1(value)));
    };
    option("source",
           "Where traces come from: demo:, jaeger+http://host:16686, tempo+http://host:3200, zipkin+http://host:9411, "
           "http://..., a file or "
           "folder. Repeatable.",
           "url");
    option("operation", "Open this operation.", "id");
    option("trace", "Open this trace.", "id");
    option("profile", "Vocabulary of the observed system: auto, ktrdr, opentelemetry, or a file.", "name");
    option("prometheus", "Prometheus server, asked about each operation that is opened.", "url");
    option("grafana", "Grafana server, for links.", "url");
    option("ktrdr", "Operations API, asked about each operation that is opened.", "url");
    option("now", "The moment of looking: RFC 3339, or Unix seconds with fraction.", "time");
    option("theme", "light or dark.", "name");
    option("scenario", "Walk from a symptom to its cause: stuck, slow, failed, ... Needs --operation or --trace.",
           "name");
    option("screenshot", "Write the window as PNG when everything is loaded, then end.", "file");
    option("size", "Size of the window, for example 1600x960.", "WxH");
    option("timeout", "How long to wait for a server, for example 30s.", "duration");
    option("header", "Header for requests to the source, 'Key: Value', secrets as 'Key: @FILE'. Repeatable.", "header");
    option("token-file", "File with a bearer token for the source.", "file");
    option("ca", "File with certificates to trust.", "file");
    parser.addOption(
        QCommandLineOption(QStringLiteral("insecure"), QStringLiteral("Do not check the server's certificate.")));
    option("tenant", "Tenant at the source.", "name");
    parser.addPositionalArgument(
        QStringLiteral("files"),
        QStringLiteral("Trace files or folders, or one link spanlight://open?source=...&operation=...."),
        QStringLiteral("[files...]"));
}

void readConnection(const QCommandLineParser& parser, Arguments& arguments)
{
    sources::ConnectionOptions& connection = arguments.connection;
    if (parser.isSet(QStringLiteral("timeout"))) {
        const auto timeout = trace::parseDuration(parser.value(QStringLiteral("timeout")).toStdString());
        if (timeout && *timeout > 0 && *timeout < std::int64_t{86'400'000'000'000})
            connection.timeoutMs = static_cast<int>(*timeout / 1'000'000);
        else
            arguments.error = QStringLiteral("--timeout needs a duration such as 30s.");
    }
    for (const QString& header : parser.values(QStringLiteral("header"))) {
        const qsizetype colon = header.indexOf(QLatin1Char(':'));
        if (colon <= 0) {
            arguments.error = QStringLiteral("--header needs 'Key: Value'.");
            continue;
        }
        const auto value = sources::headerValue(header.mid(colon + 1).trimmed());
        if (value)
            connection.headers.emplace_back(header.left(colon).trimmed(), *value);
        else
            arguments.error = value.error().text();
    }
    connection.tokenFile = parser.value(QStringLiteral("token-file"));
    connection.caFile = parser.value(QStringLiteral("ca"));
    if (const auto unreadable = sources::unreadableFile(connection))
        arguments.error = unreadable->text();
    connection.insecure = parser.isSet(QStringLiteral("insecure"));
    connection.tenant = parser.value(QStringLiteral("tenant"));
}

void readWindow(const QCommandLineParser& parser, Arguments& arguments)
{
    arguments.theme = parser.value(QStringLiteral("theme"));
    if (!arguments.theme.isEmpty() && arguments.theme != QLatin1String("light") &&
        arguments.theme != QLatin1String("dark"))
        arguments.error = QStringLiteral("--theme is light or dark.");
    arguments.scenario = parser.value(QStringLiteral("scenario"));
    if (!arguments.scenario.isEmpty() && arguments.operation.isEmpty() && arguments.traceId.isEmpty())
        arguments.error = QStringLiteral("--scenario needs --operation or --trace.");
    arguments.screenshot = parser.value(QStringLiteral("screenshot"));
    if (!parser.isSet(QStringLiteral("size")))
        return;
    static const QRegularExpression size(QStringLiteral("^(\\d{2,5})x(\\d{2,5})$"));
    const QRegularExpressionMatch match = size.match(parser.value(QStringLiteral("size")));
    if (match.hasMatch())
        arguments.size = QSize(match.captured(1).toInt(), match.captured(2).toInt());
    else
        arguments.error = QStringLiteral("--size needs a width and a height such as 1600x960.");
}

// What another program hands over: a spanlight: link stands alone, files come as file: addresses.
void readLink(Arguments& arguments)
{
    for (QString& source : arguments.sources)
        if (const QUrl url(source); source.startsWith(QLatin1String("file:"), Qt::CaseInsensitive) && url.isLocalFile())
            source = url.toLocalFile();
    const auto isLink = [](const QString& source) { return isOpenLink(source); };
    if (std::none_of(arguments.sources.begin(), arguments.sources.end(), isLink))
        return;
    if (arguments.sources.size() != 1 || !arguments.operation.isEmpty() || !arguments.traceId.isEmpty()) {
        arguments.error = QStringLiteral("A spanlight: link says everything itself; give nothing else with it.");
        return;
    }
    const auto link = parseOpenLink(arguments.sources.front());
    if (!link) {
        arguments.error = link.error();
        return;
    }
    arguments.sources = {link->source};
    arguments.operation = link->operation;
    arguments.traceId = link->traceId;
    arguments.nowNs = link->nowNs ? link->nowNs : arguments.nowNs;
}

Arguments argumentsOf(const QCommandLineParser& parser)
{
    Arguments arguments;
    arguments.sources = parser.values(QStringLiteral("source")) + parser.positionalArguments();
    arguments.operation = parser.value(QStringLiteral("operation"));
    arguments.traceId = parser.value(QStringLiteral("trace"));
    if (!arguments.operation.isEmpty() && !arguments.traceId.isEmpty())
        arguments.error = QStringLiteral("--operation and --trace exclude each other.");
    arguments.profile = parser.value(QStringLiteral("profile"));
    if (parser.isSet(QStringLiteral("now"))) {
        arguments.nowNs = trace::parseTime(parser.value(QStringLiteral("now")).toStdString());
        if (!arguments.nowNs)
            arguments.error = QStringLiteral("--now needs a time such as 2025-11-11T12:50:00Z or Unix seconds.");
    }
    const auto companions =
        sources::companionAddresses(parser.value(QStringLiteral("prometheus")), parser.value(QStringLiteral("ktrdr")),
                                    parser.value(QStringLiteral("grafana")));
    if (companions)
        arguments.companions = *companions;
    else
        arguments.error = companions.error().text();
    readConnection(parser, arguments);
    readWindow(parser, arguments);
    readLink(arguments);
    return arguments;
}

} // namespace

Arguments readArguments(const QCoreApplication& application)
{
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);
    return argumentsOf(parser);
}

Arguments parseArguments(const QStringList& list)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(list)) {
        Arguments wrong;
        wrong.error = parser.errorText();
        return wrong;
    }
    return argumentsOf(parser);
}

} // namespace spanlight::app
