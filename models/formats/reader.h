#pragma once

#include "models/trace/trace_builder.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// Limits and callbacks of a read. Whatever a limit leaves out is listed as a loss in the builder's log.
struct ReadOptions
{
    /// Unpacked bytes of one input; the rest is left out.
    std::uint64_t maxBytes = std::uint64_t{64} << 30;
    /// A packed input that unpacks to more than 256 MiB and more than this many times its size is refused from there
    /// on.
    std::uint64_t maxUnpackRatio = 250;
    /// A text or bytes value that is longer is cut and marked.
    std::size_t maxValueBytes = std::size_t{16} << 20;
    /// Bytes of one span, process or resource; longer ones are left out.
    std::size_t maxRecordBytes = std::size_t{512} << 20;
    /// Attributes of one span, event, link or resource; the rest is left out.
    std::size_t maxAttributes = 10'000;
    /// Levels of arrays and maps inside one attribute value; the inner part is left out.
    std::size_t maxNesting = 64;
    /// Threads that read at the same time; 0: as many as there are processor cores. The result is the same. Only inputs
    /// that can be read twice (files and bytes in memory) are read by several.
    unsigned threads = 0;
    /// Bytes of records that are read at once before other threads are started.
    std::size_t bytesBeforeThreads = std::size_t{2} << 20;
    /// Bytes of records that a thread takes at a time.
    std::size_t batchBytes = std::size_t{512} << 10;
    /// Bytes that are read at once; also how often progress is reported.
    std::size_t chunkBytes = std::size_t{256} << 10;
    /// Called with bytes done and bytes in all (0: not known); returns false to cancel.
    std::function<bool(std::uint64_t done, std::uint64_t total)> progress;
};

/// What came of one input (readPath on a folder: of all its files).
struct ReadResult
{
    bool recognised = false; ///< the format is one that can be read, even if no span was in it
    bool cancelled = false;  ///< progress said stop; what came before is in the builder
    std::string format;      ///< format name (see detectFormat), empty when nothing was recognised
    std::size_t spans = 0;   ///< spans added to the builder
};

/// Reads one input piece by piece: unpacks it, recognises its format by its content and adds its spans to a builder.
///
/// Never throws; every problem goes to the builder's log with its byte offset in the unpacked input. Pieces may end
/// anywhere, the result is the same. Used by one thread. The builder must live as long as the reader.
class Reader
{
public:
    /// Begins a new input of the builder. `name` is shown to people and must not contain secrets.
    /// `canReadAgain`: the caller asks mustReadAgain() at the end; only then several threads are used.
    Reader(trace::TraceBuilder& builder, std::string name, ReadOptions options = {}, bool canReadAgain = false);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    /// Takes the next piece. False: further bytes cannot change the result any more (not a trace format, limit).
    bool feed(std::string_view bytes);
    /// No more bytes will come. Logs what is missing. Call once.
    ReadResult finish();
    /// Logs that the bytes stopped coming for this reason (connection lost, read error), then finishes.
    ReadResult abort(std::string_view reason);
    /// The input is damaged in a way that only one thread can cope with: what came of it must be dropped
    /// (TraceBuilder::goBackTo) and the input read again with ReadOptions::threads = 1. feed() returns false then.
    [[nodiscard]] bool mustReadAgain() const;
    /// Spans added so far.
    [[nodiscard]] std::size_t spans() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A whole input in memory, for example the answer of a server.
ReadResult readBytes(std::string_view bytes, std::string name, trace::TraceBuilder& builder,
                     const ReadOptions& options = {});

/// One file; a path that cannot be read is logged as ProblemCode::UnreadableInput.
ReadResult readFile(const std::filesystem::path& path, trace::TraceBuilder& builder, const ReadOptions& options = {});

/// A file, or every trace file in a folder and its subfolders by name. Other files of a folder are passed over with a
/// note (ProblemCode::OtherSignal); a folder without any trace file is ProblemCode::UnreadableInput.
ReadResult readPath(const std::filesystem::path& path, trace::TraceBuilder& builder, const ReadOptions& options = {});

/// Everything that comes from a stream, for example standard input.
ReadResult readStream(std::istream& stream, std::string name, trace::TraceBuilder& builder,
                      const ReadOptions& options = {});

/// Format by the first bytes (64 KiB are plenty), never by a name.
///
/// `jaeger-json`, `otlp-json`, `otlp-jsonl`, `otlp-protobuf`, `tempo-json`, `zipkin-json` can be read; `chrome-json` is
/// recognised; `gzip`, `zstd` and `zip` must be unpacked to know more; `error-answer` is a back end's error in JSON,
/// `other-signal` OTLP metrics, logs or profiles, `html` a web page, `json` any other JSON. Empty: none of these.
[[nodiscard]] std::string_view detectFormat(std::string_view head);

/// Whether a Reader can get spans out of the format (`gzip`, `zstd` and `zip` included).
[[nodiscard]] bool isReadable(std::string_view format);

} // namespace spanlight::formats
