#include "models/sources/local_loader.h"

#include "models/formats/reader.h"

#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace spanlight::sources {

using trace::ProblemCode;
using trace::TraceBuilder;

namespace {

const QString kStandardInput = QStringLiteral("-");
constexpr int kPollMs = 40;
// Of standard input: so much that more is likely to follow.
constexpr std::size_t kStreamHeadBytes = std::size_t{8} << 20;
// What packed traces unpack to, in their own size.
constexpr std::uint64_t kUsualPacking = 10;
// Files of a folder that are looked into for something to show at once.
constexpr std::size_t kMostTried = 8;

/// What became of one path.
struct PathResult
{
    bool usable = false;
    std::optional<SourceError> error;
};

/// Why nothing could be read from an input, in the reader's own words.
QString reasonIn(const trace::ImportLog& log, std::size_t firstProblem)
{
    const auto& problems = log.problems();
    for (std::size_t i = firstProblem; i < problems.size(); ++i)
        if (trace::severity(problems[i].code) == trace::ProblemSeverity::Error)
            return QString::fromStdString(problems[i].message);
    for (std::size_t i = firstProblem; i < problems.size(); ++i)
        if (trace::isLoss(problems[i].code))
            return QString::fromStdString(problems[i].message);
    return {};
}

SourceError unreadable(const QString& path, const QString& reason)
{
    SourceError error;
    error.kind = SourceError::Kind::Unreadable;
    error.what = reason.isEmpty() ? QStringLiteral("No trace format was recognised in it") : reason;
    error.where = path == kStandardInput ? QStringLiteral("standard input") : path;
    error.advice = QStringLiteral("Give Jaeger JSON or OTLP JSON, plain or packed with gzip or zstd");
    return error;
}

SourceError notThere(const QString& path, bool wasThere)
{
    SourceError error;
    error.kind = SourceError::Kind::NotFound;
    error.what =
        wasThere ? QStringLiteral("The file is not there any more") : QStringLiteral("There is no such file or folder");
    error.where = path;
    error.advice = QStringLiteral("Check the path, or open the traces from where they are now");
    return error;
}

bool isPacked(const QString& path)
{
    std::array<char, 4> head{};
    std::ifstream(path.toStdString(), std::ios::binary).read(head.data(), head.size());
    const std::string_view format = formats::detectFormat({head.data(), head.size()});
    return format == "gzip" || format == "zstd" || format == "zip";
}

/// Keeps the beginning of a stream, which cannot be read twice, and shows it once there is enough of it.
class StreamHead
{
public:
    StreamHead(std::string name, const StartPreview& start) : m_name(std::move(name)), m_start(start) {}

    void take(std::string_view piece)
    {
        if (!m_start || m_told)
            return;
        m_head.append(piece);
        if (m_head.size() < kStreamHeadBytes)
            return;
        m_told = true;
        m_start([head = std::make_shared<const std::string>(std::exchange(m_head, {})),
                 name = m_name](const std::function<bool()>& goesOn) {
            formats::PreviewOptions options;
            options.goesOn = goesOn;
            return formats::previewBytes(*head, name, options);
        });
    }

private:
    std::string m_name;
    const StartPreview& m_start;
    std::string m_head;
    bool m_told = false;
};

/// Reads a pipe, a terminal or a device without ever blocking longer than kPollMs, so that it can be cancelled.
formats::ReadResult readDescriptor(int descriptor, const std::string& name, TraceBuilder& builder,
                                   const LoadProgress& progress, const StartPreview& startPreview)
{
    formats::Reader reader(builder, name);
    StreamHead head(name, startPreview);
    std::vector<char> buffer(std::size_t{1} << 18);
    std::uint64_t done = 0;
    for (;;) {
        if (!progress(done, 0)) {
            formats::ReadResult result = reader.abort("reading was cancelled");
            result.cancelled = true;
            return result;
        }
        pollfd waiting{descriptor, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, kPollMs);
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (count < 0)
            return reader.abort(std::string("it could not be read on: ") + std::strerror(errno));
        if (count == 0)
            return reader.finish();
        done += static_cast<std::uint64_t>(count);
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(count));
        head.take(piece);
        if (!reader.feed(piece))
            return reader.finish();
    }
}

formats::ReadResult readPipe(const QString& path, TraceBuilder& builder, const LoadProgress& progress,
                             const StartPreview& startPreview)
{
    const QByteArray name = path.toLocal8Bit();
    const int descriptor = ::open(name.constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        builder.beginInput(path.toStdString());
        builder.problem(ProblemCode::UnreadableInput, 0,
                        path.toStdString() + " cannot be opened: " + std::strerror(errno));
        return {};
    }
    const formats::ReadResult result = readDescriptor(descriptor, path.toStdString(), builder, progress, startPreview);
    ::close(descriptor);
    return result;
}

formats::ReadResult readOne(const QString& path, TraceBuilder& builder, const LoadProgress& progress,
                            const StartPreview& startPreview)
{
    if (path == kStandardInput)
        return readDescriptor(STDIN_FILENO, "standard input", builder, progress, startPreview);
    const QFileInfo info(path);
    if (info.exists() && !info.isFile() && !info.isDir())
        return readPipe(path, builder, progress, startPreview);
    formats::ReadOptions options;
    options.progress = progress;
    return formats::readPath(std::filesystem::path(path.toStdString()), builder, options);
}

PathResult readInto(TraceBuilder& builder, const QString& path, bool wasThere, const LoadProgress& progress,
                    const StartPreview& startPreview)
{
    if (path != kStandardInput && !QFileInfo::exists(path)) {
        builder.beginInput(path.toStdString());
        SourceError error = notThere(path, wasThere);
        builder.problem(ProblemCode::UnreadableInput, 0, error.text().toStdString());
        return {false, std::move(error)};
    }
    const std::size_t problemsBefore = builder.log().problems().size();
    const formats::ReadResult result = readOne(path, builder, progress, startPreview);
    if (result.recognised)
        return {true, std::nullopt};
    return {false, unreadable(path, reasonIn(builder.log(), problemsBefore))};
}

} // namespace

bool LocalLoader::readsStandardInput() const
{
    return std::find(m_paths.begin(), m_paths.end(), kStandardInput) != m_paths.end();
}

std::vector<LocalLoader::FileState> LocalLoader::filesNow() const
{
    std::vector<FileState> files;
    const auto add = [&files](const QFileInfo& info) {
        if (info.isFile())
            files.push_back({info.filePath(), info.size(), info.lastModified().toMSecsSinceEpoch()});
    };
    for (const QString& path : m_paths) {
        if (path == kStandardInput)
            continue;
        if (!QFileInfo(path).isDir()) {
            add(QFileInfo(path));
            continue;
        }
        const std::size_t first = files.size();
        for (QDirIterator entries(path, QDir::Files | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
             entries.hasNext();)
            add(entries.nextFileInfo());
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end(),
                  [](const FileState& a, const FileState& b) { return a.path < b.path; });
    }
    return files;
}

Loaded LocalLoader::load(const LoadProgress& progress, const StartPreview& startPreview)
{
    while (!m_reading.try_lock_for(std::chrono::milliseconds(kPollMs)))
        if (!progress(0, 0))
            return {};
    const std::lock_guard reading(m_reading, std::adopt_lock);

    const auto files = filesNow();
    if (const auto known = last(); known && files == m_files && (!known->error || m_standardInputGone))
        return *known;
    Loaded loaded = read(files, progress, startPreview);
    if (!progress(0, 0))
        return loaded; // cancelled: half a store must not be kept
    if (filesNow() != files)
        loaded.notes.push_back(QStringLiteral("a file was written to while it was read; search again to see the rest"));
    m_files = files;
    const std::lock_guard state(m_stateMutex);
    m_loaded = loaded;
    return loaded;
}

std::optional<Loaded> LocalLoader::last() const
{
    const std::lock_guard state(m_stateMutex);
    return m_loaded;
}

// The first of the files that has anything to show.
void LocalLoader::previewFiles(const std::vector<FileState>& files, const StartPreview& startPreview) const
{
    std::uint64_t bytes = 0;
    for (const FileState& file : files)
        bytes += static_cast<std::uint64_t>(file.bytes);
    if (!startPreview || last() || files.empty() || bytes * kUsualPacking < m_previewFromBytes)
        return;
    if (bytes < m_previewFromBytes && !isPacked(files.front().path))
        return;
    std::vector<QString> paths;
    for (const FileState& file : files)
        if (paths.size() < kMostTried)
            paths.push_back(file.path);
    startPreview([paths = std::move(paths)](const std::function<bool()>& goesOn) {
        formats::PreviewOptions options;
        options.goesOn = goesOn;
        for (const QString& path : paths)
            if (formats::Preview preview = formats::previewFile(path.toStdString(), options); preview.store)
                return preview;
        return formats::Preview();
    });
}

Loaded LocalLoader::read(const std::vector<FileState>& files, const LoadProgress& progress,
                         const StartPreview& startPreview)
{
    Loaded loaded;
    if (readsStandardInput() && std::exchange(m_standardInputGone, true)) {
        loaded.error = unreadable(kStandardInput, QStringLiteral("Standard input can be read only once"));
        loaded.error->advice = QStringLiteral("Save it into a file and open that");
        return loaded;
    }
    std::uint64_t total = 0;
    for (const FileState& file : files) {
        total += static_cast<std::uint64_t>(file.bytes);
        loaded.modifiedNs = std::max(loaded.modifiedNs.value_or(0), std::int64_t{file.modifiedMs} * 1'000'000);
    }
    if (readsStandardInput()) {
        total = 0;
        loaded.modifiedNs.reset();
    }
    previewFiles(files, startPreview);
    TraceBuilder builder;
    std::uint64_t before = 0;
    bool anyUsable = false;
    for (const QString& path : m_paths) {
        std::uint64_t done = 0;
        const auto wasThere = [&](const FileState& file) { return file.path == path; };
        const auto tell = [&](std::uint64_t bytes, std::uint64_t ofFile) {
            done = bytes;
            const bool goesOn = progress(total > 0 ? std::min(before + done, total) : done, total);
            if (ofFile > 0 && bytes >= ofFile) // the next one of a folder begins anew
                before += std::exchange(done, 0);
            return goesOn;
        };
        PathResult result =
            readInto(builder, path, std::any_of(m_files.begin(), m_files.end(), wasThere), tell, startPreview);
        before += done;
        anyUsable = anyUsable || result.usable;
        if (result.error)
            loaded.failures.push_back({path, std::move(*result.error)});
        if (!progress(total > 0 ? std::min(before, total) : before, total))
            return loaded;
    }
    loaded.stores.push_back(builder.freeze());
    loaded.newestNs = newestTimeNs(loaded.stores);
    if (!anyUsable && !loaded.failures.empty()) {
        loaded.error = loaded.failures.front().error;
        if (loaded.failures.size() == 1)
            loaded.failures.clear();
    }
    return loaded;
}

} // namespace spanlight::sources
