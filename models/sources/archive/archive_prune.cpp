#include "models/sources/archive/archive_prune.h"

#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/archive_reader.h"
#include "models/sources/archive/archive_writer.h"
#include "models/trace/wall_clock.h"

#include <QFileInfo>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kTracesPerSlice = 256;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

std::int64_t bytesOf(const QString& path)
{
    return QFileInfo(path).size() + QFileInfo(path + QStringLiteral("-wal")).size();
}

std::vector<std::int64_t> surplus(Database& database, ArchiveWriter& writer, const ArchiveLimits& limits)
{
    if (limits.maxAgeSeconds > 0) {
        auto old = writer.tracesBefore(trace::wallClockNs() - limits.maxAgeSeconds * kNsPerSecond, kTracesPerSlice);
        if (!old.empty())
            return old;
    }
    const bool isTooLarge = limits.maxBytes > 0 && usedBytes(database) > limits.maxBytes;
    return isTooLarge ? writer.oldestTraces(trace::wallClockNs(), kTracesPerSlice) : std::vector<std::int64_t>();
}

} // namespace

tl::expected<PruneResult, SourceError> pruneArchive(const QString& path, const std::optional<ArchiveLimits>& newLimits)
{
    if (auto reader = ArchiveReader::open(path); !reader) // it must be there, and an archive
        return tl::unexpected(std::move(reader.error()));
    auto opened = Database::open(path.toStdString(), Database::Mode::Write);
    if (!opened)
        return tl::unexpected(archiveError(opened.error(), path));
    Database& database = *opened;
    if (auto ready = prepareForWriting(database, path, builtinOperationKeys()); !ready)
        return tl::unexpected(std::move(ready.error()));
    PruneResult result;
    result.bytesBefore = bytesOf(path);
    if (newLimits)
        writeLimits(database, *newLimits);
    result.limits = readLimits(database);
    const auto prunedSpans = [&] { return metaNumber(database, "pruned_spans"); };
    const std::int64_t before = prunedSpans();
    ArchiveWriter writer(database);
    for (auto traces = surplus(database, writer, result.limits); !traces.empty() && database.good();
         traces = surplus(database, writer, result.limits)) {
        if (!writer.begin())
            break;
        writer.remove(traces);
        if (writer.commit())
            result.traces += static_cast<std::int64_t>(traces.size());
    }
    result.spans = prunedSpans() - before;
    database.run("PRAGMA incremental_vacuum");
    database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!database.good())
        return tl::unexpected(archiveError(database.error(), path));
    result.bytesAfter = bytesOf(path);
    return result;
}

} // namespace spanlight::sources
