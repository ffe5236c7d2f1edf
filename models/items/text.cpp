#include "models/items/text.h"

#include "models/trace/time_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace spanlight::items {

namespace {

bool turnsDirection(QChar c)
{
    const char16_t code = c.unicode();
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0x200e ||
           code == 0x200f || code == 0x061c;
}

} // namespace

QString cellText(std::string_view utf8, std::size_t most)
{
    QString text = toText(utf8.substr(0, most * 4));
    for (QChar& c : text) {
        if (c == QLatin1Char('\n') || c == QLatin1Char('\r') || c == QLatin1Char('\t') ||
            c == QChar(QChar::LineSeparator))
            c = QLatin1Char(' ');
        else if (c.category() == QChar::Other_Control || turnsDirection(c))
            c = QChar(QChar::ReplacementCharacter);
    }
    if (text.size() > static_cast<qsizetype>(most)) {
        text.truncate(static_cast<qsizetype>(most));
        text += QChar(0x2026);
    }
    return text;
}

QString durationText(std::int64_t ns)
{
    return QString::fromStdString(trace::toDurationText(ns));
}

QString countText(std::uint64_t count)
{
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(count));
}

QString momentHint(std::string_view key, double value, const TimeZone& zone)
{
    const bool speaksOfTime =
        key.ends_with("_at") || key.ends_with("time") || key.ends_with("timestamp") || key.ends_with(".ts");
    if (!speaksOfTime || !std::isfinite(value))
        return {};
    for (const double unit : {1.0, 1e3, 1e6, 1e9}) {
        const double seconds = value / unit;
        if (seconds > 1e9 && seconds < 4.1e9) // 2001 … 2099
            return zone.timeOfDay(static_cast<std::int64_t>(seconds * 1e9), true);
    }
    return {};
}

} // namespace spanlight::items
