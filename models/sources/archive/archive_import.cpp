#include "models/sources/archive/archive_import.h"

#include "models/formats/writer.h"
#include "models/sources/archive/archive.h"
#include "models/sources/archive/archive_place.h"
#include "models/trace/wall_clock.h"

#include <utility>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMostWaiting = 16; // pieces of some hundred KiB

/// Pieces on their way into the archive.
class Import
{
public:
    explicit Import(Archive& archive) : m_archive(archive), m_known(std::make_shared<KnownSpans>()) {}

    /// False: something could not be kept.
    bool add(std::string_view otlp)
    {
        if (otlp.empty())
            return true;
        waitFor(kMostWaiting - 1);
        {
            const std::lock_guard lock(m_mutex);
            if (!m_reason.isEmpty())
                return false;
            ++m_waiting;
        }
        const bool taken = m_archive.offerImport({std::string(otlp), trace::wallClockNs(), 0}, m_known,
                                                 [this](const Keeping& keeping) { note(keeping); });
        if (!taken)
            note({Keeping::State::Failed, QStringLiteral("The archive takes no more")});
        return taken;
    }

    void waitFor(std::size_t most)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_waiting <= most; });
    }

    [[nodiscard]] QString reason()
    {
        const std::lock_guard lock(m_mutex);
        return m_reason;
    }

    /// After waitFor(0).
    [[nodiscard]] std::uint64_t repeated() const { return m_known->repeated; }

private:
    void note(const Keeping& keeping)
    {
        // Notified under the lock: afterwards this object may be gone.
        const std::lock_guard lock(m_mutex);
        --m_waiting;
        if (keeping.state != Keeping::State::Kept && m_reason.isEmpty())
            m_reason = keeping.reason;
        m_changed.notify_one();
    }

    Archive& m_archive;
    std::shared_ptr<KnownSpans> m_known;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_waiting = 0;
    QString m_reason;
};

SourceError failure(const QString& path, const QString& reason)
{
    SourceError error;
    error.kind = SourceError::Kind::Unreadable;
    error.what = QStringLiteral("Not everything could be kept: %1").arg(reason);
    error.where = path;
    error.advice = QStringLiteral("Then import again: what is kept already is not kept twice");
    return error;
}

} // namespace

tl::expected<ImportResult, SourceError>
importTraces(const QString& path, const std::vector<std::shared_ptr<const trace::TraceStore>>& stores,
             const std::function<bool(std::uint64_t)>& goOn)
{
    ArchiveOptions options;
    options.operationKeys = builtinOperationKeys();
    auto archive = Archive::open(path, std::move(options));
    if (!archive)
        return tl::unexpected(std::move(archive.error()));
    Import import(**archive);
    ImportResult result;
    std::uint64_t spans = 0;
    bool wanted = true;
    for (const auto& store : stores) {
        const auto losses =
            formats::writeTraces(*store, formats::WriteFormat::OtlpProtobuf, [&](std::string_view piece) {
                wanted = wanted && goOn(spans);
                return wanted && import.add(piece);
            });
        for (const formats::WriteLoss& loss : losses)
            result.losses.push_back(std::to_string(loss.count) + " × " + loss.what);
        spans += store->spanCount();
    }
    import.waitFor(0);
    if (!import.reason().isEmpty())
        return tl::unexpected(failure(path, import.reason()));
    if (!wanted) {
        SourceError error = failure(path, QStringLiteral("it was cancelled"));
        error.kind = SourceError::Kind::Cancelled;
        return tl::unexpected(std::move(error));
    }
    result.kept = (*archive)->activity().keptSpans;
    result.repeated = import.repeated();
    return result;
}

} // namespace spanlight::sources
