#include "models/sources/zipkin/zipkin_answers.h"

#include "models/sources/http/http_error.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace spanlight::sources {

namespace {

constexpr qsizetype kSmallAnswer = 64; // an answer without traces is never larger

/// Zipkin writes `<id> not found`, with zeros in front as it likes; a server without this path says something else.
bool isUnknownTrace(const HttpAnswer& answer, QString traceId)
{
    while (traceId.startsWith(QLatin1Char('0')))
        traceId.remove(0, 1);
    return !traceId.isEmpty() && answer.status == 404 && answer.body.size() < kSmallAnswer &&
           answer.body.contains((traceId + QStringLiteral(" not found")).toLatin1());
}

} // namespace

ZipkinAnswer classifyZipkin(const HttpAnswer& answer, const QString& traceId)
{
    using State = ZipkinAnswer::State;
    if (answer.error)
        return {answer.status == 200 && !answer.body.isEmpty() ? State::Traces : State::Failed, answer.error};
    if (isUnknownTrace(answer, traceId))
        return {State::Empty, std::nullopt};
    if (answer.status != 200 || !answer.body.left(kSmallAnswer).trimmed().startsWith('['))
        return {State::Failed, zipkinErrorOf(answer, QStringLiteral("traces"))};
    const bool empty = answer.body.size() < kSmallAnswer && !answer.body.contains('{') &&
                       QJsonDocument::fromJson(answer.body).isArray();
    return {empty ? State::Empty : State::Traces, std::nullopt};
}

std::optional<std::vector<QString>> zipkinServicesIn(const HttpAnswer& answer)
{
    const QJsonDocument json = QJsonDocument::fromJson(answer.body);
    if (answer.error || answer.status != 200 || !json.isArray())
        return std::nullopt;
    std::vector<QString> names;
    for (const auto& name : json.array()) {
        if (!name.isString())
            return std::nullopt;
        if (!name.toString().isEmpty())
            names.push_back(name.toString());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

SourceError zipkinErrorOf(const HttpAnswer& answer, const QString& expected)
{
    if (answer.error)
        return *answer.error;
    if (answer.status == 200)
        return errorOfStrangeAnswer(answer.body, answer.url, expected);
    return errorOfStatus(answer.status, answer.body, answer.url);
}

} // namespace spanlight::sources
