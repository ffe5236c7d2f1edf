#include "app/cli/commands/compare_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/trace_loader.h"
#include "models/diagnosis/comparison.h"
#include "models/diagnosis/engine.h"
#include "models/operations/operation_view.h"
#include "models/report/comparison_report.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace spanlight::cli {

using diagnosis::Analysis;
using diagnosis::DiagnoseRequest;
using operations::OperationView;

namespace {

/// One of the two, with everything that it points at.
struct Run
{
    std::shared_ptr<const LoadedTraces> loaded;
    std::shared_ptr<const operations::Profile> profile;
    std::optional<OperationView> view;
    Analysis analysis;
};

// Trace ids are hexadecimal; an operation id that looks like one is still found, only later.
bool looksLikeTraceId(const std::string& id)
{
    return (id.size() == 16 || id.size() == 32) && id.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

class Comparer
{
public:
    Comparer(const CommonArguments& common, const ProfileChoice& profiles) : m_common(common), m_profiles(profiles) {}

    tl::expected<Run, CliError> find(const std::string& id)
    {
        bool complete = true;
        for (const auto& loaded : m_loaded) {
            if (!holdsEverything(*loaded))
                continue;
            if (auto run = runIn(loaded, id))
                return std::move(*run);
            return notFound(id, loaded->context.complete);
        }
        const bool traceFirst = looksLikeTraceId(id);
        for (const bool asTrace : {traceFirst, !traceFirst}) {
            auto loaded = load(id, asTrace);
            if (!loaded)
                return tl::unexpected(loaded.error());
            if (auto run = runIn(*loaded, id))
                return std::move(*run);
            complete = complete && (*loaded)->context.complete;
            if (holdsEverything(**loaded))
                break;
        }
        return notFound(id, complete);
    }

private:
    static tl::unexpected<CliError> notFound(const std::string& id, bool complete)
    {
        return tl::unexpected(CliError{complete ? kNotFound : kInputFailed,
                                       "no operation and no trace with the id '" + id +
                                           "' is there. 'spanlight-cli search' with the same sources lists what is "
                                           "there."});
    }

    // Files are read as a whole whatever is asked for: once is enough.
    [[nodiscard]] bool holdsEverything(const LoadedTraces& loaded) const
    {
        const auto isDemo = [](const std::string& source) { return source.starts_with("demo:"); };
        return !loaded.live && std::none_of(m_common.files.begin(), m_common.files.end(), isDemo) &&
               std::none_of(m_common.sources.begin(), m_common.sources.end(), isDemo);
    }

    tl::expected<std::shared_ptr<const LoadedTraces>, CliError> load(const std::string& id, bool asTrace)
    {
        sources::SearchQuery query;
        m_profiles.prepare(query, asTrace ? std::string() : id);
        if (asTrace)
            query.traceIds.push_back(QString::fromStdString(id));
        auto loaded = loadTraces(m_common, query, id);
        if (!loaded)
            return tl::unexpected(loaded.error());
        m_loaded.push_back(std::make_shared<const LoadedTraces>(std::move(*loaded)));
        return m_loaded.back();
    }

    // The id as an operation, else as a trace.
    std::optional<Run> runIn(const std::shared_ptr<const LoadedTraces>& loaded, const std::string& id) const
    {
        for (const bool asTrace : {false, true}) {
            Run run;
            run.loaded = loaded;
            run.profile = m_profiles.choose(loaded->traces, !asTrace);
            const auto moment = momentOfLooking(m_common, *loaded, id);
            if (!moment) // it was checked before anything was read
                return std::nullopt;
            run.view =
                operations::buildOperationView({&loaded->traces, run.profile.get(), asTrace, id, moment->asOfNs});
            if (!run.view->found())
                continue;
            DiagnoseRequest request;
            request.traces = &loaded->traces;
            request.profile = run.profile.get();
            request.kind = asTrace ? DiagnoseRequest::Kind::Trace : DiagnoseRequest::Kind::Operation;
            request.id = id;
            request.asOfNs = moment->asOfNs;
            request.asOfNote = moment->note;
            request.search = loaded->context;
            run.analysis = analyse(request);
            return run;
        }
        return std::nullopt;
    }

    const CommonArguments& m_common;
    const ProfileChoice& m_profiles;
    std::vector<std::shared_ptr<const LoadedTraces>> m_loaded;
};

std::string documentText(const diagnosis::Comparison& comparison, const CompareArguments& arguments)
{
    report::ComparisonOptions options;
    options.redact = arguments.redact;
    options.columns = arguments.output.empty() ? terminalColumns() : 110;
    options.tableColumns = tableColumns(arguments.output);
    if (arguments.format == "json")
        return report::comparisonJson(comparison, options);
    if (arguments.format == "markdown")
        return report::comparisonMarkdown(comparison, options);
    return report::comparisonText(comparison, options);
}

// The last two of what stands on the command line are the ids; before them stand the sources.
tl::expected<std::pair<std::string, std::string>, CliError> takeIds(CommonArguments& common)
{
    const std::size_t sources = common.sources.size() + common.files.size();
    if (common.files.size() < 2 || sources < 3)
        return tl::unexpected(
            wrongUsage("compare needs a source and two ids after it, of operations or traces: spanlight-cli compare "
                       "traces.json A B. 'spanlight-cli search' lists the ids that are there."));
    std::pair<std::string, std::string> ids{common.files[common.files.size() - 2], common.files.back()};
    common.files.resize(common.files.size() - 2);
    for (const std::string* id : {&ids.first, &ids.second})
        if (id->empty())
            return tl::unexpected(wrongUsage("an id must not be empty: spanlight-cli compare traces.json A B."));
    return ids;
}

tl::expected<int, CliError> compare(CommonArguments common, CompareArguments arguments)
{
    arguments.format = formatFor(arguments.format, arguments.output, {"text", "markdown", "json"});
    const auto ids = takeIds(common);
    if (!ids)
        return tl::unexpected(ids.error());
    const auto profiles = profileArgument(common);
    if (!profiles)
        return tl::unexpected(profiles.error());
    if (const auto moment = momentOfLooking(common, LoadedTraces{}); !moment) // before anything is read
        return tl::unexpected(moment.error());
    Comparer comparer(common, *profiles);
    const auto a = comparer.find(ids->first);
    if (!a)
        return tl::unexpected(a.error());
    const auto b = comparer.find(ids->second);
    if (!b)
        return tl::unexpected(b.error());
    const auto comparison =
        diagnosis::compareRuns({*a->view, a->analysis.diagnosis}, {*b->view, b->analysis.diagnosis});
    if (auto written = writeResult(documentText(comparison, arguments), arguments.output); !written)
        return tl::unexpected(written.error());
    return kDone;
}

} // namespace

int runCompare(const CommonArguments& common, const CompareArguments& arguments)
{
    return exitCodeOf(compare(common, arguments));
}

} // namespace spanlight::cli
