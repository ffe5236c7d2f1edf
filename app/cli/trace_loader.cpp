#include "app/cli/trace_loader.h"

#include "app/cli/arrival_wait.h"
#include "app/search/search_context.h"
#include "models/diagnosis/rule.h"
#include "models/operations/context_query.h"
#include "models/operations/profile_catalog.h"
#include "models/operations/profile_reader.h"
#include "models/sources/context_search.h"
#include "models/sources/source_factory.h"
#include "models/trace/time_text.h"
#include "models/trace/wall_clock.h"

#include <QEventLoop>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <unistd.h>

namespace spanlight::cli {

namespace {

bool isAddress(const std::string& text)
{
    static const QRegularExpression scheme(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]+://|(demo|archive|otlp):)"));
    const QString name = QString::fromStdString(text);
    return scheme.match(name).hasMatch() && !QFileInfo::exists(name);
}

class ProgressLine
{
public:
    ProgressLine() : m_terminal(isatty(STDERR_FILENO) == 1) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(qint64 done, qint64 total, const QString& text)
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_terminal || now - m_last < std::chrono::milliseconds(200))
            return;
        m_last = now;
        const std::string percent = total > 0 ? std::to_string(100 * done / total) + " %  " : "";
        std::fprintf(stderr, "\r\033[K%s%s", percent.c_str(), text.left(100).toUtf8().constData());
        m_shown = true;
    }

    void clear()
    {
        if (m_shown)
            std::fputs("\r\033[K", stderr);
        m_shown = false;
    }

private:
    bool m_terminal;
    bool m_shown = false;
    std::chrono::steady_clock::time_point m_last;
};

// What is all here is not cut: commands cut their rows, not the traces that these are made of. An operation is whole.
int limitFor(const sources::Capabilities& capabilities, const sources::SearchQuery& query)
{
    if (!capabilities.live || capabilities.receives || (capabilities.everything && !query.operationId.isEmpty()))
        return 0;
    return query.limit > 0 || capabilities.everything ? query.limit : sources::SearchQuery().limit;
}

void addAnswer(const sources::Source& source, const sources::SourceJob& job, const std::string& subjectId,
               LoadedTraces& loaded, std::vector<std::shared_ptr<const trace::TraceStore>>& stores)
{
    const sources::SearchAnswer& answer = job.answer();
    const bool live = source.capabilities().live;
    loaded.live = loaded.live || live;
    loaded.recorded = loaded.recorded || !live;
    loaded.separateRecordings = loaded.separateRecordings || source.capabilities().separateRecordings;
    stores.insert(stores.end(), answer.stores.begin(), answer.stores.end());
    loaded.matched.insert(loaded.matched.end(), answer.matched.begin(), answer.matched.end());
    loaded.reports.push_back(answer.report);
    if (const auto suggested = source.suggestedNowNs(answer, QString::fromStdString(subjectId)))
        loaded.suggestedNowNs = std::max(loaded.suggestedNowNs.value_or(*suggested), *suggested);
}

/// A source and what it said; shares the stores.
struct Answered
{
    std::shared_ptr<sources::Source> source;
    sources::SearchAnswer answer;
};

/// A query that a source cannot be asked is not left out silently.
tl::expected<void, CliError> checkQuery(const SourceList& list, const sources::SearchQuery& query)
{
    if (query.structural.isEmpty())
        return {};
    for (const auto& source : list)
        if (source->capabilities().structuralQuery.isEmpty())
            return tl::unexpected(wrongUsage("--query: " + sources::errorOfStructural(*source).text().toStdString()));
    return {};
}

std::optional<std::int64_t> suggestedNow(const std::vector<Answered>& answered, const std::string& id)
{
    std::optional<std::int64_t> newest;
    for (const auto& [source, answer] : answered)
        if (const auto suggested = source->suggestedNowNs(answer, QString::fromStdString(id)))
            newest = std::max(newest.value_or(*suggested), *suggested);
    return newest;
}

} // namespace

tl::expected<SourceList, CliError> openSources(const CommonArguments& common, const sources::ConnectionOptions& options)
{
    std::vector<QString> paths;
    SourceList list;
    for (const auto* arguments : {&common.sources, &common.files}) {
        for (const std::string& text : *arguments) {
            if (text.empty())
                return tl::unexpected(wrongUsage("a source must not be empty"));
            if (!isAddress(text)) {
                paths.push_back(QString::fromStdString(text));
                continue;
            }
            auto source = sources::makeSource(QString::fromStdString(text), options);
            if (!source)
                return tl::unexpected(wrongUsage(source.error().text().toStdString()));
            list.push_back(std::move(*source));
        }
    }
    if (!paths.empty())
        list.push_back(sources::makeFileSource(std::move(paths)));
    if (list.empty())
        return tl::unexpected(wrongUsage("no source given. Name files, folders, '-' for standard input, demo:, or "
                                         "--source jaeger+http://host:16686."));
    return list;
}

void waitFor(sources::SourceJob& job)
{
    ProgressLine progress;
    QEventLoop loop;
    QObject::connect(&job, &sources::SourceJob::finished, &loop, &QEventLoop::quit);
    QObject::connect(&job, &sources::SourceJob::progressChanged, &loop,
                     [&](qint64 done, qint64 total, const QString& text) { progress.show(done, total, text); });
    if (!job.isFinished())
        loop.exec();
}

tl::expected<LoadedTraces, CliError> loadTraces(const CommonArguments& common, const sources::SearchQuery& query,
                                                const std::string& subjectId)
{
    const auto options = connectionOptions(common);
    if (!options)
        return tl::unexpected(options.error());
    auto list = openSources(common, *options);
    if (!list)
        return tl::unexpected(list.error());

    if (auto checked = checkQuery(*list, query); !checked)
        return tl::unexpected(checked.error());

    const auto begin = std::chrono::steady_clock::now();
    LoadedTraces loaded;
    const auto answered = std::make_shared<std::vector<Answered>>();
    std::vector<std::shared_ptr<const trace::TraceStore>> stores;
    std::vector<std::string> failures;
    bool wrongQuery = false;
    for (auto& source : *list) {
        sources::SearchQuery asked = query;
        asked.limit = limitFor(source->capabilities(), query);
        auto job = source->search(asked);
        waitFor(*job);
        if (source->capabilities().receives && !job->error())
            job = searchAgainUntilThere(*source, asked, std::move(job), options->timeoutMs);
        if (job->error()) {
            failures.push_back(job->error()->text().toStdString());
            wrongQuery = wrongQuery || job->error()->kind == sources::SourceError::Kind::BadQuery;
            continue;
        }
        addAnswer(*source, *job, subjectId, loaded, stores);
        answered->push_back({std::shared_ptr<sources::Source>(std::move(source)), job->answer()});
        if (answered->back().source->capabilities().live)
            loaded.servers.push_back(answered->back().source);
    }
    loaded.suggestedNowFor = [answered](const std::string& id) { return suggestedNow(*answered, id); };
    if (failures.size() == list->size()) {
        std::string message;
        for (const std::string& failure : failures)
            message += (message.empty() ? "" : " / ") + failure;
        return tl::unexpected(CliError{wrongQuery ? kWrongUsage : kInputFailed, message});
    }
    loaded.traces = trace::TraceSet(std::move(stores));
    loaded.readMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    loaded.context = app::searchContext(loaded.reports, loaded.live, trace::wallClockNs());
    for (const std::string& failure : failures) {
        loaded.context.complete = false;
        loaded.context.losses.push_back(failure);
    }
    for (const std::string& loss : loaded.context.losses)
        printNote(loss);
    loaded.losses = loaded.context.losses;
    for (const auto& store : loaded.traces.stores()) {
        for (const trace::Problem& problem : store->importLog().problems()) {
            if (!trace::isLoss(problem.code))
                continue;
            const bool named = problem.input < store->inputs().size();
            std::string loss = (named ? store->inputs()[problem.input].name + ": " : std::string()) + problem.message;
            loaded.context.complete = false;
            if (std::find(loaded.losses.begin(), loaded.losses.end(), loss) != loaded.losses.end())
                continue;
            printNote(loss);
            loaded.losses.push_back(std::move(loss));
        }
    }
    return loaded;
}

void addContext(LoadedTraces& loaded, const operations::Profile& profile, const std::string& operationId,
                std::int64_t asOfNs)
{
    if (loaded.servers.empty())
        return;
    const auto queries = operations::contextQueries(
        operations::buildOperationView({&loaded.traces, &profile, false, operationId, asOfNs}));
    auto stores = loaded.traces.stores();
    for (const auto& server : loaded.servers) {
        for (const operations::ContextQuery& query : queries) {
            const auto job = server->search(sources::toSearchQuery(query));
            waitFor(*job);
            const auto loss = sources::contextLoss(query, job->answer(), job->error());
            if (!loss.isEmpty())
                loaded.context.contextLosses.push_back(loss.toStdString());
            stores.insert(stores.end(), job->answer().stores.begin(), job->answer().stores.end());
        }
    }
    loaded.traces = trace::TraceSet(std::move(stores));
}

tl::expected<Moment, CliError> momentOfLooking(const CommonArguments& common, const LoadedTraces& loaded,
                                               const std::string& id)
{
    if (!common.now.empty()) {
        const auto given = trace::parseTime(common.now);
        if (!given)
            return tl::unexpected(
                wrongUsage("--now: '" + common.now +
                           "' is no moment. Write RFC 3339 (2025-11-11T12:50:00Z) or Unix seconds (1762865400.5)."));
        return Moment{*given, "given by --now", false};
    }
    if (loaded.live || !loaded.suggestedNowNs)
        return Moment{trace::wallClockNs(), "the wall clock", false};
    const auto own = id.empty() || !loaded.suggestedNowFor ? std::nullopt : loaded.suggestedNowFor(id);
    return Moment{own.value_or(*loaded.suggestedNowNs), "assumed: the moment of the recording", true};
}

tl::expected<ProfileChoice, CliError> profileArgument(const CommonArguments& common)
{
    if (common.profile.empty() || common.profile == "auto")
        return ProfileChoice();
    if (auto builtin = operations::builtinProfile(common.profile))
        return ProfileChoice(std::move(builtin));
    std::error_code error;
    if (!std::filesystem::exists(common.profile, error)) {
        std::string names;
        for (const std::string& name : operations::builtinProfiles())
            names += name + ", ";
        return tl::unexpected(wrongUsage("--profile: '" + common.profile + "' is neither a built-in profile (" + names +
                                         "auto) nor a file."));
    }
    auto profile = operations::loadProfile(common.profile, diagnosis::ruleNames());
    if (!profile)
        return tl::unexpected(CliError{kInputFailed, "--profile " + profile.error()});
    return ProfileChoice(std::make_shared<const operations::Profile>(std::move(*profile)));
}

tl::expected<LoadedSubject, CliError> loadSubject(const CommonArguments& common, const std::string& operation,
                                                  const std::string& traceId)
{
    const auto profiles = profileArgument(common);
    if (!profiles)
        return tl::unexpected(profiles.error());
    sources::SearchQuery query;
    profiles->prepare(query, operation);
    if (!traceId.empty())
        query.traceIds.push_back(QString::fromStdString(traceId));
    const std::string id = operation.empty() ? traceId : operation;
    auto loaded = loadTraces(common, query, id);
    if (!loaded)
        return tl::unexpected(loaded.error());
    auto profile = profiles->choose(loaded->traces, !operation.empty());
    return LoadedSubject{id, std::move(*loaded), std::move(profile)};
}

} // namespace spanlight::cli
