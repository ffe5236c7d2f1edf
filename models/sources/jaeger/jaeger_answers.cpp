#include "models/sources/jaeger/jaeger_answers.h"

#include "models/sources/http/http_error.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr qsizetype kSmallAnswer = 4096; // an answer without traces is never larger

std::vector<QString> namesIn(const QJsonArray& array)
{
    std::vector<QString> names;
    for (const auto& name : array)
        if (!name.toString().isEmpty())
            names.push_back(name.toString());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

/// 64-bit numbers come as text; zero is left out.
qint64 wholeNumber(const QJsonValue& value)
{
    return value.isString() ? value.toString().toLongLong() : value.toInteger();
}

bool isNothing(const QJsonValue& value)
{
    return value.isUndefined() || value.isNull() || (value.isArray() && value.toArray().isEmpty());
}

/// Errors beside the data of a legacy answer: "trace not found" of ids that were asked together with others.
std::vector<QString> errorsBeside(const QJsonObject& object)
{
    std::vector<QString> notes;
    for (const auto& item : object[QLatin1String("errors")].toArray()) {
        const QJsonObject error = item.toObject();
        const QString id = error[QLatin1String("traceID")].toString();
        const QString message = error[QLatin1String("msg")].toString();
        notes.push_back(id.isEmpty() ? message : QStringLiteral("%1: %2").arg(id, message));
    }
    return notes;
}

/// "trace not found" and "No traces found" of Jaeger's interfaces; a proxy says something else of a path that it does
/// not know, also in JSON.
bool saysThatNothingWasFound(const HttpAnswer& answer)
{
    if (answer.status != 404 || isWebPage(answer.body))
        return false;
    const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    if (object.isEmpty())
        return false;
    const QString said = messageInBody(answer.body);
    return object.contains(QLatin1String("data")) ||
           said.contains(QLatin1String("trace not found"), Qt::CaseInsensitive) ||
           said.contains(QLatin1String("no traces found"), Qt::CaseInsensitive);
}

TraceAnswer classifyObject(const HttpAnswer& answer, const QJsonObject& object)
{
    const QJsonValue result = object[QLatin1String("result")];
    const bool legacy = object.contains(QLatin1String("data"));
    const bool v3 =
        object.isEmpty() || object.contains(QLatin1String("result")) || object.contains(QLatin1String("resourceSpans"));
    if (!legacy && !v3)
        return {
            TraceAnswer::State::Failed, errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("traces")), {}};
    const bool empty = legacy ? isNothing(object[QLatin1String("data")])
                              : isNothing(result.isObject() ? result[QLatin1String("resourceSpans")]
                                                            : object[QLatin1String("resourceSpans")]);
    return {empty ? TraceAnswer::State::Empty : TraceAnswer::State::Traces, std::nullopt, errorsBeside(object)};
}

} // namespace

void JaegerServer::learn(const JaegerServer& found)
{
    const bool wasRaw = raw;
    const bool wasVictoriaTraces = victoriaTraces;
    *this = found;
    raw = wasRaw;
    victoriaTraces = wasVictoriaTraces;
}

QString JaegerServer::name() const
{
    if (v3Attributes)
        return legacySearch ? QStringLiteral("Jaeger 2.19 or 2.20 · API v3")
                            : QStringLiteral("Jaeger newer than 2.20 · API v3");
    if (legacySearch) // without v3 it may also be one of the servers that imitate Jaeger
        return v3 ? QStringLiteral("Jaeger up to 2.18 · legacy API") : QStringLiteral("Jaeger’s legacy API");
    return QStringLiteral("Jaeger · API v3");
}

std::optional<std::vector<QString>> servicesIn(const HttpAnswer& answer)
{
    if (answer.error || answer.status != 200)
        return std::nullopt;
    const QJsonDocument json = QJsonDocument::fromJson(answer.body);
    if (!json.isObject())
        return std::nullopt;
    const QJsonObject object = json.object();
    for (const char* key : {"services", "data"}) {
        const QJsonValue value = object[QLatin1String(key)];
        if (value.isArray() || value.isNull())
            return namesIn(value.toArray());
    }
    return object.isEmpty() ? std::optional(std::vector<QString>()) : std::nullopt;
}

bool knowsSummaries(const HttpAnswer& answer)
{
    if (answer.error || (answer.status != 200 && answer.status != 400))
        return false;
    const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    return object.contains(QLatin1String("summaries")) || object[QLatin1String("error")].isObject();
}

std::optional<std::vector<JaegerSummary>> summariesIn(const HttpAnswer& answer)
{
    if (answer.error || answer.status != 200)
        return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(answer.body).object();
    if (!object[QLatin1String("summaries")].isArray())
        return std::nullopt;
    std::vector<JaegerSummary> summaries;
    for (const auto& item : object[QLatin1String("summaries")].toArray()) {
        const QJsonObject one = item.toObject();
        const auto id = trace::parseTraceId(one[QLatin1String("traceId")].toString().toStdString());
        if (!id)
            return std::nullopt;
        summaries.push_back(
            {*id, static_cast<std::uint64_t>(std::max<qint64>(0, wholeNumber(one[QLatin1String("spanCount")]))),
             wholeNumber(one[QLatin1String("minStartTimeUnixNano")])});
    }
    return summaries;
}

bool isUnknownPath(const HttpAnswer& answer)
{
    return !answer.error && answer.status == 404 && !isWebPage(answer.body);
}

SourceError errorOfAnswer(const HttpAnswer& answer)
{
    if (answer.error)
        return *answer.error;
    if (answer.status == 200)
        return errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("an answer of Jaeger's interface"));
    return errorOfStatus(answer.status, answer.body, answer.url);
}

TraceAnswer classifyTraces(const HttpAnswer& answer)
{
    using State = TraceAnswer::State;
    if (answer.error)
        return {answer.status == 200 && !answer.body.isEmpty() ? State::Traces : State::Failed, answer.error, {}};
    if (saysThatNothingWasFound(answer))
        return {State::Empty, std::nullopt, {}};
    if (answer.status != 200)
        return {State::Failed, errorOfAnswer(answer), {}};
    const QByteArray head = answer.body.left(64).trimmed();
    if (!head.startsWith('{'))
        return {State::Failed, errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("traces")), {}};
    if (answer.body.size() > kSmallAnswer)
        return {State::Traces, std::nullopt, {}};
    const QJsonDocument json = QJsonDocument::fromJson(answer.body);
    if (!json.isObject()) // cut off, or several documents one after the other: the reader tells
        return {State::Traces, std::nullopt, {}};
    return classifyObject(answer, json.object());
}

bool limitWasTooHigh(const HttpAnswer& answer)
{
    if (answer.status == 400) // VictoriaTraces
        return messageInBody(answer.body).contains(QLatin1String("limit should be not higher"));
    return answer.status >= 400 && messageInBody(answer.body).contains(QLatin1String("search depth must be"));
}

bool durationWasTooMuch(const HttpAnswer& answer)
{
    return answer.status == 500 &&
           messageInBody(answer.body).contains(QLatin1String("cannot query for duration and tags"));
}

bool valueWasNotJson(const HttpAnswer& answer)
{
    return answer.status == 500 && messageInBody(answer.body).contains(QLatin1String("failed marshalling"));
}

} // namespace spanlight::sources
