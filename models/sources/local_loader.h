#pragma once

#include "models/sources/load_job.h"

#include <QString>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// Reads files, folders and standard input ("-") into one store and keeps it while the files do not change.
///
/// Thread-safe: several jobs may ask at once; the first one reads, the others wait and get the same store.
class LocalLoader
{
public:
    explicit LocalLoader(std::vector<QString> paths) : m_paths(std::move(paths)) {}

    /// The store of all paths, read again when a file has changed. Runs on a worker thread.
    [[nodiscard]] Loaded load(const LoadProgress& progress);

    /// What was read last; nothing before the first load. Never waits for a read.
    [[nodiscard]] std::optional<Loaded> last() const;

private:
    struct FileState
    {
        QString path;
        qint64 bytes = 0;
        qint64 modifiedMs = 0;

        friend bool operator==(const FileState&, const FileState&) = default;
    };

    [[nodiscard]] std::vector<FileState> filesNow() const;
    [[nodiscard]] Loaded read(const std::vector<FileState>& files, const LoadProgress& progress);
    [[nodiscard]] bool readsStandardInput() const;

    const std::vector<QString> m_paths;
    std::timed_mutex m_reading;       // held during a read
    std::vector<FileState> m_files;   // guarded by m_reading: state of the files that m_loaded came from
    bool m_standardInputGone = false; // guarded by m_reading: it was read, or half of it
    mutable std::mutex m_stateMutex;
    std::optional<Loaded> m_loaded; // guarded by m_stateMutex
};

} // namespace spanlight::sources
