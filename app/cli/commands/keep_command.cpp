#include "app/cli/commands/keep_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/trace_loader.h"
#include "models/report/json_text.h"
#include "models/sources/keep_job.h"

#include <QEventLoop>

namespace spanlight::cli {

namespace {

using nlohmann::ordered_json;

CliError noArchive(const sources::Source& source, const std::string& address, const std::string& id)
{
    return wrongUsage(source.title().toStdString() +
                      " has no archive that can be asked to keep a trace; a Jaeger server has. To keep it on this "
                      "machine: spanlight-cli convert " +
                      shellWord(address) + " --trace " + id + " archive:");
}

tl::expected<int, CliError> keep(CommonArguments common, const ArchiveArguments& arguments)
{
    const auto id = trace::parseTraceId(arguments.traceId);
    if (!id || id->empty())
        return tl::unexpected(wrongUsage("'" + arguments.traceId + "' is no trace id: 1 to 32 hexadecimal digits."));
    common.sources = {arguments.source};
    const auto options = connectionOptions(common);
    if (!options)
        return tl::unexpected(options.error());
    const auto list = openSources(common, *options);
    if (!list)
        return tl::unexpected(list.error());
    sources::Source& source = *list->front();
    const auto job = source.keepTrace(*id);
    if (!job)
        return tl::unexpected(noArchive(source, arguments.source, toHex(*id)));
    QEventLoop loop;
    QObject::connect(job.get(), &sources::KeepJob::finished, &loop, &QEventLoop::quit);
    if (!job->isFinished())
        loop.exec();
    if (const auto& error = job->error()) {
        const bool unknown = error->kind == sources::SourceError::Kind::NotFound && error->httpStatus == 404;
        return tl::unexpected(CliError{unknown ? kNotFound : kInputFailed, error->text().toStdString()});
    }
    const ordered_json json{{"schema", "spanlight.archive-keep/1"},
                            {"source", source.address().toStdString()},
                            {"traceId", toHex(*id)},
                            {"kept", true}};
    const std::string text =
        source.title().toStdString() + " keeps trace " + toHex(*id) + " in its archive; it is found by its id\n";
    if (auto done = writeResult(arguments.format == "json" ? report::jsonText(json, 2) : text, {}); !done)
        return tl::unexpected(done.error());
    return kDone;
}

} // namespace

int runArchiveKeep(const CommonArguments& common, const ArchiveArguments& arguments)
{
    return exitCodeOf(keep(common, arguments));
}

} // namespace spanlight::cli
