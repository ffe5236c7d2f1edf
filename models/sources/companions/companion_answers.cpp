#include "models/sources/companions/companion_answers.h"

#include "models/sources/http/http_error.h"
#include "models/trace/time_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>

namespace spanlight::sources {

namespace {

using operations::FactOrigin;

constexpr qsizetype kMostWorkers = 10'000;
constexpr qsizetype kMostSeries = 200;
constexpr qsizetype kLongestText = 2000;
constexpr double kMostSeconds = 9e9; // later times are in milliseconds

FactOrigin originOf(const HttpAnswer& answer, std::int64_t timeNs)
{
    QUrl url = answer.url;
    url.setQuery(QString()); // PromQL is long, and its title is named
    return {shownUrl(url).toStdString(), timeNs};
}

std::string textOf(const QJsonValue& value)
{
    if (value.isString())
        return value.toString().left(kLongestText).toStdString();
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15).toStdString();
    return {};
}

QJsonValue firstOf(const QJsonObject& object, std::initializer_list<const char*> keys)
{
    for (const char* key : keys)
        if (const QJsonValue value = object.value(QLatin1String(key)); !value.isNull() && !value.isUndefined())
            return value;
    return {};
}

std::string firstText(const QJsonObject& object, std::initializer_list<const char*> keys)
{
    return textOf(firstOf(object, keys));
}

std::optional<double> numberOf(const QJsonValue& value)
{
    if (value.isDouble())
        return value.toDouble();
    bool ok = false;
    const double number = value.isString() ? value.toString().toDouble(&ok) : 0;
    return ok && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> countOf(const QJsonValue& value)
{
    const auto number = numberOf(value);
    return number && std::abs(*number) < 1e15 ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

// RFC 3339; without a zone it is UTC (Python's isoformat of such a time); or seconds or milliseconds since the epoch.
std::optional<std::int64_t> timeOf(const QJsonValue& value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        if (!std::isfinite(number) || number <= 0 || number >= kMostSeconds * 1000)
            return std::nullopt;
        const double milliseconds = number < kMostSeconds ? number * 1000 : number;
        return static_cast<std::int64_t>(std::llround(milliseconds * 1000)) * 1000;
    }
    const std::string text = textOf(value);
    if (text.empty())
        return std::nullopt;
    if (const auto time = trace::parseTime(text))
        return time;
    return trace::parseTime(text + 'Z');
}

tl::expected<QJsonDocument, SourceError> jsonIn(const HttpAnswer& answer, const QString& expected)
{
    if (answer.error)
        return tl::make_unexpected(*answer.error);
    if (answer.status >= 400)
        return tl::make_unexpected(errorOfStatus(answer.status, answer.body, answer.url));
    QJsonDocument json = QJsonDocument::fromJson(answer.body);
    if (json.isNull())
        return tl::make_unexpected(errorOfStrangeAnswer(answer.body, answer.url, expected));
    return json;
}

tl::unexpected<SourceError> strange(const HttpAnswer& answer, const QString& expected)
{
    return tl::make_unexpected(errorOfStrangeAnswer(answer.body, answer.url, expected));
}

// "Operation not found: op_…": whoever names the id was asked the right question.
bool deniesOperation(const HttpAnswer& answer, const QString& id)
{
    const QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    const bool failed = answer.status == 404 || answer.status == 410 ||
                        (answer.status == 200 && json.value(QLatin1String("success")) == QJsonValue(false));
    if (!failed || json.isEmpty())
        return false;
    const QString said = messageInBody(answer.body) + QString::fromUtf8(answer.body.left(kLongestText));
    return said.contains(id) && said.contains(QLatin1String("not found"), Qt::CaseInsensitive);
}

QJsonObject operationObject(const QJsonObject& root)
{
    for (const char* key : {"data", "operation"})
        if (root.value(QLatin1String(key)).isObject())
            return root.value(QLatin1String(key)).toObject();
    return root;
}

void readProgress(const QJsonObject& object, operations::OperationFact& fact)
{
    const QJsonValue progress = object.value(QLatin1String("progress"));
    const QJsonObject parts = progress.isObject() ? progress.toObject() : object;
    fact.percentage = progress.isObject() ? numberOf(firstOf(parts, {"percentage", "percent", "progress_percentage"}))
                                          : numberOf(progress);
    if (!fact.percentage)
        fact.percentage = numberOf(firstOf(object, {"progress_percentage", "percentage"}));
    fact.step = firstText(parts, {"current_step", "phase", "step"});
    fact.stepsDone = countOf(firstOf(parts, {"steps_completed"}));
    fact.itemsDone = countOf(firstOf(parts, {"items_processed"}));
    fact.updatedAtNs = timeOf(firstOf(parts, {"updated_at", "last_updated", "last_update", "timestamp"}));
    if (!fact.updatedAtNs)
        fact.updatedAtNs = timeOf(firstOf(object, {"progress_updated_at"}));
}

operations::WorkerFact workerOf(const QJsonObject& object)
{
    operations::WorkerFact worker;
    worker.id = firstText(object, {"worker_id", "id", "name"});
    worker.type = firstText(object, {"worker_type", "type"});
    worker.status = QString::fromStdString(firstText(object, {"status", "state"})).toLower().toStdString();
    worker.url = firstText(object, {"endpoint_url", "url", "endpoint"});
    worker.currentOperation = firstText(object, {"current_operation_id", "current_operation"});
    worker.lastHealthCheckNs = timeOf(firstOf(object, {"last_health_check", "last_heartbeat"}));
    worker.lastHealthyNs = timeOf(firstOf(object, {"last_healthy_at"}));
    worker.healthCheckFailures = countOf(firstOf(object, {"health_check_failures"}));
    const QJsonValue capabilities = object.value(QLatin1String("capabilities"));
    for (const auto& item : capabilities.toArray())
        worker.capabilities.push_back(textOf(item));
    const QJsonObject named = capabilities.toObject();
    for (auto it = named.begin(); it != named.end(); ++it)
        if (it.value() != QJsonValue(false) && !it.value().isNull())
            worker.capabilities.push_back(it.key().toStdString() +
                                          (it.value().isBool() ? std::string() : "=" + textOf(it.value())));
    return worker;
}

std::optional<double> sampleValue(const QJsonValue& value)
{
    const QString text = value.toString();
    if (text == QLatin1String("NaN"))
        return std::numeric_limits<double>::quiet_NaN();
    if (text == QLatin1String("+Inf") || text == QLatin1String("Inf"))
        return std::numeric_limits<double>::infinity();
    if (text == QLatin1String("-Inf"))
        return -std::numeric_limits<double>::infinity();
    bool ok = false;
    const double number = text.toDouble(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<operations::MetricSample> sampleOf(const QJsonArray& pair)
{
    if (pair.size() != 2 || !pair.at(0).isDouble())
        return std::nullopt;
    const double seconds = pair.at(0).toDouble();
    const auto value = sampleValue(pair.at(1));
    if (!value || !std::isfinite(seconds) || std::abs(seconds) > kMostSeconds)
        return std::nullopt;
    return operations::MetricSample{static_cast<std::int64_t>(std::llround(seconds * 1000)) * 1'000'000, *value};
}

operations::MetricSeries seriesOf(const operations::MetricQuery& query, const FactOrigin& origin)
{
    return {origin, query.id, query.title, query.unit, query.use, query.typeLabel, {}, {}};
}

void addLabels(const QJsonObject& metric, operations::MetricSeries& series)
{
    for (auto it = metric.begin(); it != metric.end(); ++it)
        series.labels.emplace(it.key().toStdString(), textOf(it.value()));
}

void addSeries(const QJsonArray& result, const operations::MetricSeries& empty, MetricAnswer& read)
{
    if (result.size() > kMostSeries)
        read.warnings.push_back(QStringLiteral("%1: %2 series, only the first %3 were read")
                                    .arg(QString::fromStdString(empty.title))
                                    .arg(result.size())
                                    .arg(kMostSeries));
    for (qsizetype i = 0; i < std::min(result.size(), kMostSeries); ++i) {
        const QJsonObject item = result.at(i).toObject();
        operations::MetricSeries series = empty;
        addLabels(item.value(QLatin1String("metric")).toObject(), series);
        if (const auto one = sampleOf(item.value(QLatin1String("value")).toArray()))
            series.samples.push_back(*one);
        for (const auto& pair : item.value(QLatin1String("values")).toArray())
            if (const auto sample = sampleOf(pair.toArray()))
                series.samples.push_back(*sample);
        read.series.push_back(std::move(series));
    }
}

// `{"status":"error","errorType":"bad_data","error":"…"}` says more than the HTTP status.
SourceError prometheusError(const HttpAnswer& answer, const QJsonObject& json)
{
    SourceError error = answer.status >= 400 ? errorOfStatus(answer.status, answer.body, answer.url)
                                             : errorOfStrangeAnswer(answer.body, answer.url, QStringLiteral("samples"));
    const QString type = json.value(QLatin1String("errorType")).toString().left(100);
    if (type.isEmpty())
        return error;
    error.what = QStringLiteral("Prometheus refused the query (%1): %2")
                     .arg(type, json.value(QLatin1String("error")).toString().left(300));
    error.advice = type == QLatin1String("bad_data") || type == QLatin1String("execution")
                       ? QStringLiteral("Correct the query in the profile")
                       : QStringLiteral("Ask again later, or raise the timeout");
    return error;
}

} // namespace

Read<operations::OperationFact> operationIn(const HttpAnswer& answer, const QString& id, std::int64_t timeNs)
{
    const QString expected = QStringLiteral("an operation");
    operations::OperationFact fact;
    fact.origin = originOf(answer, timeNs);
    fact.id = id.toStdString();
    if (!answer.error && deniesOperation(answer, id)) {
        fact.known = false;
        return fact;
    }
    const auto json = jsonIn(answer, expected);
    if (!json)
        return tl::make_unexpected(json.error());
    const QJsonObject object = operationObject(json->object());
    const std::string own = firstText(object, {"operation_id", "id"});
    fact.status = firstText(object, {"status", "state"});
    if (fact.status.empty() || (!own.empty() && own != fact.id))
        return strange(answer, expected);
    fact.type = firstText(object, {"operation_type", "type"});
    fact.error = firstText(object, {"error_message", "error"});
    fact.worker = firstText(object, {"worker_id"});
    fact.completedAtNs = timeOf(firstOf(object, {"completed_at", "ended_at", "finished_at"}));
    readProgress(object, fact);
    return fact;
}

Read<operations::WorkerList> workersIn(const HttpAnswer& answer, std::int64_t timeNs)
{
    const QString expected = QStringLiteral("a list of workers");
    const auto json = jsonIn(answer, expected);
    if (!json)
        return tl::make_unexpected(json.error());
    const QJsonObject object = json->object();
    QJsonValue list = json->isArray() ? QJsonValue(json->array()) : firstOf(object, {"workers", "data"});
    if (!list.isArray())
        return strange(answer, expected);
    operations::WorkerList workers{originOf(answer, timeNs), {}};
    const QJsonArray items = list.toArray();
    for (qsizetype i = 0; i < std::min(items.size(), kMostWorkers); ++i) {
        operations::WorkerFact worker = workerOf(items.at(i).toObject());
        if (worker.id.empty() && worker.url.empty())
            return strange(answer, expected);
        workers.workers.push_back(std::move(worker));
    }
    return workers;
}

Read<operations::ApiHealth> apiHealthIn(const HttpAnswer& answer, std::int64_t timeNs)
{
    const auto json = jsonIn(answer, QStringLiteral("the health of the operations API"));
    if (!json)
        return tl::make_unexpected(json.error());
    operations::ApiHealth health{originOf(answer, timeNs), firstText(json->object(), {"status"}),
                                 firstText(json->object(), {"version"})};
    if (health.status.empty())
        return strange(answer, QStringLiteral("the health of the operations API"));
    return health;
}

Read<operations::WorkerAnswer> workerAnswerIn(const HttpAnswer& answer, const std::string& worker, std::int64_t timeNs)
{
    const auto json = jsonIn(answer, QStringLiteral("the health of a worker"));
    if (!json)
        return tl::make_unexpected(json.error());
    const QJsonObject object = json->object();
    const QJsonValue healthy = object.value(QLatin1String("healthy"));
    const std::string status = QString::fromStdString(firstText(object, {"status"})).toLower().toStdString();
    const bool said = healthy.isBool() || !status.empty();
    if (!said)
        return strange(answer, QStringLiteral("the health of a worker"));
    operations::WorkerAnswer read;
    read.origin = originOf(answer, timeNs);
    read.worker = worker;
    read.healthy = healthy.isBool()
                       ? healthy.toBool()
                       : status == "ok" || status == "healthy" || status == "operational" || status == "up";
    read.error = firstText(object, {"error"});
    read.currentOperation = firstText(object, {"current_operation", "current_operation_id"});
    read.tellsOperation = object.contains(QLatin1String("current_operation")) ||
                          object.contains(QLatin1String("current_operation_id")) ||
                          object.value(QLatin1String("worker_status")) == QLatin1String("idle");
    return read;
}

Read<MetricAnswer> metricsIn(const HttpAnswer& answer, const operations::MetricQuery& query, std::int64_t timeNs)
{
    if (answer.error)
        return tl::make_unexpected(*answer.error);
    const QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    const QJsonObject data = json.value(QLatin1String("data")).toObject();
    const QString type = data.value(QLatin1String("resultType")).toString();
    if (answer.status >= 400 || json.value(QLatin1String("status")) != QLatin1String("success") || type.isEmpty())
        return tl::make_unexpected(prometheusError(answer, json));
    MetricAnswer read;
    for (const auto& warning : json.value(QLatin1String("warnings")).toArray())
        read.warnings.push_back(warning.toString().left(300));
    const QJsonArray result = data.value(QLatin1String("result")).toArray();
    operations::MetricSeries empty = seriesOf(query, originOf(answer, timeNs));
    if (type == QLatin1String("vector") || type == QLatin1String("matrix")) {
        addSeries(result, empty, read);
        return read;
    }
    if (const auto sample = type == QLatin1String("scalar") ? sampleOf(result) : std::nullopt) {
        empty.samples.push_back(*sample);
        read.series.push_back(std::move(empty));
    }
    return read;
}

Read<QString> prometheusVersionIn(const HttpAnswer& answer)
{
    const auto json = jsonIn(answer, QStringLiteral("the version of Prometheus"));
    if (!json)
        return tl::make_unexpected(json.error());
    const QJsonObject root = json->object();
    const QString version = root.value(QLatin1String("data")).toObject().value(QLatin1String("version")).toString();
    if (root.value(QLatin1String("status")) != QLatin1String("success") || version.isEmpty())
        return strange(answer, QStringLiteral("the version of Prometheus"));
    return version.left(100);
}

} // namespace spanlight::sources
