#include "app/cli/commands/archive_command.h"

#include "app/cli/cli_output.h"
#include "models/report/json_text.h"
#include "models/report/report_parts.h"
#include "models/sources/archive/archive_check.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/archive_prune.h"
#include "models/sources/archive/archive_reader.h"
#include "models/trace/time_text.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace spanlight::cli {

namespace {

using nlohmann::ordered_json;
using sources::ArchiveFacts;
using sources::ArchiveLimits;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

QString pathOf(const ArchiveArguments& arguments)
{
    return sources::archivePath(arguments.file.empty() ? QStringLiteral("archive:")
                                                       : QString::fromLocal8Bit(arguments.file.c_str()));
}

CliError failed(const sources::SourceError& error)
{
    return {kInputFailed, error.text().toStdString()};
}

std::string sizeText(std::int64_t bytes)
{
    static constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 999.95 && unit + 1 < kUnits.size(); ++unit)
        value /= 1000;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return text.data();
}

std::string limitsText(const ArchiveLimits& limits)
{
    const std::string size = limits.maxBytes > 0 ? sizeText(limits.maxBytes) : "any size";
    const std::string age =
        limits.maxAgeSeconds > 0 ? trace::toDurationText(limits.maxAgeSeconds * kNsPerSecond) : "any age";
    return size + ", " + age + " since the last span of a trace came";
}

ordered_json limitsJson(const ArchiveLimits& limits)
{
    return {{"maxBytes", limits.maxBytes}, {"maxAgeSeconds", limits.maxAgeSeconds}};
}

// As the other documents have times beyond 2^53.
ordered_json timeJson(const std::optional<std::int64_t>& ns)
{
    return ns ? ordered_json(std::to_string(*ns)) : ordered_json(nullptr);
}

std::string infoText(const ArchiveFacts& facts)
{
    std::string text = facts.path.toStdString() + "\n";
    const auto line = [&text](const char* name, const std::string& value) {
        text += "  " + std::string(name) + std::string(13 - std::string_view(name).size(), ' ') + value + "\n";
    };
    line("file", sizeText(facts.fileBytes) + ", " + sizeText(facts.usedBytes) + " in use; the spans were " +
                     sizeText(facts.packedFrom) + " when they came");
    line("traces", std::to_string(facts.traces));
    line("spans", std::to_string(facts.spans) + ", " + std::to_string(facts.errorSpans) + " with errors");
    line("services", std::to_string(facts.services));
    line("operations", std::to_string(facts.operations));
    if (facts.oldestStartNs && facts.newestEndNs)
        line("time", trace::toRfc3339(*facts.oldestStartNs) + " … " + trace::toRfc3339(*facts.newestEndNs));
    if (facts.lastReceivedNs)
        line("last arrival", trace::toRfc3339(*facts.lastReceivedNs));
    line("limits", limitsText(facts.limits));
    line("pruned", report::counted(static_cast<std::uint64_t>(facts.prunedSpans), "span", "spans") + " of " +
                       report::counted(static_cast<std::uint64_t>(facts.prunedTraces), "trace", "traces") + " so far");
    for (const QString& loss : facts.losses)
        line("damaged", loss.toStdString());
    return text;
}

ordered_json infoJson(const ArchiveFacts& facts)
{
    ordered_json losses = ordered_json::array();
    for (const QString& loss : facts.losses)
        losses.push_back(loss.toStdString());
    return {{"schema", "spanlight.archive/1"},
            {"path", facts.path.toStdString()},
            {"fileBytes", facts.fileBytes},
            {"usedBytes", facts.usedBytes},
            {"unpackedBytes", facts.packedFrom},
            {"batches", facts.batches},
            {"traces", facts.traces},
            {"spans", facts.spans},
            {"errorSpans", facts.errorSpans},
            {"services", facts.services},
            {"operations", facts.operations},
            {"startUnixNano", timeJson(facts.oldestStartNs)},
            {"endUnixNano", timeJson(facts.newestEndNs)},
            {"lastReceivedUnixNano", timeJson(facts.lastReceivedNs)},
            {"limits", limitsJson(facts.limits)},
            {"pruned", {{"traces", facts.prunedTraces}, {"spans", facts.prunedSpans}}},
            {"operationKeys", facts.operationKeys},
            {"losses", std::move(losses)}};
}

tl::expected<int, CliError> written(const std::string& text, int code)
{
    if (auto done = writeResult(text, {}); !done)
        return tl::unexpected(done.error());
    return code;
}

tl::expected<int, CliError> info(const ArchiveArguments& arguments)
{
    auto reader = sources::ArchiveReader::open(pathOf(arguments));
    if (!reader)
        return tl::unexpected(failed(reader.error()));
    const ArchiveFacts facts = reader->facts();
    return written(arguments.format == "json" ? report::jsonText(infoJson(facts), 2) : infoText(facts), kDone);
}

tl::expected<int, CliError> check(const ArchiveArguments& arguments)
{
    const QString path = pathOf(arguments);
    const auto verdict = sources::checkArchive(path, [] { return true; });
    if (!verdict)
        return tl::unexpected(failed(verdict.error()));
    const bool sound = verdict->damages.empty();
    std::string text = path.toStdString() + (sound ? ": sound, " : ": damaged, ") +
                       report::counted(static_cast<std::uint64_t>(verdict->spans), "span", "spans") + " in " +
                       report::counted(static_cast<std::uint64_t>(verdict->batches), "batch", "batches") +
                       " can be read\n";
    ordered_json damages = ordered_json::array();
    for (const QString& damage : verdict->damages) {
        text += "  " + damage.toStdString() + "\n";
        damages.push_back(damage.toStdString());
    }
    if (!sound)
        text += "Save what can be read: spanlight-cli convert " + shellWord("archive:" + path.toStdString()) +
                " rescued.pb\n";
    const ordered_json json{{"schema", "spanlight.archive-check/1"},
                            {"path", path.toStdString()},
                            {"sound", sound},
                            {"batches", verdict->batches},
                            {"spans", verdict->spans},
                            {"brokenBatches", verdict->brokenBatches},
                            {"damages", std::move(damages)}};
    return written(arguments.format == "json" ? report::jsonText(json, 2) : text, sound ? kDone : kFindings);
}

tl::expected<int, CliError> prune(const ArchiveArguments& arguments)
{
    const QString path = pathOf(arguments);
    const auto limits = archiveLimits(arguments.maxSize, arguments.maxAge, path);
    if (!limits)
        return tl::unexpected(limits.error());
    const auto result = sources::pruneArchive(path, *limits);
    if (!result)
        return tl::unexpected(failed(result.error()));
    const std::string text = report::counted(static_cast<std::uint64_t>(result->spans), "span", "spans") + " of " +
                             report::counted(static_cast<std::uint64_t>(result->traces), "trace", "traces") +
                             " deleted; " + sizeText(result->bytesBefore) + " became " + sizeText(result->bytesAfter) +
                             ". Limits: " + limitsText(result->limits) + "\n";
    const ordered_json json{{"schema", "spanlight.archive-prune/1"},
                            {"path", path.toStdString()},
                            {"traces", result->traces},
                            {"spans", result->spans},
                            {"bytesBefore", result->bytesBefore},
                            {"bytesAfter", result->bytesAfter},
                            {"limits", limitsJson(result->limits)}};
    return written(arguments.format == "json" ? report::jsonText(json, 2) : text, kDone);
}

} // namespace

tl::expected<std::int64_t, CliError> sizeArgument(const std::string& option, const std::string& text)
{
    static constexpr std::array<std::pair<const char*, double>, 11> kUnits{{{"", 1},
                                                                            {"b", 1},
                                                                            {"kb", 1e3},
                                                                            {"mb", 1e6},
                                                                            {"gb", 1e9},
                                                                            {"tb", 1e12},
                                                                            {"kib", 1024.0},
                                                                            {"mib", 1048576.0},
                                                                            {"gib", 1073741824.0},
                                                                            {"tib", 1099511627776.0},
                                                                            {"g", 1e9}}};
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    std::string unit;
    for (; *end != '\0'; ++end)
        if (*end != ' ')
            unit += static_cast<char>(*end >= 'A' && *end <= 'Z' ? *end - 'A' + 'a' : *end);
    for (const auto& [name, factor] : kUnits)
        if (unit == name && !text.empty() && std::isfinite(number) && number >= 0 && number * factor < 9e18 &&
            text.front() >= '0' && text.front() <= '9')
            return static_cast<std::int64_t>(number * factor);
    return tl::unexpected(
        wrongUsage(option + ": '" + text + "' is no size. Write for example 500MB, 4GB, 2GiB, or 0 for no limit."));
}

int runArchiveInfo(const ArchiveArguments& arguments)
{
    return exitCodeOf(info(arguments));
}

int runArchiveCheck(const ArchiveArguments& arguments)
{
    return exitCodeOf(check(arguments));
}

int runArchivePrune(const ArchiveArguments& arguments)
{
    return exitCodeOf(prune(arguments));
}

tl::expected<std::optional<ArchiveLimits>, CliError> archiveLimits(const std::string& maxSize,
                                                                   const std::string& maxAge, const QString& path)
{
    if (maxSize.empty() && maxAge.empty())
        return std::nullopt;
    ArchiveLimits limits;
    if (QFileInfo::exists(path)) {
        auto reader = sources::ArchiveReader::open(path);
        if (!reader)
            return tl::unexpected(failed(reader.error()));
        limits = sources::readLimits(reader->database());
    }
    if (!maxSize.empty()) {
        const auto size = sizeArgument("--max-size", maxSize);
        if (!size)
            return tl::unexpected(size.error());
        limits.maxBytes = *size;
    }
    if (!maxAge.empty()) {
        const auto age = durationArgument("--max-age", maxAge);
        if (!age)
            return tl::unexpected(age.error());
        limits.maxAgeSeconds = *age == 0 ? 0 : std::max<std::int64_t>(*age / kNsPerSecond, 1);
    }
    return limits;
}

} // namespace spanlight::cli
