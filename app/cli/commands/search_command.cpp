#include "app/cli/commands/search_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/search_summary.h"
#include "app/cli/trace_loader.h"
#include "models/operations/operation_list.h"
#include "models/report/search_report.h"
#include "models/trace/time_text.h"
#include "models/trace/wall_clock.h"

#include <algorithm>
#include <set>

namespace spanlight::cli {

using operations::OperationSummary;

namespace {

tl::expected<sources::SearchQuery, CliError> queryOf(const CommonArguments& common, const SearchArguments& arguments,
                                                     const ProfileChoice& profiles)
{
    sources::SearchQuery query;
    profiles.prepare(query, arguments.operation);
    query.service = QString::fromStdString(arguments.service);
    query.name = QString::fromStdString(arguments.name);
    query.errorsOnly = arguments.errors;
    query.limit = arguments.limit;
    query.structural = QString::fromStdString(arguments.query);
    if (!arguments.query.empty() && !arguments.traceId.empty())
        return tl::unexpected(wrongUsage("--query and --trace cannot be asked together: leave one of them out."));
    if (!arguments.traceId.empty())
        query.traceIds.push_back(QString::fromStdString(arguments.traceId));
    for (const std::string& text : arguments.attributes) {
        const auto attribute = attributeArgument(text);
        if (!attribute)
            return tl::unexpected(attribute.error());
        query.attributes.emplace_back(QString::fromStdString(attribute->first),
                                      QString::fromStdString(attribute->second));
    }
    const std::int64_t nowNs = trace::parseTime(common.now).value_or(trace::wallClockNs());
    const auto moment = [&](const char* option, const std::string& text,
                            std::optional<std::int64_t>& target) -> tl::expected<void, CliError> {
        if (text.empty())
            return {};
        const auto value = momentArgument(option, text, nowNs);
        if (!value)
            return tl::unexpected(value.error());
        target = *value;
        return {};
    };
    const auto duration = [&](const char* option, const std::string& text,
                              std::optional<std::int64_t>& target) -> tl::expected<void, CliError> {
        if (text.empty())
            return {};
        const auto value = durationArgument(option, text);
        if (!value)
            return tl::unexpected(value.error());
        target = *value;
        return {};
    };
    for (const auto& result :
         {moment("--since", arguments.since, query.sinceNs), moment("--until", arguments.until, query.untilNs),
          duration("--min-duration", arguments.minDuration, query.minDurationNs),
          duration("--max-duration", arguments.maxDuration, query.maxDurationNs)})
        if (!result)
            return tl::unexpected(result.error());
    return query;
}

bool touches(const OperationSummary& summary, const std::set<trace::TraceId>& matched)
{
    return std::any_of(summary.traces.begin(), summary.traces.end(),
                       [&](trace::TraceId id) { return matched.contains(id); });
}

report::SearchHit hitOf(const LoadedTraces& loaded, const operations::Profile& profile, const OperationSummary& summary,
                        bool isTrace, std::int64_t asOfNs)
{
    diagnosis::DiagnoseRequest request;
    request.traces = &loaded.traces;
    request.profile = &profile;
    request.kind = isTrace ? diagnosis::DiagnoseRequest::Kind::Trace : diagnosis::DiagnoseRequest::Kind::Operation;
    request.id = summary.id;
    request.asOfNs = asOfNs;
    request.search = loaded.context;
    const auto document = analyse(request).diagnosis;
    report::SearchHit hit;
    hit.summary = summary;
    hit.isTrace = isTrace;
    hit.state = name(document.verdict.state);
    hit.durationNs = document.subject.durationNs;
    hit.traceIds = document.subject.traces;
    if (hit.summary.type.empty())
        hit.summary.type = document.subject.type;
    return hit;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return text;
}

bool isWanted(const report::SearchHit& hit, const SearchArguments& arguments, const operations::Profile& profile)
{
    if (!arguments.status.empty() && hit.state != lower(arguments.status))
        return false;
    if (arguments.type.empty())
        return true;
    const auto* type = profile.operationType(arguments.type, {});
    return hit.summary.type == (type != nullptr ? type->id : lower(arguments.type));
}

tl::expected<int, CliError> search(const CommonArguments& common, const SearchArguments& arguments)
{
    const auto profiles = profileArgument(common);
    if (!profiles)
        return tl::unexpected(profiles.error());
    const auto query = queryOf(common, arguments, *profiles);
    if (!query)
        return tl::unexpected(query.error());
    const auto loaded =
        loadTraces(common, *query, arguments.operation.empty() ? arguments.traceId : arguments.operation);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const auto moment = momentOfLooking(common, *loaded);
    if (!moment)
        return tl::unexpected(moment.error());
    const auto profile = profiles->choose(loaded->traces, !arguments.operation.empty());
    auto list = profile->subjectIsTrace || arguments.by == "trace" ? std::vector<OperationSummary>{}
                                                                   : listOperations(loaded->traces, *profile);
    const bool byTrace =
        arguments.by == "trace" || (arguments.by.empty() && (list.empty() || !arguments.traceId.empty()));
    if (byTrace)
        list = operations::listTraces(loaded->traces);
    std::reverse(list.begin(), list.end()); // newest first, as everywhere

    const std::set<trace::TraceId> matched(loaded->matched.begin(), loaded->matched.end());
    auto summary = searchSummaryOf(*loaded);
    std::vector<report::SearchHit> hits;
    for (const OperationSummary& entry : list) {
        const bool isOther = !byTrace && !arguments.operation.empty() && entry.id != arguments.operation;
        if (isOther || !touches(entry, matched))
            continue;
        auto hit = hitOf(*loaded, *profile, entry, byTrace, momentOfLooking(common, *loaded, entry.id)->asOfNs);
        if (!isWanted(hit, arguments, *profile))
            continue;
        if (hits.size() == static_cast<std::size_t>(arguments.limit)) {
            summary.limitReached = true;
            break;
        }
        hits.push_back(std::move(hit));
    }
    const std::string text = arguments.format == "json" ? searchJson(hits, summary) : searchText(hits, summary);
    if (auto written = writeResult(text, {}); !written)
        return tl::unexpected(written.error());
    const bool named = !arguments.operation.empty() || !arguments.traceId.empty();
    if (hits.empty() && named)
        return loaded->context.complete ? kNotFound : kInputFailed;
    return kDone;
}

} // namespace

int runSearch(const CommonArguments& common, const SearchArguments& arguments)
{
    return exitCodeOf(search(common, arguments));
}

} // namespace spanlight::cli
