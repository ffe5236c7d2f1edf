#include "models/sources/archive/archive_schema.h"

#include <algorithm>
#include <iterator>

namespace spanlight::sources {

namespace {

constexpr const char* kTables = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE batches(id INTEGER PRIMARY KEY, received INTEGER NOT NULL, spans INTEGER NOT NULL, bytes INTEGER NOT NULL,
    hash INTEGER NOT NULL, refs INTEGER NOT NULL, traces BLOB NOT NULL);
CREATE INDEX batches_by_hash ON batches(hash);
CREATE TABLE packed(batch INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE traces(id INTEGER PRIMARY KEY, trace BLOB NOT NULL UNIQUE, start INTEGER NOT NULL, end INTEGER NOT NULL,
    spans INTEGER NOT NULL, errors INTEGER NOT NULL, received INTEGER NOT NULL, words BLOB NOT NULL);
CREATE INDEX traces_by_start ON traces(start, end, errors);
CREATE TABLE trace_batches(trace INTEGER NOT NULL, batch INTEGER NOT NULL, PRIMARY KEY(trace, batch)) WITHOUT ROWID;
CREATE TABLE words(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE(kind, text));
CREATE TABLE trace_words(word INTEGER NOT NULL, trace INTEGER NOT NULL, PRIMARY KEY(word, trace)) WITHOUT ROWID;
)";

SourceError problem(SourceError::Kind kind, QString what, const QString& path, QString advice)
{
    SourceError error;
    error.kind = kind;
    error.what = std::move(what);
    error.where = path;
    error.advice = std::move(advice);
    return error;
}

SourceError foreignFile(const QString& path)
{
    return problem(SourceError::Kind::Unreadable, QStringLiteral("This is a database of another program, no archive"),
                   path, QStringLiteral("Give another path: archive:/path/to/file, or the variable SPANLIGHT_ARCHIVE"));
}

std::optional<SourceError> unfit(Database& database, const QString& path)
{
    const std::int64_t application = database.number("PRAGMA application_id");
    const std::int64_t schema = database.number("PRAGMA user_version");
    if (!database.good())
        return archiveError(database.error(), path);
    if (application != kArchiveApplication)
        return foreignFile(path);
    if (schema > kArchiveSchema)
        return problem(SourceError::Kind::Unreadable,
                       QStringLiteral("A newer Spanlight has written this archive (its tables are version %1, this "
                                      "program knows %2)")
                           .arg(schema)
                           .arg(kArchiveSchema),
                       path, QStringLiteral("Update Spanlight, or give another path: archive:/path/to/file"));
    return std::nullopt;
}

std::vector<std::string> splitLines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// A key that was not looked for from the first batch on cannot be promised; the others stay.
void noteOperationKeys(Database& database, std::vector<std::string> keys)
{
    if (database.number("SELECT count(*) FROM (SELECT 1 FROM batches LIMIT 1)") > 0) {
        const auto known = readOperationKeys(database);
        std::erase_if(keys, [&](const auto& key) { return std::find(known.begin(), known.end(), key) == known.end(); });
        if (keys.size() == known.size())
            return;
    }
    std::string text;
    for (const std::string& key : keys)
        text += key + '\n';
    Statement(database, "INSERT OR REPLACE INTO meta VALUES('operation_keys', ?)").bindText(1, text).run();
}

void makeTables(Database& database)
{
    database.run(kTables);
    database.run(("PRAGMA application_id=" + std::to_string(kArchiveApplication)).c_str());
    database.run(("PRAGMA user_version=" + std::to_string(kArchiveSchema)).c_str());
    writeLimits(database, {});
}

} // namespace

tl::expected<void, SourceError> prepareForWriting(Database& database, const QString& path,
                                                  const std::vector<std::string>& operationKeys)
{
    const auto isEmpty = [&] { return database.number("SELECT count(*) FROM sqlite_schema") == 0; };
    const bool isNew = isEmpty() && database.number("PRAGMA application_id") == 0;
    if (isNew && database.good()) {
        database.run("PRAGMA auto_vacuum=INCREMENTAL");
        database.run("PRAGMA journal_mode=WAL");
    } else if (auto error = unfit(database, path)) {
        return tl::unexpected(std::move(*error));
    }
    database.run("BEGIN IMMEDIATE");
    if (database.good() && isEmpty()) // another program may have been faster
        makeTables(database);
    noteOperationKeys(database, operationKeys);
    if (!database.good()) {
        SourceError error = archiveError(database.error(), path);
        database.clearError();
        database.run("ROLLBACK");
        return tl::unexpected(std::move(error));
    }
    if (!database.run("COMMIT"))
        return tl::unexpected(archiveError(database.error(), path));
    if (auto error = unfit(database, path))
        return tl::unexpected(std::move(*error));
    return {};
}

tl::expected<void, SourceError> prepareForReading(Database& database, const QString& path)
{
    if (auto error = unfit(database, path))
        return tl::unexpected(std::move(*error));
    return {};
}

SourceError archiveError(const SqliteError& error, const QString& path)
{
    const QString reason = QString::fromStdString(error.message);
    if (error.isCorrupt())
        return problem(SourceError::Kind::Unreadable, QStringLiteral("The archive is damaged (%1)").arg(reason), path,
                       QStringLiteral("Nothing is written to it. 'spanlight-cli archive check' says what is lost; "
                                      "'spanlight-cli convert archive:FILE rescued.pb' saves the rest; then move it "
                                      "away"));
    if (error.isFull())
        return problem(
            SourceError::Kind::Unreadable, QStringLiteral("The archive cannot be written to (%1)").arg(reason), path,
            QStringLiteral("Free space on its disk, or lower its limits with 'spanlight-cli archive prune'"));
    if (error.isBusy())
        return problem(SourceError::Kind::Unreadable,
                       QStringLiteral("Another program holds the archive (%1)").arg(reason), path,
                       QStringLiteral("Try again, or end the other program"));
    if (error.isInterrupted())
        return problem(SourceError::Kind::Cancelled, QStringLiteral("Reading was cancelled"), path, {});
    return problem(SourceError::Kind::Unreadable, QStringLiteral("The archive cannot be opened (%1)").arg(reason), path,
                   QStringLiteral("Look at the path, its permissions and the space on its disk"));
}

std::int64_t metaNumber(Database& database, const char* key, std::int64_t otherwise)
{
    Statement statement(database, "SELECT value FROM meta WHERE key=?");
    statement.bindText(1, key);
    return statement.next() ? statement.integer(0) : otherwise;
}

void setMetaNumber(Database& database, const char* key, std::int64_t value)
{
    Statement(database, "INSERT OR REPLACE INTO meta VALUES(?, ?)").bindText(1, key).bind(2, value).run();
}

ArchiveLimits readLimits(Database& database)
{
    ArchiveLimits limits;
    limits.maxBytes = std::max<std::int64_t>(metaNumber(database, "max_bytes", limits.maxBytes), 0);
    limits.maxAgeSeconds = std::max<std::int64_t>(metaNumber(database, "max_age_seconds", limits.maxAgeSeconds), 0);
    return limits;
}

void writeLimits(Database& database, const ArchiveLimits& limits)
{
    setMetaNumber(database, "max_bytes", limits.maxBytes);
    setMetaNumber(database, "max_age_seconds", limits.maxAgeSeconds);
}

std::vector<std::string> readOperationKeys(Database& database)
{
    Statement statement(database, "SELECT value FROM meta WHERE key='operation_keys'");
    return statement.next() ? splitLines(statement.bytes(0)) : std::vector<std::string>();
}

std::int64_t usedBytes(Database& database)
{
    return (database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count")) *
           database.number("PRAGMA page_size");
}

} // namespace spanlight::sources
