#include "app/cli/commands/serve_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/commands/archive_command.h"
#include "models/report/report_parts.h"
#include "models/sources/archive/archive.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/archive_reader.h"
#include "models/sources/receiver/otlp_receiver.h"

#include <QFileInfo>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>

#include <signal.h>
#include <unistd.h>

namespace spanlight::cli {

using sources::Archive;
using sources::ArchiveLimits;
using sources::OtlpReceiver;
using sources::ReceiverCounts;

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
/// Seconds between two lines where nobody watches a terminal.
constexpr int kSecondsBetweenLines = 60;

CliError failed(const sources::SourceError& error)
{
    return {kInputFailed, error.text().toStdString()};
}

/// The signals that end the program, held back from before the first thread is made until they are waited for.
class EndSignals
{
public:
    EndSignals()
    {
        sigemptyset(&m_signals);
        for (const int number : {SIGINT, SIGTERM, SIGHUP})
            sigaddset(&m_signals, number);
        pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
    }
    /// From here on a second signal ends the program at once.
    ~EndSignals() { letThrough(); }
    EndSignals(const EndSignals&) = delete;
    EndSignals& operator=(const EndSignals&) = delete;

    /// Waits for a second; true when one of them has come.
    [[nodiscard]] bool came() const
    {
        const timespec second{1, 0};
        return sigtimedwait(&m_signals, nullptr, &second) > 0;
    }
    void letThrough() const { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }

private:
    sigset_t m_signals{};
    sigset_t m_before{};
};

/// One line that says how it goes, renewed every second on a terminal.
class StatusLine
{
public:
    StatusLine() : m_terminal(isatty(STDERR_FILENO) == 1) {}

    void show(const ReceiverCounts& counts, const sources::ArchiveActivity& activity)
    {
        tellReasons(counts);
        const std::uint64_t rate = counts.spans - m_spans;
        m_spans = counts.spans;
        const bool isDue = ++m_second % kSecondsBetweenLines == 0 && counts.requests != m_requests;
        if (!m_terminal && !isDue)
            return;
        m_requests = counts.requests;
        std::string text = std::to_string(rate) + " spans/s · " + std::to_string(counts.spans) + " kept · " +
                           std::to_string(counts.rejected) + " rejected · " + std::to_string(counts.waiting) +
                           " requests waiting · " + std::to_string(counts.refused) + " told to come again";
        if (counts.malformed > 0)
            text += " · " + std::to_string(counts.malformed) + " not understood";
        if (!activity.problem.isEmpty())
            text += " · " + activity.problem.toStdString();
        if (m_terminal)
            std::fprintf(stderr, "\r\033[K%s", text.c_str());
        else
            printNote(text);
    }
    void end() const
    {
        if (m_terminal)
            std::fputs("\r\033[K", stderr);
    }

private:
    // Each once: whoever waits for spans that do not come learns why.
    void tellReasons(const ReceiverCounts& counts)
    {
        for (; m_reasons < counts.turnedAway.size(); ++m_reasons) {
            end();
            printNote("a request was turned away: " + counts.turnedAway[m_reasons].reason);
        }
    }

    bool m_terminal;
    std::size_t m_reasons = 0; // told
    int m_second = 0;
    std::uint64_t m_spans = 0;
    std::uint64_t m_requests = 0;
};

sources::ReceiverOptions receiverOptions(const ServeArguments& arguments)
{
    sources::ReceiverOptions options;
    options.host = arguments.listen;
    options.httpPort = static_cast<std::uint16_t>(arguments.httpPort);
    options.grpcPort = arguments.noGrpc ? std::nullopt : std::optional(static_cast<std::uint16_t>(arguments.grpcPort));
    options.allowedHosts = arguments.allowedHosts;
    return options;
}

std::string welcome(const OtlpReceiver& receiver, const QString& path)
{
    const std::string http = receiver.httpEndpoint();
    const auto grpc = receiver.grpcEndpoint();
    std::string text = "Receives spans into " + path.toStdString() + "\n  OTLP/HTTP  " + http + "\n";
    if (grpc)
        text += "  OTLP/gRPC  " + *grpc + "\n";
    text += "Start the programs that send with\n  OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n"
            "  OTEL_EXPORTER_OTLP_ENDPOINT=" +
            http + "\n";
    if (grpc)
        text += "or\n  OTEL_EXPORTER_OTLP_PROTOCOL=grpc\n  OTEL_EXPORTER_OTLP_ENDPOINT=" + *grpc + "\n";
    const bool isOwn = path == sources::archivePath();
    return text + "and look with\n  spanlight-cli search " +
           shellWord(isOwn ? "archive:" : "archive:" + path.toStdString()) + "\nCtrl+C ends it.\n";
}

tl::expected<int, CliError> serve(const ServeArguments& arguments)
{
    const EndSignals ending; // before any thread
    const QString path = sources::archivePath(QString::fromStdString(arguments.archive));
    const auto limits = archiveLimits(arguments.maxSize, arguments.maxAge, path);
    if (!limits)
        return tl::unexpected(limits.error());
    sources::ArchiveOptions archiveOptions;
    archiveOptions.operationKeys = sources::builtinOperationKeys();
    archiveOptions.limits = *limits;
    auto archive = Archive::open(path, std::move(archiveOptions));
    if (!archive)
        return tl::unexpected(failed(archive.error()));
    auto receiver = OtlpReceiver::start(receiverOptions(arguments), **archive);
    if (!receiver)
        return tl::unexpected(CliError{kInputFailed, receiver.error().where + ": " + receiver.error().what + ". " +
                                                         receiver.error().advice +
                                                         " (--http-port, --grpc-port, --no-grpc)."});
    if (!sources::isLoopbackHost(arguments.listen))
        printNote("--listen " + arguments.listen +
                  ": every machine that can reach this one can send spans here. Nothing asks them who they are.");
    if (auto written = writeResult(welcome(**receiver, path), {}); !written)
        return tl::unexpected(written.error());
    StatusLine status;
    while (!ending.came())
        status.show((*receiver)->counts(), (*archive)->activity());
    status.end();
    ending.letThrough();
    (*receiver).reset(); // answers what has arrived
    const auto activity = (*archive)->activity();
    (*archive).reset();
    printNote("kept " + report::counted(activity.keptSpans, "span", "spans") + " of " +
              report::counted(activity.keptBatches, "request", "requests") + " in " + path.toStdString());
    return kDone;
}

} // namespace

int runServe(const ServeArguments& arguments)
{
    return exitCodeOf(serve(arguments));
}

} // namespace spanlight::cli
