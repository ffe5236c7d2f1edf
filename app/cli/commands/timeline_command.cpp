#include "app/cli/commands/timeline_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/companions.h"
#include "app/cli/picture.h"
#include "app/cli/trace_loader.h"
#include "models/operations/operation_view.h"
#include "models/report/calls_report.h"
#include "models/report/text_report.h"
#include "models/report/timeline_report.h"
#include "models/report/timeline_svg.h"
#include "models/report/timeline_text.h"
#include "models/trace/time_text.h"

namespace spanlight::cli {

using diagnosis::Analysis;
using diagnosis::DiagnoseRequest;

namespace {

bool isPicture(const std::string& file)
{
    return extensionOf(file) == "png" || extensionOf(file) == "svg";
}

// A text with the name of a picture or a document would only be found out later, by a program that cannot open it.
tl::expected<void, CliError> check(const TimelineArguments& arguments)
{
    const std::string extension = extensionOf(arguments.output);
    const bool isText = extension.empty() || extension == "txt" || extension == "json" || arguments.output == "-";
    if (!isText && !isPicture(arguments.output))
        return tl::unexpected(wrongUsage("--output: a timeline cannot be written as ." + extension +
                                         ". A name that ends with .svg or .png makes a picture, .json its rows, .txt "
                                         "or no ending the text."));
    if (arguments.calls && isPicture(arguments.output))
        return tl::unexpected(wrongUsage("the calls are a table: --calls writes text or JSON, no picture."));
    if (arguments.operation.empty() == arguments.traceId.empty())
        return tl::unexpected(
            wrongUsage("timeline needs --operation ID or --trace ID. 'spanlight-cli search' lists what is there."));
    if (isPicture(arguments.output) && !arguments.format.empty())
        printNote(arguments.output + " gets a picture, as its name says, and no " + arguments.format + ".");
    return {};
}

std::size_t columnsFor(const TimelineArguments& arguments, std::size_t otherwise)
{
    return arguments.columns > 0 ? static_cast<std::size_t>(arguments.columns) : otherwise;
}

std::string heading(const diagnosis::Diagnosis& document)
{
    return document.subject.id + " · " + std::string(name(document.verdict.state)) + " · " +
           report::subjectDuration(document) + " · as of " + trace::toRfc3339(document.asOfNs) + " (" +
           document.asOfNote + ")\n\n";
}

std::string pictureOf(const Analysis& analysis, const DiagnoseRequest& request, const TimelineArguments& arguments)
{
    const auto& document = analysis.diagnosis;
    report::SvgOptions options;
    options.colours = arguments.dark ? report::SvgColours::Dark : report::SvgColours::Light;
    options.asOfNs = document.asOfNs;
    options.alarming = isAlarming(document.verdict.state);
    options.title = document.subject.id;
    options.subtitle = std::string(name(document.verdict.state)) + " · " + document.verdict.headline;
    report::addMetrics(options, request.companions, request.profile->metrics);
    return report::timelineSvg(analysis.timeline, options);
}

std::string callsOf(const Analysis& analysis, const DiagnoseRequest& request, const TimelineArguments& arguments)
{
    const auto view = operations::buildOperationView(
        {request.traces, request.profile, request.kind == DiagnoseRequest::Kind::Trace, request.id, request.asOfNs});
    const auto calls = report::callRows(view);
    if (arguments.format == "json")
        return report::callsJson(calls, analysis.diagnosis, *request.traces);
    return heading(analysis.diagnosis) +
           report::callsText(calls, columnsFor(arguments, tableColumns(arguments.output)));
}

tl::expected<void, CliError> write(const Analysis& analysis, const DiagnoseRequest& request,
                                   const TimelineArguments& arguments)
{
    if (extensionOf(arguments.output) == "png")
        return writePng(pictureOf(analysis, request, arguments), arguments.output);
    if (extensionOf(arguments.output) == "svg")
        return writeResult(pictureOf(analysis, request, arguments), arguments.output);
    if (arguments.format == "json")
        return writeResult(report::timelineJson(analysis.timeline), arguments.output);
    report::TextTimelineOptions options;
    options.columns = columnsFor(arguments, terminalColumns());
    options.maxRows = 100'000;
    options.asOfNs = analysis.diagnosis.asOfNs;
    return writeResult(heading(analysis.diagnosis) + report::timelineText(analysis.timeline, options),
                       arguments.output);
}

tl::expected<int, CliError> timeline(const CommonArguments& common, TimelineArguments arguments)
{
    if (auto checked = check(arguments); !checked)
        return tl::unexpected(checked.error());
    arguments.format = formatFor(arguments.format, arguments.output, {"text", "json"});
    auto desk = CompanionDesk::open(common);
    if (!desk)
        return tl::unexpected(desk.error());
    const auto subject = loadSubject(common, arguments.operation, arguments.traceId);
    if (!subject)
        return tl::unexpected(subject.error());
    const auto& [id, loaded, profile] = *subject;
    const auto moment = momentOfLooking(common, loaded);
    if (!moment)
        return tl::unexpected(moment.error());
    DiagnoseRequest request;
    request.traces = &loaded.traces;
    request.profile = profile.get();
    request.kind = arguments.traceId.empty() ? DiagnoseRequest::Kind::Operation : DiagnoseRequest::Kind::Trace;
    request.id = id;
    request.asOfNs = moment->asOfNs;
    request.asOfNote = moment->note;
    request.search = loaded.context;
    const auto facts = desk->ask(
        {request.traces, request.profile, request.kind == DiagnoseRequest::Kind::Trace, id, request.asOfNs}, true);
    request.companions = facts ? &*facts : nullptr;
    if (facts)
        noteProblems(*facts);
    const Analysis analysis = analyse(request);
    if (analysis.diagnosis.subject.spans == 0)
        return tl::unexpected(CliError{loaded.context.complete ? kNotFound : kInputFailed,
                                       "nothing is there for '" + id +
                                           "'. 'spanlight-cli search' with the same sources lists what is there."});
    const auto written = arguments.calls ? writeResult(callsOf(analysis, request, arguments), arguments.output)
                                         : write(analysis, request, arguments);
    if (!written)
        return tl::unexpected(written.error());
    return kDone;
}

} // namespace

int runTimeline(const CommonArguments& common, const TimelineArguments& arguments)
{
    return exitCodeOf(timeline(common, arguments));
}

} // namespace spanlight::cli
