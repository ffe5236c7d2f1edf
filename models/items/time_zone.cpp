#include "models/items/time_zone.h"

#include "models/trace/intervals.h"
#include "models/trace/time_text.h"

#include <QDateTime>

#include <cstdlib>

namespace spanlight::items {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

} // namespace

TimeZone TimeZone::named(const QString& word)
{
    return word == QLatin1String("local") ? local() : TimeZone();
}

std::int64_t TimeZone::offsetNs(std::int64_t unixNs) const
{
    if (m_isUtc || !m_zone.isValid())
        return 0;
    return m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(unixNs / 1'000'000, Qt::UTC)) * kSecond;
}

QString TimeZone::label(std::int64_t unixNs) const
{
    const auto minutes = static_cast<int>(offsetNs(unixNs) / (60 * kSecond));
    if (minutes == 0)
        return QStringLiteral("UTC");
    QString text = QStringLiteral("UTC%1%2").arg(minutes > 0 ? QChar(u'+') : QChar(0x2212)).arg(std::abs(minutes) / 60);
    if (minutes % 60 != 0)
        text += QStringLiteral(":%1").arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
    return text;
}

QString TimeZone::timeOfDay(std::int64_t unixNs, bool milliseconds) const
{
    return QString::fromStdString(trace::toTimeOfDay(trace::saturatedSum(unixNs, offsetNs(unixNs)), milliseconds));
}

QString TimeZone::day(std::int64_t unixNs) const
{
    return dateAndTime(unixNs).left(10);
}

QString TimeZone::dateAndTime(std::int64_t unixNs) const
{
    return QString::fromStdString(trace::toRfc3339(trace::saturatedSum(unixNs, offsetNs(unixNs))))
        .left(19)
        .replace(QLatin1Char('T'), QLatin1Char(' '));
}

} // namespace spanlight::items
