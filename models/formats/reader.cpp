#include "models/formats/reader.h"

#include "models/formats/format_sink.h"
#include "models/formats/head_sniffer.h"
#include "models/formats/otlp/otlp_protobuf_reader.h"
#include "models/formats/parallel/batch_sink.h"
#include "models/formats/unpacker.h"
#include "models/formats/zip/zip_reader.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

// A small input may unpack to a lot; only what is also large in itself is suspicious.
constexpr std::uint64_t kHarmlessBytes = std::uint64_t{256} << 20;

unsigned threadsOf(const ReadOptions& options)
{
    return options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

} // namespace

struct Reader::State
{
    State(trace::TraceBuilder& b, std::string n, ReadOptions o)
        : builder(b), options(std::move(o)), sink(builder, options), firstSpan(b.spanCount()), name(std::move(n))
    {
    }

    bool feed(std::string_view bytes);
    bool startPacked();
    bool unpack(std::string_view bytes);
    bool takeUnpacked(std::string_view bytes);
    bool startPlain();
    void finish();
    void finishPacking();
    void report();
    void reportNothing();
    void unsupported(std::string_view what, std::string_view advice);
    void unreadable(std::string message) { builder.problem(ProblemCode::UnreadableInput, 0, std::move(message)); }
    [[nodiscard]] std::string_view format() const;
    [[nodiscard]] bool mustReadAgain() const { return batches && batches->hasFailed(); }
    ReadResult result();

    trace::TraceBuilder& builder;
    ReadOptions options;
    FormatSink sink;
    std::size_t firstSpan;

    unsigned threads = 1;
    std::string packedHead;
    bool packedKnown = false;
    std::unique_ptr<Unpacker> unpacker;
    std::unique_ptr<ZipReader> zip; // several inputs in one
    std::string name;
    std::uint64_t packedBytes = 0;

    std::string head;
    std::optional<HeadKind> kind;
    std::optional<BatchSink> batches; // several threads read
    std::optional<DocumentWalker> walker;
    std::optional<OtlpProtobufReader> protobuf;
    std::uint64_t bytes = 0; // unpacked
    bool stopped = false;    // nothing further can matter
};

bool Reader::State::feed(std::string_view piece)
{
    if (stopped)
        return false;
    packedBytes += piece.size();
    if (packedKnown)
        return unpack(piece);
    packedHead.append(piece);
    return packedHead.size() < 4 || startPacked();
}

bool Reader::State::startPacked()
{
    packedKnown = true;
    const HeadKind packing = sniffHead(packedHead);
    if (packing == HeadKind::Gzip)
        unpacker = makeUnpacker("gzip");
    else if (packing == HeadKind::Zstd)
        unpacker = makeUnpacker("zstd");
    else if (packing == HeadKind::Zip)
        zip = std::make_unique<ZipReader>(builder, name, options);
    const std::string first = std::exchange(packedHead, {});
    return unpack(first);
}

bool Reader::State::unpack(std::string_view piece)
{
    if (zip) {
        stopped |= !zip->feed(piece);
        return !stopped;
    }
    if (!unpacker)
        return takeUnpacked(piece);
    const bool more = unpacker->feed(piece, [this](std::string_view unpacked) { return takeUnpacked(unpacked); });
    stopped |= !more;
    return !stopped;
}

bool Reader::State::takeUnpacked(std::string_view piece)
{
    if (stopped)
        return false;
    const bool tooLong = bytes + piece.size() > options.maxBytes;
    if (tooLong)
        piece = piece.substr(0, static_cast<std::size_t>(options.maxBytes - bytes));
    bytes += piece.size();
    if (walker) {
        walker->feed(piece);
        stopped |= mustReadAgain();
    } else if (protobuf) {
        stopped |= !protobuf->feed(piece);
    } else {
        head.append(piece);
        stopped |= head.size() >= kHeadBytes && !startPlain();
    }
    if (tooLong) {
        builder.problem(ProblemCode::LimitReached, bytes,
                        "the input is longer than " + std::to_string(options.maxBytes) +
                            " bytes; the rest was left out");
        stopped = true;
    } else if (unpacker && bytes > kHarmlessBytes && bytes / options.maxUnpackRatio > packedBytes) {
        builder.problem(ProblemCode::LimitReached, bytes,
                        "the packed input unpacks to more than " + std::to_string(options.maxUnpackRatio) +
                            " times its size; the rest was left out");
        stopped = true;
    }
    return !stopped;
}

bool Reader::State::startPlain()
{
    if (leadingSpace(head) == head.size() && sniffHead(head) == HeadKind::Blank) {
        head.assign(1, '\n'); // any amount of white space may come first; what it was does not matter
        return true;
    }
    kind = sniffHead(head);
    if (kind == HeadKind::OtlpProtobuf) {
        protobuf.emplace(builder, options, detectOtlpProtobuf(head).value_or(ProtobufFraming::None));
        const std::string first = std::exchange(head, {});
        return protobuf->feed(first);
    }
    if (kind != HeadKind::Json)
        return false;
    const std::size_t begin = leadingSpace(head);
    if (threads > 1)
        batches.emplace(builder, sink, options, threads);
    DocumentSink& taker = batches ? static_cast<DocumentSink&>(*batches) : sink;
    walker.emplace(taker, options.maxRecordBytes, bytes - head.size() + begin);
    walker->feed(std::string_view(head).substr(begin));
    head = {};
    return true;
}

void Reader::State::finish()
{
    if (!packedKnown)
        startPacked();
    if (zip)
        return zip->finish();
    if (!walker && !protobuf && !kind && !startPlain())
        stopped = true;
    finishPacking();
    if (walker)
        walker->finish();
    if (batches)
        batches->finish();
    if (protobuf)
        protobuf->finish();
    sink.finish();
    report();
}

void Reader::State::finishPacking()
{
    if (!unpacker)
        return;
    if (unpacker->error())
        builder.problem(ProblemCode::Truncated, bytes, *unpacker->error() + "; the rest is missing");
    else if (!stopped && !unpacker->complete())
        builder.problem(ProblemCode::Truncated, bytes, "the packed input ends too early; the rest is missing");
}

void Reader::State::report()
{
    const bool some = builder.spanCount() > firstSpan;
    if (sink.partial())
        builder.problem(ProblemCode::PartialAnswer, 0,
                        "the answer says that it is not complete" +
                            (sink.message().empty() ? std::string() : ": " + sink.message()));
    if ((walker && walker->facts().otherSignal) || (protobuf && protobuf->otherSignal()))
        builder.problem(ProblemCode::OtherSignal, 0,
                        some ? "metrics, logs or profiles between the traces were left out"
                             : "these are OpenTelemetry metrics, logs or profiles, not traces");
    // Beside the data in the legacy envelope, or behind the parts of an answer that went wrong on its way.
    if (some && walker && !sink.errorText().empty() && (walker->facts().paging || walker->facts().result))
        builder.problem(ProblemCode::PartialAnswer, 0, "the back end reports an error: " + sink.errorText());
    if (!some)
        reportNothing();
}

void Reader::State::unsupported(std::string_view what, std::string_view advice)
{
    builder.problem(ProblemCode::UnsupportedFormat, 0,
                    "this is " + std::string(what) + ", which cannot be read; " + std::string(advice));
}

void Reader::State::reportNothing()
{
    const std::string_view known = format();
    const std::string& reason = sink.errorText().empty() ? sink.message() : sink.errorText();
    const std::string advice = "Jaeger JSON, Zipkin JSON (v2) and OTLP (JSON or protobuf) can be read";
    if (known == "other-signal")
        return;
    if (known == "chrome-json")
        return unsupported("a Chrome trace", advice);
    if (known == "error-answer")
        return unreadable("this is the error answer of a server, not traces" +
                          (reason.empty() ? std::string() : ": " + reason));
    if (known == "html")
        return unreadable("this is a web page, not traces; check the address it came from");
    if (isReadable(known))
        return builder.problem(ProblemCode::NoTraces, 0, "there is no trace in it");
    if (kind == HeadKind::Utf16)
        return unreadable("this is UTF-16 text; save it as UTF-8 first");
    if (kind == HeadKind::Zip)
        return unreadable("this is a ZIP archive in another packing; unpack it once first");
    if (kind == HeadKind::Gzip || kind == HeadKind::Zstd)
        return unreadable("this is packed twice; unpack it once first");
    if (bytes == 0)
        return unreadable("the input is empty");
    if (kind == HeadKind::Blank || !kind)
        return unreadable("there is only white space in it");
    if (known == "json" && walker->facts().damaged)
        return unreadable("no traces were found before the place where it stops being JSON; " + advice);
    if (known == "json" && walker->facts().content)
        return unreadable("this is JSON, but there are no traces in it; " + advice);
    if (known == "json")
        return builder.problem(ProblemCode::NoTraces, 0, "this is an empty JSON document");
    unreadable("this is not a trace format that is known; " + advice);
}

std::string_view Reader::State::format() const
{
    if (walker)
        return walker->facts().format();
    if (kind == HeadKind::OtlpProtobuf)
        return protobuf && protobuf->otherSignal() && builder.spanCount() == firstSpan ? "other-signal"
                                                                                       : "otlp-protobuf";
    return kind == HeadKind::Html ? "html" : "";
}

ReadResult Reader::State::result()
{
    ReadResult result;
    if (zip)
        return {zip->recognised(), false, "zip", builder.spanCount() - firstSpan};
    result.format = format();
    result.recognised = isReadable(result.format);
    result.spans = builder.spanCount() - firstSpan;
    builder.setInputFormat(result.format);
    builder.setInputBytes(bytes);
    return result;
}

Reader::Reader(trace::TraceBuilder& builder, std::string name, ReadOptions options, bool canReadAgain)
{
    builder.beginInput(name);
    m_state = std::make_unique<State>(builder, std::move(name), std::move(options));
    if (canReadAgain && !builder.ignoresKnownTraces())
        m_state->threads = threadsOf(m_state->options);
}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

bool Reader::feed(std::string_view bytes)
{
    return m_state->feed(bytes);
}

ReadResult Reader::finish()
{
    m_state->finish();
    return m_state->result();
}

ReadResult Reader::abort(std::string_view reason)
{
    m_state->builder.problem(ProblemCode::Truncated, m_state->bytes,
                             "the input broke off: " + std::string(reason) + "; the rest is missing");
    return finish();
}

bool Reader::mustReadAgain() const
{
    return m_state->mustReadAgain();
}

std::size_t Reader::spans() const
{
    return m_state->builder.spanCount() - m_state->firstSpan;
}

std::string_view detectFormat(std::string_view head)
{
    constexpr std::size_t plenty = std::size_t{64} << 10;
    head = head.substr(0, plenty);
    switch (sniffHead(head)) {
    case HeadKind::Gzip:
        return "gzip";
    case HeadKind::Zstd:
        return "zstd";
    case HeadKind::OtlpProtobuf:
        return "otlp-protobuf";
    case HeadKind::Zip:
        return "zip";
    case HeadKind::Html:
        return "html";
    case HeadKind::Json:
        break;
    default:
        return "";
    }
    class NoSink final : public DocumentSink
    {
        void beginSection(Section) override {}
        void endSection(Section) override {}
        RecordResult part(Part, std::string_view, const Record&) override { return RecordResult::Good; }
        void problem(ProblemCode, std::uint64_t, std::string) override {}
    };
    NoSink sink;
    DocumentWalker walker(sink, plenty, 0);
    walker.feed(head.substr(leadingSpace(head)));
    return walker.facts().format();
}

bool isReadable(std::string_view format)
{
    return format == "jaeger-json" || format == "otlp-json" || format == "otlp-jsonl" || format == "tempo-json" ||
           format == "otlp-protobuf" || format == "zipkin-json" || format == "gzip" || format == "zstd" || format == "zip";
}

} // namespace spanlight::formats
