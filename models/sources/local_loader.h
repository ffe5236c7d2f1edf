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
    /// Input that is expected to hold as much is read within a moment, and needs no preview.
    static constexpr std::uint64_t kPreviewFromBytes = std::uint64_t{64} << 20;

    explicit LocalLoader(std::vector<QString> paths, std::uint64_t previewFromBytes = kPreviewFromBytes)
        : m_paths(std::move(paths)), m_previewFromBytes(previewFromBytes)
    {
    }

    /// The store of all paths, read again when a file has changed. Runs on a worker thread.
    [[nodiscard]] Loaded load(const LoadProgress& progress, const StartPreview& startPreview = {});

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
    [[nodiscard]] Loaded read(const std::vector<FileState>& files, const LoadProgress& progress,
                              const StartPreview& startPreview);
    void previewFiles(const std::vector<FileState>& files, const StartPreview& startPreview) const;
    [[nodiscard]] bool readsStandardInput() const;

    const std::vector<QString> m_paths;
    const std::uint64_t m_previewFromBytes;
    std::timed_mutex m_reading;       // held during a read
    std::vector<FileState> m_files;   // guarded by m_reading: state of the files that m_loaded came from
    bool m_standardInputGone = false; // guarded by m_reading: it was read, or half of it
    mutable std::mutex m_stateMutex;
    std::optional<Loaded> m_loaded; // guarded by m_stateMutex
};

} // namespace spanlight::sources
