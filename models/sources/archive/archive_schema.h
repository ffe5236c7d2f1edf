#pragma once

#include "models/sources/archive/sqlite.h"
#include "models/sources/source.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace spanlight::sources {

// The file of an archive. Tables:
//
//   meta          limits, what was pruned, which keys hold operation ids
//   batches       one row per export request: when it came, a hash of its bytes, which traces it has spans of
//   packed        its bytes, OTLP protobuf packed with zstd
//   traces        one row per trace: extent, spans, errors, and the words that it can be found by
//   trace_batches which batches hold spans of a trace
//   words         services, span names and operation ids
//   trace_words   in which traces they occur
//
// A batch goes when the last of its traces goes.

/// Version of the tables (PRAGMA user_version). A newer one is refused, because writing would destroy what it means.
inline constexpr std::int64_t kArchiveSchema = 1;
/// PRAGMA application_id: tells an archive from the databases of other programs.
inline constexpr std::int64_t kArchiveApplication = 0x53706c41;

/// What a word is. Stored: never renumber.
enum class WordKind : std::uint8_t { Service = 0, SpanName = 1, OperationId = 2 };
/// Words that are longer are not kept; searches for them read the traces.
inline constexpr std::size_t kMostWordBytes = 1024;
/// Span names beyond this many are not kept as words any more: they are made of ids, and nobody can choose from them.
inline constexpr std::int64_t kMostNames = 50'000;

/// How much an archive may hold. The oldest traces, by when their last span arrived, go first.
struct ArchiveLimits
{
    std::int64_t maxBytes = std::int64_t{4} << 30; ///< of the file; 0: no limit
    std::int64_t maxAgeSeconds = 30 * 86'400;      ///< since the arrival of the last span; 0: no limit

    friend bool operator==(const ArchiveLimits&, const ArchiveLimits&) = default;
};

/// Makes the tables where there are none, and looks whether this is an archive that this program may write to.
[[nodiscard]] tl::expected<void, SourceError> prepareForWriting(Database& database, const QString& path,
                                                                const std::vector<std::string>& operationKeys);
/// Whether this is an archive that this program can read.
[[nodiscard]] tl::expected<void, SourceError> prepareForReading(Database& database, const QString& path);

/// In words for people.
[[nodiscard]] SourceError archiveError(const SqliteError& error, const QString& path);

/// A number of the table meta.
[[nodiscard]] std::int64_t metaNumber(Database& database, const char* key, std::int64_t otherwise = 0);
void setMetaNumber(Database& database, const char* key, std::int64_t value);

[[nodiscard]] ArchiveLimits readLimits(Database& database);
void writeLimits(Database& database, const ArchiveLimits& limits);

/// Attributes whose values can be found as operation ids in every batch of the archive.
[[nodiscard]] std::vector<std::string> readOperationKeys(Database& database);

/// Bytes of the file that are in use.
[[nodiscard]] std::int64_t usedBytes(Database& database);

} // namespace spanlight::sources
