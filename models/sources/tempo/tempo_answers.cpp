#include "models/sources/tempo/tempo_answers.h"

#include "models/formats/protobuf/wire_reader.h"
#include "models/sources/http/http_error.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace spanlight::sources {

namespace {

using formats::WireReader;
using formats::WireType;

/// A duration as Go writes it, such as 168h0m0s; nothing for anything else.
std::optional<std::int64_t> goDurationNs(const QString& text)
{
    static const QRegularExpression kDuration(QStringLiteral("\\A(?:(\\d{1,6})h)?(?:(\\d{1,2})m)?(?:(\\d{1,2})s)?\\z"));
    const QRegularExpressionMatch match = kDuration.match(text);
    if (!match.hasMatch() || text.isEmpty())
        return std::nullopt;
    const qint64 minutes = match.captured(1).toLongLong() * 60 + match.captured(2).toLongLong();
    return (minutes * 60 + match.captured(3).toLongLong()) * 1'000'000'000;
}

// 422 since 2.6, 500 before: what was said is the same.
SourceError errorOfTrace(const HttpAnswer& answer)
{
    SourceError error = errorOfStatus(answer.status, answer.body, answer.url);
    if (answer.status == 422 || error.what.contains(QLatin1String("exceeds max size"))) {
        error.kind = SourceError::Kind::TooLarge;
        error.advice = QStringLiteral("Raise max_bytes_per_trace in the limits (overrides) of Tempo");
    }
    return error;
}

bool isJson(const QByteArray& body)
{
    const QByteArray front = body.left(64).trimmed();
    return front.startsWith('{');
}

// TraceByIDResponse { Trace trace = 1; TraceByIDMetrics metrics = 2; PartialStatus status = 3; string message = 4; }
TempoTrace unwrapped(const HttpAnswer& answer)
{
    TempoTrace result;
    WireReader wire(std::string_view(answer.body.constData(), static_cast<std::size_t>(answer.body.size())));
    QString message;
    bool partial = false;
    while (wire.next()) {
        if (wire.is(1, WireType::Bytes))
            result.body.append(wire.bytes().data(), static_cast<qsizetype>(wire.bytes().size()));
        else if (wire.is(3, WireType::Varint))
            partial = wire.bits() != 0;
        else if (wire.is(4, WireType::Bytes))
            message = QString::fromUtf8(wire.bytes().data(), static_cast<qsizetype>(wire.bytes().size()));
    }
    if (wire.failed() || wire.isCut()) {
        result.error = errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("a trace of Tempo"));
        return result;
    }
    result.state = result.body.isEmpty() ? TempoTrace::State::Unknown : TempoTrace::State::Trace;
    if (partial)
        result.partial = message.isEmpty() ? QStringLiteral("the trace is not complete") : message;
    return result;
}

// {"trace":{"resourceSpans":[…]},"status":"PARTIAL"} or {"batches":[…]}: the reader knows both.
TempoTrace fromJson(const HttpAnswer& answer)
{
    TempoTrace result;
    constexpr qsizetype kSmall = 4096; // an answer without spans is never larger
    if (answer.body.size() < kSmall) {
        const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
        const QJsonObject trace = object[QLatin1String("trace")].toObject();
        if (object.contains(QLatin1String("trace")) && trace.isEmpty()) {
            result.state = TempoTrace::State::Unknown;
            return result;
        }
    }
    result.state = TempoTrace::State::Trace;
    result.body = answer.body;
    return result;
}

} // namespace

TempoHits hitsIn(const HttpAnswer& answer)
{
    TempoHits hits;
    if (answer.error)
        hits.error = answer.error;
    else if (answer.status >= 400)
        hits.error = errorOfStatus(answer.status, answer.body, answer.url);
    if (hits.error)
        return hits;
    const QJsonDocument document = QJsonDocument::fromJson(answer.body);
    const QJsonObject object = document.object();
    // "traces" is left out by some versions when there are none; metrics are always there.
    if (!document.isObject() ||
        !(object.contains(QLatin1String("traces")) || object.contains(QLatin1String("metrics")))) {
        hits.error = errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("a search answer of Tempo"));
        return hits;
    }
    for (const auto& item : object[QLatin1String("traces")].toArray()) {
        const auto id = trace::parseTraceId(item.toObject()[QLatin1String("traceID")].toString().toStdString());
        if (id && std::find(hits.traces.begin(), hits.traces.end(), *id) == hits.traces.end())
            hits.traces.push_back(*id);
    }
    const QJsonObject metrics = object[QLatin1String("metrics")].toObject();
    const int jobs = metrics[QLatin1String("totalJobs")].toInt();
    hits.incomplete =
        metrics.contains(QLatin1String("completedJobs")) && metrics[QLatin1String("completedJobs")].toInt() < jobs;
    hits.incomplete = hits.incomplete || object[QLatin1String("status")] == QLatin1String("PARTIAL");
    return hits;
}

TempoLimits limitsIn(const HttpAnswer& answer)
{
    TempoLimits limits;
    if (answer.error || answer.status != 400)
        return limits;
    static const QRegularExpression kTraces(QStringLiteral("limit \\d+ exceeds max limit (\\d{1,9})"));
    static const QRegularExpression kRange(QStringLiteral("range specified by start and end exceeds ([0-9hms]+)"));
    const QString said = messageInBody(answer.body);
    if (const QRegularExpressionMatch match = kTraces.match(said); match.hasMatch())
        limits.traces = match.captured(1).toInt();
    if (const QRegularExpressionMatch match = kRange.match(said); match.hasMatch())
        limits.rangeNs = goDurationNs(match.captured(1));
    return limits;
}

SourceError errorOfQuery(const HttpAnswer& answer, const SourceError& error)
{
    const QString said = messageInBody(answer.body);
    if (answer.error || answer.status != 400 || !said.contains(QLatin1String("TraceQL")))
        return error;
    SourceError wrong;
    wrong.kind = SourceError::Kind::BadQuery;
    wrong.what = QStringLiteral("Tempo does not understand the query: %1").arg(said);
    wrong.where = shownUrl(answer.url.adjusted(QUrl::RemoveQuery));
    wrong.advice = QStringLiteral("Correct the query");
    wrong.httpStatus = answer.status;
    return wrong;
}

TempoTrace traceIn(const HttpAnswer& answer, bool v1)
{
    TempoTrace result;
    if (answer.error) {
        result.error = answer.error;
        return result;
    }
    if (answer.status == 404 && v1 && (isWebPage(answer.body) || answer.body.contains("page not found"))) {
        result.error = errorOfStatus(answer.status, answer.body, answer.url); // neither path is there
        return result;
    }
    if (answer.status == 404) { // v1 says so with an empty body; a missing path has a text
        result.state =
            v1 || answer.body.trimmed().isEmpty() ? TempoTrace::State::Unknown : TempoTrace::State::NoSuchPath;
        return result;
    }
    if (!v1 && answer.status == 400 && answer.body.contains("unsupported path requested")) { // VictoriaTraces
        result.state = TempoTrace::State::NoSuchPath;
        return result;
    }
    if (answer.status >= 400) {
        result.error = errorOfTrace(answer);
        return result;
    }
    if (isWebPage(answer.body)) {
        result.error = errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("a trace of Tempo"));
        return result;
    }
    if (isJson(answer.body))
        return fromJson(answer);
    if (!v1)
        return unwrapped(answer);
    result.state = answer.body.isEmpty() ? TempoTrace::State::Unknown : TempoTrace::State::Trace;
    result.body = answer.body;
    return result;
}

std::optional<std::vector<QString>> tagValuesIn(const HttpAnswer& answer)
{
    if (answer.error || answer.status != 200)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(answer.body);
    if (!document.isObject() || !document.object().contains(QLatin1String("tagValues")))
        return std::nullopt;
    std::vector<QString> values;
    for (const auto& item : document.object()[QLatin1String("tagValues")].toArray()) {
        const QString value = item.isObject() ? item.toObject()[QLatin1String("value")].toString() : item.toString();
        if (!value.isEmpty())
            values.push_back(value);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

} // namespace spanlight::sources
