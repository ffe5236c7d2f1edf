#include "app/cli/commands/convert_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/trace_loader.h"
#include "models/formats/reader.h"
#include "models/formats/writer.h"
#include "models/report/report_parts.h"
#include "models/sources/archive/archive_import.h"
#include "models/sources/archive/archive_place.h"
#include "models/sources/archive/batch_scan.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <unordered_set>

namespace spanlight::cli {

using formats::WriteFormat;

namespace {

constexpr const char* kFormats = "jaeger-json, otlp-jsonl or otlp-protobuf";

tl::expected<WriteFormat, CliError> formatOf(const ConvertArguments& arguments, const std::string& path)
{
    if (!arguments.to.empty())
        return *formats::writeFormatFromName(arguments.to); // the parser knows the names
    std::string name = path;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const auto& [end, format] : {std::pair{".jsonl", WriteFormat::OtlpJson},
                                      {".ndjson", WriteFormat::OtlpJson},
                                      {".json", WriteFormat::JaegerJson},
                                      {".pb", WriteFormat::OtlpProtobuf},
                                      {".protobuf", WriteFormat::OtlpProtobuf},
                                      {".binpb", WriteFormat::OtlpProtobuf}})
        if (name.ends_with(end))
            return format;
    return tl::unexpected(wrongUsage("convert: '" + path +
                                     "' does not tell the format. End it in .json (Jaeger), .jsonl " +
                                     "(OTLP) or .pb (OTLP protobuf), or say --to " + kFormats + "."));
}

// One document needs one store; protobuf carries everything from one to the other. With `onlyMatched` traces that were
// not asked for are left out: files give all that they hold.
std::shared_ptr<const trace::TraceStore> oneStore(const LoadedTraces& loaded, bool onlyMatched)
{
    const auto& stores = loaded.traces.stores();
    const std::unordered_set<trace::TraceId> matched(loaded.matched.begin(), loaded.matched.end());
    if (stores.size() == 1 && (!onlyMatched || matched.size() == stores.front()->traceCount()))
        return stores.front();
    trace::TraceBuilder builder;
    formats::Reader reader(builder, "sources");
    for (const auto& store : stores)
        (void)writeTraces(*store, WriteFormat::OtlpProtobuf, [&](std::string_view piece) {
            if (!onlyMatched)
                return reader.feed(piece);
            const auto isMatched = [&](trace::TraceId id, std::string_view) { return matched.contains(id); };
            return reader.feed(sources::selectSpans(piece, isMatched));
        });
    (void)reader.finish();
    return builder.freeze();
}

tl::expected<int, CliError> importInto(const std::string& address, std::shared_ptr<const trace::TraceStore> store)
{
    const QString path = sources::archivePath(QString::fromLocal8Bit(address.c_str()));
    const auto result = sources::importTraces(path, {std::move(store)}, [](std::uint64_t) { return true; });
    if (!result)
        return tl::unexpected(CliError{kInputFailed, result.error().text().toStdString()});
    for (const std::string& loss : result->losses)
        printNote(loss + ": the archive cannot hold them");
    printNote(report::counted(result->kept, "span", "spans") + " kept in " + path.toStdString() +
              (result->repeated > 0
                   ? "; " + report::counted(result->repeated, "span was", "spans were") + " there already"
                   : ""));
    return kDone;
}

tl::expected<std::vector<formats::WriteLoss>, CliError> writeTo(const std::string& path, const trace::TraceStore& store,
                                                                WriteFormat format)
{
    if (path == "-") {
        auto losses = writeTraces(store, format, [](std::string_view piece) {
            return std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size();
        });
        if (std::fflush(stdout) != 0)
            return tl::unexpected(CliError{kInputFailed, "standard output cannot be written."});
        return losses;
    }
    QSaveFile file(QString::fromLocal8Bit(path.c_str()));
    bool good = file.open(QIODevice::WriteOnly);
    std::vector<formats::WriteLoss> losses;
    if (good)
        losses = writeTraces(store, format, [&](std::string_view piece) {
            return good =
                       file.write(piece.data(), static_cast<qint64>(piece.size())) == static_cast<qint64>(piece.size());
        });
    if (!good || !file.commit())
        return tl::unexpected(CliError{kInputFailed, path + " cannot be written: " + file.errorString().toStdString() +
                                                         ". Choose another place, or look at its permissions and free "
                                                         "space."});
    return losses;
}

// Everything, or what was asked for: then it must be there.
tl::expected<LoadedTraces, CliError> load(const CommonArguments& common, const ConvertArguments& arguments)
{
    const auto profiles = profileArgument(common);
    if (!profiles)
        return tl::unexpected(profiles.error());
    sources::SearchQuery query;
    query.limit = 0;
    profiles->prepare(query, arguments.operation);
    if (!arguments.traceId.empty())
        query.traceIds.push_back(QString::fromStdString(arguments.traceId));
    auto loaded = loadTraces(common, query, arguments.operation);
    const bool isSubject = !arguments.operation.empty() || !arguments.traceId.empty();
    if (loaded && isSubject && loaded->matched.empty())
        return tl::unexpected(CliError{loaded->context.complete ? kNotFound : kInputFailed,
                                       "no trace of " +
                                           (arguments.operation.empty() ? arguments.traceId : arguments.operation) +
                                           " was found; nothing was written."});
    return loaded;
}

tl::expected<int, CliError> convert(CommonArguments common, const ConvertArguments& arguments)
{
    if (common.files.size() + common.sources.size() < 2 || common.files.empty())
        return tl::unexpected(wrongUsage("convert needs where from and where to: spanlight-cli convert IN OUT"));
    const std::string out = common.files.back();
    common.files.pop_back();
    const bool intoArchive = sources::isArchiveAddress(QString::fromLocal8Bit(out.c_str()));
    const auto format =
        intoArchive ? tl::expected<WriteFormat, CliError>(WriteFormat::OtlpProtobuf) : formatOf(arguments, out);
    if (!format)
        return tl::unexpected(format.error());
    const auto loaded = load(common, arguments);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const auto store = oneStore(*loaded, !arguments.operation.empty() || !arguments.traceId.empty());
    if (intoArchive) {
        for (const std::string& loss : loaded->losses)
            printNote(loss);
        return importInto(out, store);
    }
    const auto losses = writeTo(out, *store, *format);
    if (!losses)
        return tl::unexpected(losses.error());
    for (const std::string& loss : loaded->losses)
        printNote(loss);
    for (const formats::WriteLoss& loss : *losses)
        printNote(std::to_string(loss.count) + " × " + loss.what + ": the format cannot hold them");
    if (out != "-")
        printNote(report::counted(store->spanCount(), "span", "spans") + " of " +
                  report::counted(store->traceCount(), "trace", "traces") + " written to " + out);
    return kDone;
}

} // namespace

int runConvert(const CommonArguments& common, const ConvertArguments& arguments)
{
    return exitCodeOf(convert(common, arguments));
}

} // namespace spanlight::cli
