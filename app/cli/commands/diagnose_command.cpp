#include "app/cli/commands/diagnose_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/commands/scenario_walk.h"
#include "app/cli/companions.h"
#include "app/cli/search_summary.h"
#include "app/cli/trace_loader.h"
#include "models/operations/operation_list.h"
#include "models/report/html_report.h"
#include "models/report/json_report.h"
#include "models/report/markdown_report.h"
#include "models/report/redaction.h"
#include "models/report/report_parts.h"
#include "models/report/search_report.h"
#include "models/report/text_report.h"
#include "models/report/walk_report.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::cli {

using diagnosis::Analysis;
using diagnosis::DiagnoseRequest;
using diagnosis::Severity;
using diagnosis::State;

namespace {

std::optional<Severity> severityOf(const std::string& text)
{
    for (const Severity severity : {Severity::Critical, Severity::Error, Severity::Warning, Severity::Info})
        if (text == name(severity))
            return severity;
    return std::nullopt;
}

tl::expected<void, CliError> check(const DiagnoseArguments& arguments)
{
    const int subjects =
        (arguments.operation.empty() ? 0 : 1) + (arguments.traceId.empty() ? 0 : 1) + (arguments.all ? 1 : 0);
    if (arguments.all && arguments.format == "html")
        return tl::unexpected(
            wrongUsage("--format html is one page about one operation: name it with --operation ID or "
                       "--trace ID instead of --all."));
    if (subjects != 1)
        return tl::unexpected(wrongUsage("diagnose needs exactly one of --operation ID, --trace ID and --all. "
                                         "'spanlight-cli search' lists what is there."));
    return {};
}

// The command that gives the same document again; what may hold secrets is left out.
std::string commandLine(const CommonArguments& common, const DiagnoseArguments& arguments,
                        const DiagnoseRequest& request)
{
    std::string line = "spanlight-cli diagnose";
    for (const std::string& source : common.sources)
        line += " --source " + shellWord(report::redactedText(source));
    for (const std::string& file : common.files)
        line += " " + shellWord(arguments.redact ? report::redactedText(file) : file);
    line += (request.kind == DiagnoseRequest::Kind::Trace ? " --trace " : " --operation ") + shellWord(request.id);
    // A profile that was read from a file is found by that file only.
    const std::string& profile =
        common.profile.empty() || common.profile == "auto" ? request.profile->name : common.profile;
    for (const auto& [option, address] : {std::pair{" --prometheus ", &common.prometheus},
                                          {" --grafana ", &common.grafana},
                                          {" --ktrdr ", &common.ktrdr}})
        if (!address->empty())
            line += option + shellWord(report::redactedText(*address));
    return line + " --now " + trace::toRfc3339(request.asOfNs) + " --profile " +
           shellWord(arguments.redact ? report::redactedText(profile) : profile) + " --format " +
           (arguments.format == "html" ? "html" : "markdown") + (arguments.redact ? " --redact" : "");
}

// What was asked for.
struct Wanted
{
    const CommonArguments& common;
    const DiagnoseArguments& arguments;
    const std::optional<diagnosis::Scenario>& scenario;
};

// The walk, or how the verdict was found, before the report.
std::string introduction(const Wanted& wanted, const DiagnoseRequest& request, const diagnosis::Diagnosis& document,
                         const std::optional<diagnosis::Walk>& walk, std::size_t columns)
{
    const std::string& format = wanted.arguments.format;
    const report::WalkOptions options{wanted.arguments.redact, wanted.arguments.explain, columns};
    if (walk)
        return format == "markdown" ? report::walkMarkdown(*walk, options)
               : format == "html"   ? report::walkHtml(*walk, options)
                                    : report::walkText(*walk, options);
    if (!wanted.arguments.explain)
        return {};
    const auto explanation = explainDiagnosis(request, document);
    return format == "markdown" ? report::explanationMarkdown(explanation, options)
           : format == "html"   ? report::explanationHtml(explanation, options)
                                : report::explanationText(explanation, options);
}

std::string documentText(const Analysis& analysis, const Wanted& wanted, const DiagnoseRequest& request)
{
    const CommonArguments& common = wanted.common;
    const DiagnoseArguments& arguments = wanted.arguments;
    report::ReportOptions options;
    options.redact = arguments.redact;
    options.columns = arguments.output.empty() && arguments.format != "markdown" ? terminalColumns() : 110;
    options.command = commandLine(common, arguments, request);
    const auto document = arguments.redact ? report::redacted(analysis.diagnosis) : analysis.diagnosis;
    std::optional<diagnosis::Walk> walk;
    if (wanted.scenario)
        walk = walkFor(*wanted.scenario, request, document, common);
    if (arguments.format == "json" || (arguments.format.empty() && arguments.all)) {
        if (walk && arguments.redact)
            walk = report::redacted(*walk);
        return report::jsonReport(document, arguments.all ? 0 : 2, walk ? &*walk : nullptr);
    }
    const std::string intro = introduction(wanted, request, document, walk, options.columns);
    if (arguments.format == "html")
        return report::htmlReport(analysis, options, intro);
    if (arguments.format == "markdown")
        return report::markdownReport(analysis, options, intro);
    return intro + report::textReport(analysis, options);
}

struct Outcome
{
    std::string text;
    bool findings = false;
    bool notFound = false;
    bool undecided = false; // not found by a search that was not complete
};

void addDocument(const Analysis& analysis, const DiagnoseArguments& arguments, const std::string& text,
                 Outcome& outcome)
{
    outcome.text += text;
    const auto& document = analysis.diagnosis;
    const bool absent = document.subject.spans == 0;
    outcome.notFound = outcome.notFound || document.verdict.state == State::NotFound;
    outcome.undecided = outcome.undecided || (absent && document.verdict.state != State::NotFound);
    if (const auto limit = severityOf(arguments.failOn))
        outcome.findings = outcome.findings || std::any_of(document.findings.begin(), document.findings.end(),
                                                           [&](const auto& f) { return f.severity <= *limit; });
}

DiagnoseRequest requestFor(const LoadedTraces& loaded, const operations::Profile& profile, const Moment& moment)
{
    DiagnoseRequest request;
    request.traces = &loaded.traces;
    request.profile = &profile;
    request.asOfNs = moment.asOfNs;
    request.asOfNote = moment.note;
    request.search = loaded.context;
    return request;
}

operations::OperationRequest viewRequestOf(const DiagnoseRequest& request)
{
    return {request.traces, request.profile, request.kind == DiagnoseRequest::Kind::Trace, request.id, request.asOfNs};
}

// --all without any operation: what was searched, and what is there instead.
std::string noOperationText(const LoadedTraces& loaded, const DiagnoseArguments& arguments)
{
    auto summary = searchSummaryOf(loaded);
    const std::size_t traces = operations::listTraces(loaded.traces).size();
    summary.notes.push_back(
        traces == 0 ? "there is no trace at all"
                    : report::counted(traces, "trace is there that belongs", "traces are there that belong") +
                          " to no operation; 'spanlight-cli search' with the same sources lists " +
                          (traces == 1 ? "it" : "them") + ", and 'diagnose --trace ID' judges one");
    if (arguments.format == "text")
        return report::searchText({}, summary);
    return arguments.format == "markdown" ? report::searchMarkdown(summary) : report::searchJson({}, summary);
}

// One document per operation, or per trace where the profile knows no operations.
void diagnoseAll(DiagnoseRequest request, const LoadedTraces& loaded, const Wanted& wanted, CompanionDesk& desk,
                 Outcome& outcome)
{
    const CommonArguments& common = wanted.common;
    const DiagnoseArguments& arguments = wanted.arguments;
    auto list = request.profile->subjectIsTrace ? std::vector<operations::OperationSummary>{}
                                                : listOperations(*request.traces, *request.profile);
    request.kind = DiagnoseRequest::Kind::Operation;
    if (request.profile->subjectIsTrace) {
        list = operations::listTraces(*request.traces);
        request.kind = DiagnoseRequest::Kind::Trace;
    }
    operations::OperationContext context;
    if (!loaded.separateRecordings) { // else each recording has its own
        context = operations::readContext(*request.traces, *request.profile);
        request.context = &context;
    }
    for (const auto& entry : list) {
        request.id = entry.id;
        request.asOfNs = momentOfLooking(common, loaded, entry.id)->asOfNs;
        const trace::TraceSet own =
            loaded.separateRecordings ? operations::storesWith(loaded.traces, entry.traces) : loaded.traces;
        request.traces = &own;
        const auto facts = desk.ask(viewRequestOf(request), false);
        request.companions = facts ? &*facts : nullptr;
        const Analysis analysis = analyse(request);
        addDocument(analysis, arguments, documentText(analysis, wanted, request), outcome);
    }
    if (list.empty())
        outcome.text = noOperationText(loaded, arguments);
}

void noteMoment(const Analysis& analysis, const Moment& moment)
{
    const bool unfinished = !analysis.diagnosis.subject.endNs && analysis.diagnosis.subject.spans > 0;
    if (moment.assumed && unfinished)
        printNote("the work is unfinished, and the moment of looking was assumed to be " +
                  trace::toRfc3339(moment.asOfNs) + ". Give --now with the real moment: the verdict depends on it.");
}

tl::expected<int, CliError> diagnose(const CommonArguments& common, DiagnoseArguments arguments)
{
    arguments.format = formatFor(arguments.format, arguments.output, {"text", "markdown", "html", "json"});
    if (arguments.scenario == "list") {
        const auto written = writeResult(scenarioList(), arguments.output);
        return written ? tl::expected<int, CliError>(kDone) : tl::unexpected(written.error());
    }
    if (auto checked = check(arguments); !checked)
        return tl::unexpected(checked.error());
    const auto scenario = scenarioArgument(arguments);
    if (!scenario)
        return tl::unexpected(scenario.error());
    const Wanted wanted{common, arguments, *scenario};
    auto desk = CompanionDesk::open(common);
    if (!desk)
        return tl::unexpected(desk.error());
    auto subject = loadSubject(common, arguments.operation, arguments.traceId);
    if (!subject)
        return tl::unexpected(subject.error());
    auto& [id, loaded, profile] = *subject;
    const auto moment = momentOfLooking(common, loaded);
    if (!moment)
        return tl::unexpected(moment.error());
    if (!arguments.operation.empty())
        addContext(loaded, *profile, arguments.operation, moment->asOfNs);

    DiagnoseRequest request = requestFor(loaded, *profile, *moment);
    request.id = id;
    request.kind = arguments.traceId.empty() ? DiagnoseRequest::Kind::Operation : DiagnoseRequest::Kind::Trace;
    Outcome outcome;
    if (arguments.all) {
        diagnoseAll(request, loaded, wanted, *desk, outcome);
    } else {
        const auto facts = desk->ask(viewRequestOf(request), true);
        request.companions = facts ? &*facts : nullptr;
        if (facts)
            noteProblems(*facts);
        const Analysis analysis = analyse(request);
        noteMoment(analysis, *moment);
        addDocument(analysis, arguments, documentText(analysis, wanted, request), outcome);
    }
    if (auto written = writeResult(outcome.text, arguments.output); !written)
        return tl::unexpected(written.error());
    if (outcome.notFound && !arguments.all)
        return kNotFound;
    if (outcome.undecided && !arguments.all)
        return kInputFailed;
    return outcome.findings ? kFindings : kDone;
}

} // namespace

int runDiagnose(const CommonArguments& common, const DiagnoseArguments& arguments)
{
    return exitCodeOf(diagnose(common, arguments));
}

} // namespace spanlight::cli
