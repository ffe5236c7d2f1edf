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

} // namespace

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
