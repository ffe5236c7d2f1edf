#include "models/sources/source.h"

namespace spanlight::sources {

namespace {

QString withoutFullStop(QString sentence)
{
    sentence = sentence.trimmed();
    while (sentence.endsWith(QLatin1Char('.')))
        sentence.chop(1);
    return sentence;
}

class RefusedJob final : public SourceJob
{
public:
    explicit RefusedJob(SourceError error)
    {
        // Not at once: the caller has to connect first.
        QMetaObject::invokeMethod(
            this,
            [this, error = std::move(error)] {
                SearchAnswer answer;
                answer.report.complete = false;
                finish(std::move(answer), error);
            },
            Qt::QueuedConnection);
    }
    void cancel() override {}
};

/// Conditions that nothing can satisfy: each server has an answer of its own to them, most of them "nothing found".
std::optional<SourceError> contradictionIn(const SearchQuery& query)
{
    SourceError error;
    error.kind = SourceError::Kind::BadQuery;
    if (query.sinceNs && query.untilNs && *query.sinceNs > *query.untilNs) {
        error.what = QStringLiteral("The time range ends before it begins");
        error.advice = QStringLiteral("Exchange the two times");
        return error;
    }
    if (query.minDurationNs && query.maxDurationNs && *query.minDurationNs > *query.maxDurationNs) {
        error.what = QStringLiteral("The longest duration is below the shortest");
        error.advice = QStringLiteral("Exchange the two durations");
        return error;
    }
    return std::nullopt;
}

} // namespace

SourceError errorOfStructural(const Source& source)
{
    SourceError error;
    error.kind = SourceError::Kind::BadQuery;
    error.what = QStringLiteral("A query in TraceQL needs Tempo, and %1 is another kind of source").arg(source.title());
    error.advice = QStringLiteral("Open tempo+http://HOST:3200, or search by service, name, attributes and durations");
    return error;
}

std::unique_ptr<SourceJob> refusalOf(const Source& source, const SearchQuery& query)
{
    if (auto wrong = contradictionIn(query))
        return std::make_unique<RefusedJob>(std::move(*wrong));
    if (query.structural.trimmed().isEmpty() || !source.capabilities().structuralQuery.isEmpty())
        return nullptr;
    return std::make_unique<RefusedJob>(errorOfStructural(source));
}

QString SourceError::text() const
{
    QString line = withoutFullStop(what);
    if (!where.isEmpty() && !line.contains(where))
        line += QStringLiteral(" (%1)").arg(where);
    line += QLatin1Char('.');
    if (!advice.isEmpty())
        line += QLatin1Char(' ') + withoutFullStop(advice) + QLatin1Char('.');
    return line;
}

void SourceJob::finish(SearchAnswer answer, std::optional<SourceError> error)
{
    if (m_finished)
        return;
    m_answer = std::move(answer);
    m_error = std::move(error);
    m_finished = true;
    emit finished(); // a slot may destroy this job: nothing may follow
}

} // namespace spanlight::sources
