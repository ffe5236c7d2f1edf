#pragma once

#include "models/sources/archive/archive.h"
#include "models/sources/otlp/received_traces.h"
#include "models/sources/receiver/otlp_receiver.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace spanlight::sources {

/// How `otlp://…` is to be received.
struct OtlpAddress
{
    ReceiverOptions receiver;
    bool grpcWasNamed = false; ///< the address says which port; otherwise receiving goes on without gRPC if it is taken
    QString archive;           ///< file that keeps everything received; empty: none
    QString shown;             ///< as the user gave it
};

/// A receiver and the traces that it received since it was opened, which the archive keeps for later. Shared by a
/// source and its searches, which run in other threads.
class OtlpStation final : public SpanSink
{
public:
    /// `arrived` is called from any thread when spans came after takeArrived() was called the last time, once.
    OtlpStation(OtlpAddress address, std::function<void()> arrived);
    ~OtlpStation() override;

    /// Begins to receive, if that has not happened yet.
    [[nodiscard]] std::optional<SourceError> ensureStarted();
    /// Ends receiving for good; what was received can still be searched. The archive is closed by the destructor, which
    /// may take longer.
    void stop();

    [[nodiscard]] Loaded load(const SearchQuery& query, const LoadProgress& progress);
    [[nodiscard]] std::vector<trace::TraceId> takeArrived();
    /// Without endpoints and counts where it could not be started and before that; while it is at work, what was known
    /// last.
    [[nodiscard]] ReceiverStatus status() const;
    /// "OTLP receiver · http://127.0.0.1:4318 · gRPC http://127.0.0.1:4317"
    [[nodiscard]] QString origin() const;

    [[nodiscard]] bool offer(ReceivedBatch batch, std::function<void(const Keeping&)> done) override;

private:
    [[nodiscard]] std::optional<SourceError> start();
    [[nodiscard]] ReceiverStatus statusNow() const;
    void openArchive();
    void show(std::vector<formats::TracePart> parts);

    const OtlpAddress m_address;
    const std::function<void()> m_arrived;
    ReceivedTraces m_traces;
    std::atomic<bool> m_told = false;

    mutable std::mutex m_shownMutex;
    mutable ReceiverStatus m_shown; // last seen by status()
    mutable std::mutex m_mutex;
    bool m_isStopped = false;
    std::vector<QString> m_notes; // what is not as it was wanted
    QString m_origin;
    ReceiverStatus m_last;                    // while there is no receiver
    std::unique_ptr<Archive> m_archive;       // set before the receiver starts
    std::unique_ptr<OtlpReceiver> m_receiver; // last: its threads use all of the above
};

/// Reads `otlp://host[:port][?grpc=PORT|off][&archive=FILE|off]`; `otlp:` alone means 127.0.0.1:4318, gRPC on 4317 and
/// the user's own archive.
[[nodiscard]] tl::expected<OtlpAddress, SourceError> parseOtlpAddress(const QString& address);

} // namespace spanlight::sources
