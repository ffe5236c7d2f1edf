#include "app/cli/program.h"

#include "app/cli/commands/archive_command.h"
#include "app/cli/commands/compare_command.h"
#include "app/cli/commands/convert_command.h"
#include "app/cli/commands/diagnose_command.h"
#include "app/cli/commands/doctor_command.h"
#include "app/cli/commands/info_command.h"
#include "app/cli/commands/keep_command.h"
#include "app/cli/commands/profile_command.h"
#include "app/cli/commands/rules_command.h"
#include "app/cli/commands/search_command.h"
#include "app/cli/commands/serve_command.h"
#include "app/cli/commands/timeline_command.h"
#include "app/cli/commands_hint.h"
#include "models/report/json_report.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

namespace spanlight::cli {

namespace {

constexpr const char* kAbout =
    R"(Says which phase of an operation is stuck, slow or broken, why, on what evidence, and what to do.

SOURCE is a file or folder (Jaeger, Zipkin or OTLP JSON, also .gz, .zst and .zip), '-' for standard input,
demo: (bundled traces), archive: (the local store), or a server: jaeger+http://host:16686, tempo+http://host:3200,
zipkin+http://host:9411, victoriatraces+http://host:10428, http://host:16686 (asked what it is), or
otlp://127.0.0.1:4318 (waits for what is sent to it).)";

constexpr const char* kExamples = R"(
Examples:
  spanlight-cli info traces.json
  spanlight-cli search demo:
  spanlight-cli search jaeger+http://localhost:16686 --errors --since 2h
  spanlight-cli diagnose jaeger+http://localhost:16686 --operation op_training_20251111_123456_ab12cd34
  spanlight-cli diagnose traces/ --operation ID --now 2025-11-11T12:50:00Z --format markdown --output report.md
  spanlight-cli diagnose traces.json --all --fail-on error
  spanlight-cli timeline demo: --operation ID --output timeline.png
  spanlight-cli compare traces/ EARLIER_ID LATER_ID
  spanlight-cli convert traces.json traces.pb
  spanlight-cli doctor jaeger+http://localhost:16686 --ktrdr http://localhost:8000
  spanlight-cli convert traces.json archive:
  spanlight-cli profile explain traces.json --profile my-system.json
  spanlight-cli serve

Exit codes: 0 done, 1 a finding at or above --fail-on, 2 wrong usage, 3 input or connection failed,
4 not found although everything was searched.)";

void addConnection(CLI::App& command, CommonArguments& common)
{
    const char* group = "Connection";
    command.add_option("--timeout", common.timeoutSeconds, "longest wait for an answer")
        ->type_name("SECONDS")
        ->capture_default_str()
        ->group(group);
    command.add_option("--header", common.headers, "HTTP header 'Name: value' (repeatable); secrets as 'Name: @FILE'")
        ->type_name("HEADER")
        ->allow_extra_args(false)
        ->group(group);
    command.add_option("--token-file", common.tokenFile, "file with a bearer token")->type_name("FILE")->group(group);
    command.add_option("--ca", common.caFile, "certificates to trust, PEM")->type_name("FILE")->group(group);
    command.add_flag("--insecure", common.insecure, "accept any certificate")->group(group);
    command.add_option("--tenant", common.tenant, "tenant of a server with several")->type_name("ID")->group(group);
}

void addCommon(CLI::App& command, CommonArguments& common)
{
    command.add_option("SOURCE", common.files, "files, folders, '-', or addresses of sources");
    command
        .add_option("--source", common.sources,
                    "a source (repeatable): path, demo:, archive:[FILE], otlp://127.0.0.1:4318, "
                    "jaeger+http://host:16686[/base/path], tempo+http://host:3200[?tenant=ID], "
                    "zipkin+http://host:9411, victoriatraces+http://host:10428, http://…")
        ->type_name("URL")
        ->allow_extra_args(false);
    command.add_option("--profile", common.profile, "vocabulary: auto, ktrdr, opentelemetry, or a file")
        ->type_name("NAME|FILE")
        ->capture_default_str();
    command
        .add_option("--now", common.now,
                    "moment of looking, RFC 3339 or Unix seconds; default: the wall clock for servers, the end of the "
                    "recording for files")
        ->type_name("TIME");
    addConnection(command, common);
    const char* companions = "Companions";
    command.add_option("--prometheus", common.prometheus, "Prometheus server")->type_name("URL")->group(companions);
    command.add_option("--grafana", common.grafana, "Grafana server")->type_name("URL")->group(companions);
    command.add_option("--ktrdr", common.ktrdr, "operations API")->type_name("URL")->group(companions);
}

void addFormat(CLI::App& command, std::string& format, std::vector<std::string> formats)
{
    command.add_option("--format", format, "form of the result")->check(CLI::IsMember(std::move(formats)));
}

void addOutput(CLI::App& command, std::string& output, const char* what)
{
    command.add_option("--output", output, what)->type_name("FILE");
}

void addSearch(CLI::App& command, SearchArguments& arguments)
{
    command.add_option("--operation", arguments.operation, "operation id")->type_name("ID");
    command.add_option("--trace", arguments.traceId, "trace id")->type_name("ID");
    command.add_option("--type", arguments.type, "operation type: training, backtesting, data-load, …")->type_name("T");
    command
        .add_option("--status", arguments.status, "state: completed, failed, cancelled, running, stuck, lost, unknown")
        ->check(CLI::IsMember({"completed", "failed", "cancelled", "running", "stuck", "lost", "unknown"},
                              CLI::ignore_case))
        ->type_name("S");
    command.add_option("--service", arguments.service, "service that has a matching span")->type_name("N");
    command.add_option("--name", arguments.name, "name of a matching span")->type_name("N");
    command.add_option("--attr", arguments.attributes, "attribute of a matching span (repeatable, all must hold)")
        ->type_name("K=V")
        ->allow_extra_args(false);
    command
        .add_option("--query", arguments.query,
                    "TraceQL, for Tempo: traces that it matches, and for which the other options hold")
        ->type_name("TRACEQL");
    command.add_flag("--errors", arguments.errors, "only traces with error spans");
    command.add_option("--since", arguments.since, "earliest start: a moment, or 2h for two hours ago")->type_name("T");
    command.add_option("--until", arguments.until, "latest start")->type_name("T");
    command
        .add_option("--min-duration", arguments.minDuration,
                    "at least this long: the trace, or with --name that span; 250ms, 1.5s, 2m")
        ->type_name("D");
    command
        .add_option("--max-duration", arguments.maxDuration, "at most this long: the trace, or with --name that span")
        ->type_name("D");
    command.add_option("--limit", arguments.limit, "most results")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command.add_option("--by", arguments.by, "one line per operation or per trace")
        ->check(CLI::IsMember({"operation", "trace"}));
    addFormat(command, arguments.format, {"text", "json"});
}

void addDiagnose(CLI::App& command, DiagnoseArguments& arguments)
{
    command.add_option("--operation", arguments.operation, "operation id")->type_name("ID");
    command.add_option("--trace", arguments.traceId, "trace id")->type_name("ID");
    command.add_flag("--all", arguments.all, "every operation, one JSON document per line");
    addFormat(command, arguments.format, {"text", "markdown", "html", "json"});
    addOutput(command, arguments.output, "write to a file; without --format .md, .html and .json say the form");
    command.add_option("--fail-on", arguments.failOn, "exit code 1 for a finding at or above this severity")
        ->check(CLI::IsMember({"info", "warning", "error", "critical"}));
    command.add_flag("--redact", arguments.redact, "hide what looks like secrets or personal data");
    command
        .add_option_function<std::string>(
            "--scenario",
            [&arguments](const std::string& name) {
                arguments.scenario = name;
                arguments.scenarioGiven = true;
            },
            "also walk from a symptom to its cause: stuck, slow, failed, …, 'list' for all, or a file")
        ->expected(0, 1)
        ->type_name("NAME|FILE");
    command.add_flag("--explain", arguments.explain,
                     "how the verdict was found; with --scenario what each step asked, on what evidence");
}

void addTimeline(CLI::App& command, TimelineArguments& arguments)
{
    command.add_option("--operation", arguments.operation, "operation id")->type_name("ID");
    command.add_option("--trace", arguments.traceId, "trace id")->type_name("ID");
    addFormat(command, arguments.format, {"text", "json"});
    command.add_flag("--calls", arguments.calls, "the calls to other services: address, answer, attempts, duration");
    addOutput(command, arguments.output,
              "write to a file; .svg and .png make a picture, .json the rows, .txt or no ending the text");
    command
        .add_option("--columns", arguments.columns,
                    "width of the text; default: the terminal's, and without a terminal no call is cut")
        ->check(CLI::Range(40, 400));
    command.add_flag("--dark", arguments.dark, "picture with a dark background");
}

CLI::App* addRules(CLI::App& app, CommonArguments& common, RulesArguments& arguments)
{
    auto* rules = app.add_subcommand("rules", "what each rule looks for, needs and keeps silent about");
    addFormat(*rules, arguments.format, {"text", "markdown", "json"});
    rules->add_option("--profile", common.profile, "thresholds of this vocabulary: a built-in one, or a file")
        ->type_name("NAME|FILE");
    return rules;
}

CLI::App* addServe(CLI::App& app, ServeArguments& arguments)
{
    auto* serve = app.add_subcommand("serve", "receive spans over OTLP and keep them in the archive");
    serve
        ->add_option("--listen", arguments.listen,
                     "address to receive at; others than loopback let other machines send")
        ->type_name("HOST")
        ->capture_default_str();
    serve->add_option("--http-port", arguments.httpPort, "port of OTLP/HTTP; 0: any free one")
        ->type_name("N")
        ->check(CLI::Range(0, 65'535))
        ->capture_default_str();
    serve->add_option("--grpc-port", arguments.grpcPort, "port of OTLP/gRPC; 0: any free one")
        ->type_name("N")
        ->check(CLI::Range(0, 65'535))
        ->capture_default_str();
    serve->add_flag("--no-grpc", arguments.noGrpc, "receive over HTTP only");
    serve
        ->add_option("--allow-host", arguments.allowedHosts,
                     "name by which senders may call this machine (repeatable), for example host.docker.internal")
        ->type_name("NAME")
        ->allow_extra_args(false);
    serve->add_option("--archive", arguments.archive, "the archive's file; default: your own, as archive: names it")
        ->type_name("FILE");
    serve->add_option("--max-size", arguments.maxSize, "limit of the file, 500MB, 4GB; 0: none; it stays with the file")
        ->type_name("SIZE");
    serve
        ->add_option("--max-age", arguments.maxAge,
                     "limit of the time since a trace's last span came, 12h, 30d; 0: none")
        ->type_name("D");
    return serve;
}

constexpr const char* kDoctorAbout = R"(
For each part that is named: does it answer, what is it, what does it hold, how new is it, do the clocks agree, which
services are silent, where is the trace context lost, how good is the instrumentation; each with a remedy.

Exit codes: 0 nothing is wrong, 1 a warning or an error, 2 wrong usage, 3 nothing could be reached.

Examples:
  spanlight-cli doctor jaeger+http://localhost:16686
  spanlight-cli doctor jaeger+http://localhost:16686 --prometheus http://localhost:9090 --ktrdr http://localhost:8000
  spanlight-cli doctor traces.json --format json)";

CLI::App* addDoctor(CLI::App& app, CommonArguments& common, DoctorArguments& arguments)
{
    auto* doctor = app.add_subcommand("doctor", "is the telemetry itself fit: sources, clocks, propagation, quality");
    addCommon(*doctor, common);
    addFormat(*doctor, arguments.format, {"text", "json"});
    doctor->footer(kDoctorAbout);
    return doctor;
}

std::vector<std::string> commandsOf(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    return names;
}

void addCompare(CLI::App& command, CompareArguments& arguments)
{
    addFormat(command, arguments.format, {"text", "markdown", "json"});
    addOutput(command, arguments.output, "write to a file; without --format .md and .json say the form");
    command.add_flag("--redact", arguments.redact, "hide what looks like secrets or personal data");
}

/// `profile` and the commands below it.
struct ProfileCommands
{
    CLI::App* profile = nullptr;
    CLI::App* check = nullptr;
    CLI::App* explain = nullptr;
    CLI::App* show = nullptr;
};

ProfileCommands addProfile(CLI::App& app, CommonArguments& common, ProfileArguments& arguments)
{
    ProfileCommands commands;
    commands.profile = app.add_subcommand("profile", "vocabularies: is one valid, what does it make of these traces");
    commands.profile->require_subcommand(1);
    commands.check = commands.profile->add_subcommand("check", "is a profile valid; every mistake with its place");
    commands.check->add_option("FILE", arguments.files, "profiles, JSON")->required();
    addFormat(*commands.check, arguments.format, {"text", "json"});
    commands.explain = commands.profile->add_subcommand(
        "explain", "which spans matched which role, meaning and phase, what stayed unknown, what to add");
    addCommon(*commands.explain, common);
    addFormat(*commands.explain, arguments.format, {"text", "json"});
    commands.show = commands.profile->add_subcommand("show", "the document of a built-in profile, to start from");
    commands.show->add_option("NAME", arguments.name, "ktrdr, opentelemetry or jobqueue")->required();
    commands.profile->add_subcommand("list", "the built-in profiles");
    return commands;
}

/// `archive` and the commands below it.
struct ArchiveCommands
{
    CLI::App* archive = nullptr;
    CLI::App* check = nullptr;
    CLI::App* prune = nullptr;
    CLI::App* keep = nullptr;
};

void addKeep(CLI::App& command, CommonArguments& common, ArchiveArguments& arguments)
{
    command.add_option("SOURCE", arguments.source, "the server: jaeger+http://host:16686[/base/path]")->required();
    command.add_option("TRACE_ID", arguments.traceId, "the trace")->required();
    addFormat(command, arguments.format, {"text", "json"});
    addConnection(command, common);
}

ArchiveCommands addArchive(CLI::App& app, CommonArguments& common, ArchiveArguments& arguments)
{
    ArchiveCommands commands;
    commands.archive = app.add_subcommand(
        "archive", "the local store of traces: what is in it, is it sound, prune it; keep: in a server's own");
    commands.archive->require_subcommand(1);
    auto* info = commands.archive->add_subcommand("info", "sizes, spans, traces, time range, limits, losses");
    commands.check = commands.archive->add_subcommand("check", "is it sound; exit code 1 when it is not");
    commands.prune = commands.archive->add_subcommand("prune", "delete the oldest traces beyond the limits");
    for (CLI::App* command : {info, commands.check, commands.prune}) {
        command->add_option("FILE", arguments.file, "the archive's file; default: your own, as archive: names it");
        addFormat(*command, arguments.format, {"text", "json"});
    }
    commands.prune->add_option("--max-size", arguments.maxSize, "new limit of the file, 500MB, 4GB; 0: none; it stays")
        ->type_name("SIZE");
    commands.prune
        ->add_option("--max-age", arguments.maxAge,
                     "new limit of the time since a trace's last span came, 12h, 30d; 0: none")
        ->type_name("D");
    commands.keep = commands.archive->add_subcommand("keep", "ask a Jaeger to keep a trace in the archive of its own");
    addKeep(*commands.keep, common, arguments);
    return commands;
}

int runArchive(const ArchiveCommands& commands, const CommonArguments& common, const ArchiveArguments& arguments)
{
    if (commands.keep->parsed())
        return runArchiveKeep(common, arguments);
    if (commands.check->parsed())
        return runArchiveCheck(arguments);
    return commands.prune->parsed() ? runArchivePrune(arguments) : runArchiveInfo(arguments);
}

void addConvert(CLI::App& command, ConvertArguments& arguments)
{
    command
        .add_option("--to", arguments.to,
                    "format; default: by the file's name, .json (Jaeger), .jsonl (OTLP) or .pb (OTLP protobuf)")
        ->check(CLI::IsMember({"jaeger-json", "otlp-jsonl", "otlp-protobuf"}));
    command.add_option("--operation", arguments.operation, "only the traces of this operation")->type_name("ID");
    command.add_option("--trace", arguments.traceId, "only this trace")->type_name("ID");
}

int runProfile(const ProfileCommands& commands, const CommonArguments& common, const ProfileArguments& arguments)
{
    if (commands.check->parsed())
        return runProfileCheck(arguments);
    if (commands.explain->parsed())
        return runProfileExplain(common, arguments);
    return commands.show->parsed() ? runProfileShow(arguments) : runProfileList();
}

int usageError(const CLI::App& app, const CLI::ParseError& error)
{
    if (error.get_exit_code() == 0)
        return app.exit(error);
    printError(error.what());
    std::fputs("Run 'spanlight-cli --help' or 'spanlight-cli COMMAND --help'.\n", stderr);
    return kWrongUsage;
}

void noteCompanions(const CommonArguments& common)
{
    for (const auto& [option, value] :
         {std::pair{"--prometheus", &common.prometheus}, {"--grafana", &common.grafana}, {"--ktrdr", &common.ktrdr}})
        if (!value->empty())
            printNote(std::string(option) + " is asked by diagnose, timeline and doctor only.");
}

} // namespace

bool needsGui(int argc, const char* const* argv)
{
    return std::any_of(argv, argv + argc, [](const char* argument) {
        const std::string_view text(argument);
        return text.size() >= 4 && (text.ends_with(".png") || text.ends_with(".PNG"));
    });
}

int runProgram(int argc, const char* const* argv)
{
    CLI::App app(kAbout, "spanlight-cli");
    app.footer(kExamples);
    app.set_version_flag("--version", "spanlight-cli " + std::string(report::generatorVersion()));
    app.require_subcommand(1);
    CommonArguments common;
    InfoArguments infoArguments;
    SearchArguments searchArguments;
    DiagnoseArguments diagnoseArguments;
    DoctorArguments doctorArguments;
    TimelineArguments timelineArguments;
    CompareArguments compareArguments;
    ConvertArguments convertArguments;
    auto* info = app.add_subcommand("info", "what is in the sources: format, traces, services, operations, losses");
    addCommon(*info, common);
    addFormat(*info, infoArguments.format, {"text", "json"});
    auto* search = app.add_subcommand("search", "operations or traces that match, newest first");
    addCommon(*search, common);
    addSearch(*search, searchArguments);
    auto* diagnose = app.add_subcommand("diagnose", "the verdict on an operation or trace, with evidence and remedy");
    addCommon(*diagnose, common);
    addDiagnose(*diagnose, diagnoseArguments);
    diagnose->footer("\nRules ('spanlight-cli rules' tells more):\n" + rulesHelp() + kExamples);
    auto* timeline = app.add_subcommand("timeline", "the timeline of an operation or trace as text, rows or picture");
    addCommon(*timeline, common);
    addTimeline(*timeline, timelineArguments);
    auto* compare = app.add_subcommand(
        "compare", "what differs between two operations or traces: the last two arguments are their ids");
    addCommon(*compare, common);
    addCompare(*compare, compareArguments);
    auto* convert = app.add_subcommand(
        "convert",
        "everything in the sources in another format: the last argument is the file to write, '-', or archive:");
    addCommon(*convert, common);
    const CLI::App* doctor = addDoctor(app, common, doctorArguments);
    addConvert(*convert, convertArguments);
    ArchiveArguments archiveArguments;
    const ArchiveCommands archive = addArchive(app, common, archiveArguments);
    ProfileArguments profileArguments;
    RulesArguments rulesArguments;
    const CLI::App* rules = addRules(app, common, rulesArguments);
    ServeArguments serveArguments;
    const CLI::App* serve = addServe(app, serveArguments);
    const ProfileCommands profile = addProfile(app, common, profileArguments);
    if (const auto wrong = argc > 1 ? unknownCommand(argv[1], commandsOf(app)) : std::nullopt) {
        printError(*wrong);
        return kWrongUsage;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return usageError(app, error);
    }
    if (!diagnose->parsed() && !timeline->parsed() && !doctor->parsed())
        noteCompanions(common);
    if (info->parsed())
        return runInfo(common, infoArguments);
    if (search->parsed())
        return runSearch(common, searchArguments);
    if (diagnose->parsed())
        return runDiagnose(common, diagnoseArguments);
    if (doctor->parsed())
        return runDoctor(common, doctorArguments);
    if (compare->parsed())
        return runCompare(common, compareArguments);
    if (convert->parsed())
        return runConvert(common, convertArguments);
    if (serve->parsed())
        return runServe(serveArguments);
    if (rules->parsed())
        return runRules(common, rulesArguments);
    if (archive.archive->parsed())
        return runArchive(archive, common, archiveArguments);
    if (profile.profile->parsed())
        return runProfile(profile, common, profileArguments);
    return runTimeline(common, timelineArguments);
}

} // namespace spanlight::cli
