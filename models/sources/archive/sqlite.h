#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace spanlight::sources {

/// What SQLite said: its primary result code and its words.
struct SqliteError
{
    int code = 0;
    std::string message;

    [[nodiscard]] bool isCorrupt() const; ///< the file is damaged, or is no database at all
    [[nodiscard]] bool isFull() const;    ///< no room on the disk, or an I/O error
    [[nodiscard]] bool isBusy() const;    ///< another program holds the file too long
    [[nodiscard]] bool isInterrupted() const;
};

/// One connection to an SQLite file, used by one thread.
///
/// The first error stays until clearError(); after it statements do nothing, so that a sequence of them is looked at
/// once, in the end.
class Database
{
public:
    enum class Mode : std::uint8_t {
        Create, ///< to write; made when it is not there
        Write,  ///< to write
        Read,   ///< never alters the file
    };

    [[nodiscard]] static tl::expected<Database, SqliteError> open(const std::string& path, Mode mode);

    /// Runs one or more statements without results. False after an error.
    bool run(const char* sql);
    /// First column of the first row, or the default when there is none or after an error.
    [[nodiscard]] std::int64_t number(const char* sql, std::int64_t otherwise = 0);

    [[nodiscard]] bool good() const { return m_state->error.code == 0; }
    [[nodiscard]] const SqliteError& error() const { return m_state->error; }
    void clearError() { m_state->error = {}; }

    /// Rows that the last statement changed.
    [[nodiscard]] std::int64_t changes() const;
    /// Asked every now and then while a statement runs; true: stop with an interruption.
    void setStop(std::function<bool()> stop);

private:
    friend class Statement;
    struct Close
    {
        void operator()(sqlite3* handle) const;
    };
    /// Stays where it is when the connection is moved: SQLite and the statements point to it.
    struct State
    {
        std::unique_ptr<sqlite3, Close> handle;
        SqliteError error;
        std::function<bool()> stop;

        void note(int code);
    };

    explicit Database(std::unique_ptr<State> state) : m_state(std::move(state)) {}

    std::unique_ptr<State> m_state;
};

/// A prepared statement. Parameters and columns count from 1 and 0, as in SQLite.
class Statement
{
public:
    Statement() = default;
    Statement(Database& database, const std::string& sql);

    Statement& bind(int at, std::int64_t value);
    /// The text or bytes must stay until the next reset().
    Statement& bindText(int at, std::string_view value);
    Statement& bindBytes(int at, std::string_view value);

    /// Goes to the next row; false at the end and after an error.
    [[nodiscard]] bool next();
    /// Runs to the end and resets. False after an error.
    bool run();
    /// To be bound anew.
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    /// Lives until the next step.
    [[nodiscard]] std::string_view bytes(int column) const;

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt* handle) const;
    };
    Database::State* m_database = nullptr;
    std::unique_ptr<sqlite3_stmt, Finalize> m_handle;
};

} // namespace spanlight::sources
