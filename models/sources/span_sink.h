#pragma once

#include <QString>

#include <cstdint>
#include <functional>
#include <string>

namespace spanlight::sources {

/// One export request of a sender, complete and known to be well-formed: the bytes of an OTLP
/// ExportTraceServiceRequest in protobuf, uncompressed.
struct ReceivedBatch
{
    std::string otlpProtobuf;
    std::int64_t receivedUnixNs = 0;
    std::uint32_t spans = 0; ///< that it holds
};

/// What became of a batch. Only `Kept` may be acknowledged to the sender as a success.
struct Keeping
{
    enum class State : std::uint8_t {
        Kept,   ///< it survives the end of this process
        Failed, ///< it is not kept and would not be if it were sent again at once: a full disk, a read-only file
    };
    State state = State::Kept;
    QString reason; ///< one sentence for the sender, when not kept
};

/// Takes batches that arrive faster than a person looks: the archive, or a test's list.
class SpanSink
{
public:
    virtual ~SpanSink() = default;

    /// Called from any thread; never blocks on the disk. `done` is called exactly once, from the sink's own thread, when
    /// the batch is kept or lost. Gives false, and never calls `done`, when too much waits already: the sender is to be
    /// told to come again (HTTP 429 or 503, gRPC UNAVAILABLE).
    [[nodiscard]] virtual bool offer(ReceivedBatch batch, std::function<void(const Keeping&)> done) = 0;
};

} // namespace spanlight::sources
