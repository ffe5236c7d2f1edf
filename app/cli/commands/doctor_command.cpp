#include "app/cli/commands/doctor_command.h"

#include "app/cli/cli_output.h"
#include "app/cli/companions.h"
#include "app/cli/trace_loader.h"
#include "models/diagnosis/pipeline.h"
#include "models/report/doctor_report.h"
#include "models/report/redaction.h"
#include "models/sources/companions/companion_job.h"
#include "models/sources/companions/part_probe.h"

#include <QEventLoop>

#include <algorithm>

namespace spanlight::cli {

using diagnosis::PipelineInput;
using diagnosis::PipelinePart;
using sources::ProbedServer;

namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;
constexpr std::int64_t kLookBackNs = 2 * kDayNs;
constexpr std::int64_t kHourNs = kDayNs / 24;
constexpr int kTracesPerService = 20;

template <typename Job>
void waitUntilFinished(Job& job)
{
    QEventLoop loop;
    QObject::connect(&job, &Job::finished, &loop, &QEventLoop::quit);
    job.start();
    if (!job.isFinished())
        loop.exec();
}

void probe(ProbedServer server, const QUrl& base, const sources::ConnectionOptions& options, PipelinePart& part)
{
    sources::PartProbe asked(server, base, options);
    waitUntilFinished(asked);
    part.version = asked.version().toStdString();
    part.clockAheadNs = asked.clockAheadNs();
    part.clockToleranceNs = asked.clockToleranceNs();
    if (part.kind == PipelinePart::Kind::Source)
        return;
    part.reachable = !asked.error();
    if (asked.error())
        part.problem = asked.error()->text().toStdString();
}

std::vector<std::string> servicesOf(const sources::SearchReport& report, const trace::TraceSet& traces)
{
    std::vector<std::string> services;
    for (const QString& service : report.services)
        services.push_back(service.toStdString());
    for (const auto& store : traces.stores())
        for (std::uint32_t i = 0; i < store->resourceCount(); ++i)
            services.emplace_back(store->resource(trace::ResourceRow{i}).service);
    std::sort(services.begin(), services.end());
    services.erase(std::unique(services.begin(), services.end()), services.end());
    std::erase(services, std::string());
    return services;
}

void readTraces(sources::Source& source, const ProfileChoice& profiles, PipelinePart& part)
{
    sources::SearchQuery query;
    profiles.prepare(query, {});
    part.live = source.capabilities().live;
    part.askedNs = wallClockNs();
    part.fromNs = part.askedNs - kLookBackNs;
    query.limit = part.live ? kTracesPerService : 0;
    if (part.live)
        query.sinceNs = part.fromNs;
    const auto job = source.search(query);
    waitFor(*job);
    const sources::SearchAnswer& answer = job->answer();
    part.reachable = !job->error();
    if (job->error())
        part.problem = job->error()->text().toStdString();
    part.server = answer.report.origin.toStdString();
    part.traces = trace::TraceSet(answer.stores);
    part.services = servicesOf(answer.report, part.traces);
    part.limitReached = answer.report.limitReached;
    for (const sources::PartFailure& failure : answer.report.failures)
        part.losses.push_back(failure.part.toStdString() + ": " + failure.error.text().toStdString());
    for (const auto& store : answer.stores)
        for (const trace::Problem& problem : store->importLog().problems())
            if (trace::isLoss(problem.code) && part.losses.size() == answer.report.failures.size())
                part.losses.push_back(problem.message);
    if (const auto moment = source.suggestedNowNs(answer, {}); moment && !part.live)
        part.askedNs = *moment;
}

void askCompanion(const sources::CompanionAddresses& addresses, const sources::ConnectionOptions& options,
                  const operations::Profile& profile, PipelinePart& part)
{
    sources::CompanionQuestion question;
    question.metrics = profile.metrics;
    question.endNs = wallClockNs();
    question.startNs = question.endNs - kHourNs;
    sources::CompanionJob job(addresses, options, question);
    waitUntilFinished(job);
    part.facts = job.facts();
}

class Doctor
{
public:
    Doctor(const CommonArguments& common, sources::CompanionAddresses addresses, sources::ConnectionOptions options,
           ProfileChoice profiles)
        : m_common(common), m_addresses(std::move(addresses)), m_options(std::move(options)),
          m_profiles(std::move(profiles))
    {
    }

    diagnosis::PipelineReport examine(SourceList sources)
    {
        for (const auto& source : sources)
            addSource(*source);
        m_profile = chooseProfile();
        addCompanion(PipelinePart::Kind::OperationsApi, ProbedServer::OperationsApi, m_addresses.operationsApi,
                     "operations API");
        addCompanion(PipelinePart::Kind::Prometheus, ProbedServer::Prometheus, m_addresses.prometheus, "Prometheus");
        addCompanion(PipelinePart::Kind::Grafana, ProbedServer::Grafana, m_addresses.grafana, "Grafana");
        m_input.profile = m_profile.get();
        m_input.nowNs = moment();
        return diagnosis::examinePipeline(m_input);
    }

private:
    void addSource(sources::Source& source)
    {
        PipelinePart part;
        part.address = source.address().toStdString();
        if (const auto server = sources::probedAddress(source.address()))
            probe(server->server, server->base, m_options, part);
        readTraces(source, m_profiles, part);
        m_input.parts.push_back(std::move(part));
    }

    void addCompanion(PipelinePart::Kind kind, ProbedServer server, const QUrl& base, const char* title)
    {
        if (base.isEmpty())
            return;
        PipelinePart part;
        part.kind = kind;
        part.live = true;
        part.server = title;
        part.address = base.toString().toStdString();
        probe(server, base, m_options, part);
        sources::CompanionAddresses only;
        (kind == PipelinePart::Kind::Prometheus ? only.prometheus : only.operationsApi) = base;
        if (part.reachable && kind != PipelinePart::Kind::Grafana)
            askCompanion(only, m_options, *m_profile, part);
        m_input.parts.push_back(std::move(part));
    }

    [[nodiscard]] std::shared_ptr<const operations::Profile> chooseProfile() const
    {
        std::vector<std::shared_ptr<const trace::TraceStore>> stores;
        for (const PipelinePart& part : m_input.parts)
            stores.insert(stores.end(), part.traces.stores().begin(), part.traces.stores().end());
        // Whoever names the operations API works with operations, also where no trace shows it.
        const trace::TraceSet all(std::move(stores));
        return m_profiles.choose(all, !m_addresses.operationsApi.isEmpty() || all.spanCount() == 0);
    }

    // One recording is looked at as of its own moment, anything live as of now.
    [[nodiscard]] std::int64_t moment() const
    {
        std::int64_t newest = 0;
        for (const PipelinePart& part : m_input.parts) {
            if (part.live)
                return wallClockNs();
            newest = std::max(newest, part.askedNs);
        }
        return newest > 0 ? newest : wallClockNs();
    }

    const CommonArguments& m_common;
    const sources::CompanionAddresses m_addresses;
    const sources::ConnectionOptions m_options;
    const ProfileChoice m_profiles;
    std::shared_ptr<const operations::Profile> m_profile;
    PipelineInput m_input;
};

tl::expected<int, CliError> doctor(const CommonArguments& common, const DoctorArguments& arguments)
{
    const auto profiles = profileArgument(common);
    if (!profiles)
        return tl::unexpected(profiles.error());
    const auto addresses = companionAddressesOf(common);
    if (!addresses)
        return tl::unexpected(addresses.error());
    const auto options = connectionOptions(common);
    if (!options)
        return tl::unexpected(options.error());
    SourceList list;
    if (!common.files.empty() || !common.sources.empty() || !addresses->any()) {
        auto opened = openSources(common, *options);
        if (!opened)
            return tl::unexpected(opened.error());
        list = std::move(*opened);
    }
    const auto report = Doctor(common, *addresses, *options, *profiles).examine(std::move(list));
    const std::string text =
        arguments.format == "json" ? report::doctorJson(report) : report::doctorText(report, terminalColumns());
    if (auto written = writeResult(text, {}); !written)
        return tl::unexpected(written.error());
    if (!report.anyReachable())
        return kInputFailed;
    return report.worst() >= diagnosis::PartStatus::Warning ? kFindings : kDone;
}

} // namespace

int runDoctor(const CommonArguments& common, const DoctorArguments& arguments)
{
    return exitCodeOf(doctor(common, arguments));
}

} // namespace spanlight::cli
