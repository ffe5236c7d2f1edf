#pragma once

#include <QString>
#include <QTimeZone>

#include <cstdint>

namespace spanlight::items {

/// How moments are written for people at the screen: in UTC, or by the clock of this computer. A value. Reports do not
/// use it, they are in UTC: whoever reads them may sit elsewhere.
class TimeZone
{
public:
    /// UTC.
    TimeZone() = default;
    explicit TimeZone(const QTimeZone& zone) : m_zone(zone), m_isUtc(false) {}

    /// The zone of this computer.
    [[nodiscard]] static TimeZone local() { return TimeZone(QTimeZone::systemTimeZone()); }
    /// "local" or, for any other word, UTC: as it is kept in the settings.
    [[nodiscard]] static TimeZone named(const QString& word);

    /// What to add to UTC at this moment; changes with daylight saving time.
    [[nodiscard]] std::int64_t offsetNs(std::int64_t unixNs) const;
    /// "UTC", "UTC+1", "UTC−3:30".
    [[nodiscard]] QString label(std::int64_t unixNs) const;
    /// "12:50:00", or with milliseconds "12:50:00.125".
    [[nodiscard]] QString timeOfDay(std::int64_t unixNs, bool milliseconds = false) const;
    /// "2025-11-11".
    [[nodiscard]] QString day(std::int64_t unixNs) const;
    /// "2025-11-11 12:50:00".
    [[nodiscard]] QString dateAndTime(std::int64_t unixNs) const;

    friend bool operator==(const TimeZone&, const TimeZone&) = default;

private:
    QTimeZone m_zone;
    bool m_isUtc = true;
};

} // namespace spanlight::items
