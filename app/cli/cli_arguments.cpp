#include "app/cli/cli_arguments.h"

#include "models/report/redaction.h"
#include "models/sources/connection_files.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::cli {

namespace {

std::string trimmed(std::string text)
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && isSpace(text.back()))
        text.pop_back();
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isSpace));
    return text;
}

// 'K: V', or 'K: @FILE' for values that must not stand on a command line.
tl::expected<std::pair<QString, QString>, CliError> headerOf(const std::string& text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0)
        return tl::unexpected(wrongUsage("--header: expected 'Name: value'"));
    const std::string key = trimmed(text.substr(0, colon));
    const QString typed = QString::fromStdString(trimmed(text.substr(colon + 1)));
    if (!typed.startsWith(QLatin1Char('@')) && report::isSensitiveKey(key))
        return tl::unexpected(wrongUsage(
            "--header: the value of '" + key +
            "' is a secret, and everybody on this machine can read a command line. Put it into a file and write '" +
            key + ": @FILE', or use --token-file."));
    const auto value = sources::headerValue(typed);
    if (!value)
        return tl::unexpected(CliError{kInputFailed, "--header: " + value.error().text().toStdString()});
    if (key.find_first_of("\r\n ") != std::string::npos || value->contains(QLatin1Char('\r')) ||
        value->contains(QLatin1Char('\n')))
        return tl::unexpected(wrongUsage("--header: line breaks are not allowed"));
    return std::pair{QString::fromStdString(key), *value};
}

// https://user:secret@host
bool holdsPassword(const std::string& address)
{
    const std::size_t scheme = address.find("://");
    if (scheme == std::string::npos)
        return false;
    const std::size_t end = std::min(address.find_first_of("/?#", scheme + 3), address.size());
    const std::size_t at = address.substr(0, end).rfind('@');
    return at != std::string::npos && at > scheme && address.find(':', scheme + 3) < at;
}

} // namespace

tl::expected<sources::ConnectionOptions, CliError> connectionOptions(const CommonArguments& common)
{
    sources::ConnectionOptions options;
    if (common.timeoutSeconds <= 0 || common.timeoutSeconds > 86'400)
        return tl::unexpected(wrongUsage("--timeout: expected seconds between 0 and 86400"));
    options.timeoutMs = std::max(1, static_cast<int>(common.timeoutSeconds * 1000));
    for (const std::string& text : common.headers) {
        auto header = headerOf(text);
        if (!header)
            return tl::unexpected(header.error());
        options.headers.push_back(*header);
    }
    for (const auto* list : {&common.files, &common.sources})
        for (const std::string& address : *list)
            if (holdsPassword(address))
                return tl::unexpected(
                    wrongUsage("the address holds a password, and everybody on this machine can read a command line. "
                               "Use --token-file, or --header 'Authorization: @FILE'."));
    options.tokenFile = QString::fromStdString(common.tokenFile);
    options.caFile = QString::fromStdString(common.caFile);
    if (const auto unreadable = sources::unreadableFile(options))
        return tl::unexpected(CliError{kInputFailed, unreadable->text().toStdString()});
    options.insecure = common.insecure;
    options.tenant = QString::fromStdString(common.tenant);
    return options;
}

tl::expected<std::int64_t, CliError> momentArgument(const std::string& option, const std::string& text,
                                                    std::int64_t referenceNs)
{
    std::string back = trimmed(text);
    const bool ago = back.ends_with(" ago");
    if (ago)
        back = trimmed(back.substr(0, back.size() - 4));
    if (!ago)
        if (const auto moment = trace::parseTime(back))
            return *moment;
    const auto duration = trace::parseDuration(back);
    const bool hasUnit = !back.empty() && (back.back() < '0' || back.back() > '9');
    if (duration && *duration >= 0 && (ago || hasUnit))
        return referenceNs - *duration;
    return tl::unexpected(wrongUsage(option + ": '" + text +
                                     "' is no moment. Write RFC 3339 (2025-11-11T12:50:00Z), Unix seconds "
                                     "(1762865400), or a time before now (2h)."));
}

tl::expected<std::int64_t, CliError> durationArgument(const std::string& option, const std::string& text)
{
    const auto duration = trace::parseDuration(text);
    if (!duration || *duration < 0)
        return tl::unexpected(
            wrongUsage(option + ": '" + text + "' is no duration. Write for example 250ms, 1.5s, 2m30s or 1h."));
    return *duration;
}

tl::expected<std::pair<std::string, std::string>, CliError> attributeArgument(const std::string& text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        return tl::unexpected(wrongUsage(
            "--attr: '" + text + "' is no attribute. Write key=value, for example --attr training.symbol=AAPL."));
    return std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

} // namespace spanlight::cli
