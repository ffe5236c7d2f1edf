#include "models/trace/time_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace spanlight::trace {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDaySeconds = 86'400;

struct Date
{
    std::int64_t year;
    unsigned month;
    unsigned day;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar, and back (era = 400 years, year begins in March).
Date dateOf(std::int64_t days)
{
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const auto dayOfEra = static_cast<unsigned>(days - era * 146'097);
    const unsigned yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const unsigned shifted = (5 * dayOfYear + 2) / 153;
    const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<std::int64_t>(yearOfEra) + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shifted + 2) / 5 + 1};
}

std::int64_t daysOf(std::int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto yearOfEra = static_cast<unsigned>(year - era * 400);
    const unsigned dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + static_cast<std::int64_t>(dayOfEra) - 719'468;
}

std::int64_t floorDivide(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

// Reads exactly `digits` digits at the front of the text and removes them.
std::optional<unsigned> takeNumber(std::string_view& text, std::size_t digits)
{
    unsigned value = 0;
    if (text.size() < digits)
        return std::nullopt;
    for (const char c : text.substr(0, digits)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view anyOf)
{
    if (text.empty() || anyOf.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

// Fraction of a second in nanoseconds; digits beyond the ninth are dropped.
std::optional<std::int64_t> takeFraction(std::string_view& text)
{
    if (!take(text, "."))
        return 0;
    std::int64_t ns = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits++ < 9)
            ns = ns * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (digits == 0)
        return std::nullopt;
    for (; digits < 9; ++digits)
        ns *= 10;
    return ns;
}

std::optional<std::int64_t> takeOffset(std::string_view& text)
{
    if (take(text, "Zz"))
        return 0;
    const bool negative = !text.empty() && text.front() == '-';
    if (!take(text, "+-"))
        return std::nullopt;
    const auto hours = takeNumber(text, 2);
    take(text, ":");
    const auto minutes = takeNumber(text, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const std::int64_t seconds = *hours * 3600 + *minutes * 60;
    return negative ? -seconds : seconds;
}

std::optional<std::int64_t> combine(std::int64_t seconds, std::int64_t ns)
{
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / kSecond - 1;
    if (seconds > limit || seconds < -limit)
        return std::nullopt;
    return seconds * kSecond + ns;
}

std::optional<std::int64_t> parseUnixSeconds(std::string_view text)
{
    const bool negative = take(text, "-");
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end == text.data())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto ns = takeFraction(text);
    if (!ns || !text.empty())
        return std::nullopt;
    const auto value = combine(seconds, *ns);
    return value && negative ? std::optional(-*value) : value;
}

std::string withUnits(std::int64_t big, const char* bigUnit, std::int64_t small, const char* smallUnit)
{
    std::string text = std::to_string(big) + ' ' + bigUnit;
    if (small > 0)
        text += ' ' + std::to_string(small) + ' ' + smallUnit;
    return text;
}

std::string withFraction(double value, const char* unit)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, value < 99.95 ? "%.1f" : "%.0f", value);
    std::string text = buffer;
    if (text.ends_with(".0"))
        text.resize(text.size() - 2);
    return text + ' ' + unit;
}

struct Unit
{
    std::string_view name;
    double ns;
};
constexpr std::array<Unit, 8> kUnits{
    {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};

} // namespace

std::string toRfc3339(std::int64_t unixNs)
{
    const std::int64_t seconds = floorDivide(unixNs, kSecond);
    const std::int64_t days = floorDivide(seconds, kDaySeconds);
    const std::int64_t second = seconds - days * kDaySeconds;
    const Date date = dateOf(days);
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d.%09dZ", static_cast<int>(date.year), date.month,
                  date.day, static_cast<int>(second / 3600), static_cast<int>(second / 60 % 60),
                  static_cast<int>(second % 60), static_cast<int>(unixNs - seconds * kSecond));
    return buffer;
}

std::string toTimeOfDay(std::int64_t unixNs, bool milliseconds)
{
    return toRfc3339(unixNs).substr(11, milliseconds ? 12 : 8);
}

std::optional<std::int64_t> parseTime(std::string_view text)
{
    if (text.find_first_of("-:", 1) == std::string_view::npos)
        return parseUnixSeconds(text);
    const auto year = takeNumber(text, 4);
    const bool a = take(text, "-");
    const auto month = takeNumber(text, 2);
    const bool b = take(text, "-");
    const auto day = takeNumber(text, 2);
    const bool c = take(text, "Tt ");
    const auto hour = takeNumber(text, 2);
    const bool d = take(text, ":");
    const auto minute = takeNumber(text, 2);
    const bool e = take(text, ":");
    const auto second = takeNumber(text, 2);
    if (!(year && a && month && b && day && c && hour && d && minute && e && second))
        return std::nullopt;
    if (*month < 1 || *month > 12 || *day < 1 || *day > 31 || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    const auto ns = takeFraction(text);
    const auto offset = ns ? takeOffset(text) : std::nullopt;
    if (!offset || !text.empty())
        return std::nullopt;
    const std::int64_t days = daysOf(*year, *month, *day);
    if (const Date back = dateOf(days); back.day != *day || back.month != *month)
        return std::nullopt; // 31 November and the like
    return combine(days * kDaySeconds + *hour * 3600 + *minute * 60 + *second - *offset, *ns);
}

std::string toDurationText(std::int64_t ns)
{
    if (ns < 0)
        return ns == std::numeric_limits<std::int64_t>::min() ? "-292 years" : '-' + toDurationText(-ns);
    const double value = static_cast<double>(ns);
    if (ns < 1000)
        return std::to_string(ns) + " ns";
    if (value < 999.5e3) // from here on it would be "1000 µs"
        return withFraction(value / 1e3, "µs");
    if (value < 999.5e6)
        return withFraction(value / 1e6, "ms");
    if (value < 59.95e9)
        return withFraction(value / 1e9, "s");
    const std::int64_t seconds = ns / kSecond + (ns % kSecond >= kSecond / 2 ? 1 : 0);
    if (seconds < 3600)
        return withUnits(seconds / 60, "min", seconds % 60, "s");
    const std::int64_t minutes = (seconds + 30) / 60;
    if (minutes < 48 * 60)
        return withUnits(minutes / 60, "h", minutes % 60, "min");
    const std::int64_t hours = (minutes + 30) / 60;
    return withUnits(hours / 24, "d", hours % 24, "h");
}

std::optional<std::int64_t> parseDuration(std::string_view text)
{
    double sum = 0;
    if (text.empty())
        return std::nullopt;
    while (!text.empty()) {
        double value = 0;
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
        if (error != std::errc() || value < 0)
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const std::string_view unit = text.substr(0, text.find_first_of("0123456789."));
        text.remove_prefix(unit.size());
        double factor = unit.empty() && text.empty() && sum == 0 ? 1e9 : 0;
        for (const Unit& known : kUnits)
            if (known.name == unit)
                factor = known.ns;
        if (factor == 0)
            return std::nullopt;
        sum += value * factor;
    }
    return sum < 9e18 ? std::optional(static_cast<std::int64_t>(std::llround(sum))) : std::nullopt;
}

} // namespace spanlight::trace
