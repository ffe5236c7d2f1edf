#include "models/sources/archive/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace spanlight::sources {

namespace {

// Instructions of SQLite's machine between two questions whether to stop: well below a millisecond.
constexpr int kInstructions = 4'000;
constexpr int kBusyMs = 2'000;

// As a URI, because only that can say that nobody else writes.
std::string immutableUri(const std::string& path)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '%' || c == '?' || c == '#' || byte < 0x20 || byte > 0x7e)
            uri += std::string{'%', digits[byte >> 4], digits[byte & 15]};
        else
            uri += c;
    }
    return uri + "?immutable=1";
}

int openHandle(const std::string& name, int flags, sqlite3** handle)
{
    const int code =
        sqlite3_open_v2(name.c_str(), handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    if (code != SQLITE_OK)
        return code;
    sqlite3_busy_timeout(*handle, kBusyMs);
    // A damaged file must not be able to do anything but to be wrong.
    sqlite3_db_config(*handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(*handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return sqlite3_exec(*handle, "PRAGMA cell_size_check=ON; SELECT count(*) FROM sqlite_schema", nullptr, nullptr,
                        nullptr);
}

bool holdsNothingElse(const std::string& path)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(path + "-wal", error);
    return error || size == 0;
}

} // namespace

bool SqliteError::isCorrupt() const
{
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

bool SqliteError::isFull() const
{
    return (code & 0xff) == SQLITE_FULL || (code & 0xff) == SQLITE_IOERR;
}

bool SqliteError::isBusy() const
{
    return (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
}

bool SqliteError::isInterrupted() const
{
    return (code & 0xff) == SQLITE_INTERRUPT;
}

void Database::Close::operator()(sqlite3* handle) const
{
    sqlite3_close_v2(handle);
}

void Database::State::note(int code)
{
    if (error.code == 0)
        error = {code, sqlite3_errmsg(handle.get())};
}

tl::expected<Database, SqliteError> Database::open(const std::string& path, Mode mode)
{
    const int flags = mode == Mode::Read     ? SQLITE_OPEN_READONLY
                      : mode == Mode::Create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                             : SQLITE_OPEN_READWRITE;
    auto state = std::make_unique<State>();
    sqlite3* handle = nullptr;
    int code = openHandle(path, flags, &handle);
    state->handle.reset(handle);
    // A folder that cannot be written to has no room for the shared index of the write-ahead log.
    const bool readOnlyFolder = (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY;
    if (mode == Mode::Read && readOnlyFolder && std::filesystem::exists(path) && holdsNothingElse(path)) {
        handle = nullptr;
        code = openHandle(immutableUri(path), flags | SQLITE_OPEN_URI, &handle);
        state->handle.reset(handle);
    }
    if (code != SQLITE_OK)
        return tl::unexpected(SqliteError{code, handle != nullptr ? sqlite3_errmsg(handle) : "out of memory"});
    return Database(std::move(state));
}

bool Database::run(const char* sql)
{
    if (!good())
        return false;
    const int code = sqlite3_exec(m_state->handle.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        m_state->note(code);
    return code == SQLITE_OK;
}

std::int64_t Database::number(const char* sql, std::int64_t otherwise)
{
    Statement statement(*this, sql);
    return statement.next() ? statement.integer(0) : otherwise;
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_state->handle.get());
}

void Database::setStop(std::function<bool()> stop)
{
    m_state->stop = std::move(stop);
    const auto ask = [](void* state) { return static_cast<State*>(state)->stop() ? 1 : 0; };
    if (m_state->stop)
        sqlite3_progress_handler(m_state->handle.get(), kInstructions, ask, m_state.get());
    else
        sqlite3_progress_handler(m_state->handle.get(), 0, nullptr, nullptr);
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const
{
    sqlite3_finalize(handle);
}

Statement::Statement(Database& database, const std::string& sql) : m_database(database.m_state.get())
{
    if (!database.good())
        return;
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(m_database->handle.get(), sql.c_str(), static_cast<int>(sql.size()) + 1,
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    m_handle.reset(handle);
    if (code != SQLITE_OK)
        m_database->note(code);
}

Statement& Statement::bind(int at, std::int64_t value)
{
    if (m_handle)
        sqlite3_bind_int64(m_handle.get(), at, value);
    return *this;
}

Statement& Statement::bindText(int at, std::string_view value)
{
    if (m_handle)
        sqlite3_bind_text64(m_handle.get(), at, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC,
                            SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindBytes(int at, std::string_view value)
{
    if (m_handle)
        sqlite3_bind_blob64(m_handle.get(), at, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC);
    return *this;
}

bool Statement::next()
{
    if (!m_handle || m_database->error.code != 0)
        return false;
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        m_database->note(code);
    sqlite3_reset(m_handle.get());
    return false;
}

bool Statement::run()
{
    while (next()) {
    }
    reset();
    return m_handle != nullptr && m_database->error.code == 0;
}

void Statement::reset()
{
    if (m_handle)
        sqlite3_reset(m_handle.get());
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_handle.get(), column);
}

std::string_view Statement::bytes(int column) const
{
    const void* data = sqlite3_column_blob(m_handle.get(), column);
    const int size = sqlite3_column_bytes(m_handle.get(), column);
    return data == nullptr ? std::string_view()
                           : std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

} // namespace spanlight::sources
