#include "models/diagnosis/pipeline.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/pipeline_own.h"
#include "models/diagnosis/pipeline_traces.h"
#include "models/operations/glob.h"
#include "models/operations/operation_view.h"
#include "models/operations/span_classifier.h"
#include "models/trace/intervals.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <limits>
#include <map>

namespace spanlight::diagnosis {

using operations::PartyRole;
using operations::Profile;

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kStaleNs = 3600 * kSecondNs; // a system at rest makes no spans; this long it seldom rests
constexpr std::int64_t kFreshNs = 60 * kSecondNs;   // only newer spans say anything about the delay of the export
constexpr std::int64_t kClockNs = 2 * kSecondNs;
constexpr std::size_t kShown = 8;

std::string listOf(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
        text += (i > 0 ? ", " : "") + names[i];
    return names.size() > kShown ? text + " and " + std::to_string(names.size() - kShown) + " more" : text;
}

std::string counted(std::size_t count, const std::string& what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

PipelineCheck check(CheckId id, PartStatus status, std::string text)
{
    return {id, status, std::move(text), {}, {}};
}

// Where the companions are, for the commands of remedies.
operations::CompanionFacts companionsOf(const PipelineInput& input)
{
    operations::CompanionFacts companions;
    for (const PipelinePart& part : input.parts)
        if (part.kind == PipelinePart::Kind::OperationsApi)
            companions.operationsApi = part.address.substr(0, part.address.find_last_not_of('/') + 1);
    return companions;
}

// The profile's advice about what is not found, for parts that hold nothing.
std::vector<Fix> adviceOf(const PipelineInput& input, const PipelinePart& part, std::string_view reason)
{
    const operations::CompanionFacts companions = companionsOf(input);
    const operations::OperationView nothing(
        {&part.traces, input.profile, false, {}, input.nowNs, nullptr, true, &companions});
    std::vector<Fix> fixes;
    for (Fix& fix : adviceFor(nothing, "operation-not-found", {{"reason", std::string(reason)}}))
        if (!fix.command.empty()) // the rest is about one id
            fixes.push_back(std::move(fix));
    return fixes;
}

PipelineCheck checkReachable(const PipelinePart& part)
{
    if (!part.reachable) {
        PipelineCheck failed = check("reachable", PartStatus::Error, "It cannot be used.");
        const auto end = part.problem.find(". "); // what and where, then what to do
        failed.evidence.push_back(part.problem.substr(0, end));
        failed.fixes.push_back(
            {end != std::string::npos ? part.problem.substr(end + 2) : "Check that it runs and its address", {}});
        return failed;
    }
    const std::string server = part.server.empty() ? std::string("it") : part.server;
    if (part.receiver)
        return check("reachable", PartStatus::Ok, server + " is listening");
    if (part.store && !part.store->exists)
        return check("reachable", PartStatus::Info,
                     "there is no archive yet; it comes into being with the first span that is kept");
    if (!part.live)
        return check("reachable", PartStatus::Ok, server + " could be read");
    return check("reachable", PartStatus::Ok,
                 server + " answers" + (part.version.empty() ? "" : ", version " + part.version));
}

PipelineCheck checkClock(const PipelinePart& part)
{
    if (!part.clockAheadNs)
        return check("clock", PartStatus::NotChecked, "it does not tell its time (no Date header)");
    const std::int64_t off = *part.clockAheadNs;
    const std::int64_t tolerance = part.clockToleranceNs;
    const std::string exact = " (exact to " + durationText(tolerance) + ")";
    if (std::abs(off) <= kClockNs + tolerance)
        return check("clock", PartStatus::Ok, "its clock and the one here agree" + exact);
    PipelineCheck wrong = check("clock", PartStatus::Warning,
                                "its clock is " + durationText(std::abs(off)) + (off > 0 ? " ahead of" : " behind") +
                                    " the one here" + exact);
    wrong.evidence.push_back("Date header of its answer against the clock of this machine");
    wrong.fixes.push_back({"Synchronise both clocks; until then ages, and so running and stuck, are judged wrongly; or "
                           "give the moment of looking with --now",
                           "timedatectl status"});
    return wrong;
}

// What is looked for may be somewhere else.
void addOtherPlace(const PipelinePart& part, PipelineCheck& check)
{
    check.fixes.push_back(
        {part.tenant.empty()
             ? "Check that the services export to this server and not to another one; one with several tenants shows "
               "nothing without --tenant"
             : "Check that the services export to this server and as the tenant '" + part.tenant + "'",
         {}});
}

PipelineCheck checkServices(const PipelineInput& input, const PipelinePart& part)
{
    if (!part.services.empty())
        return check("services", PartStatus::Ok,
                     counted(part.services.size(), "service") + ": " + listOf(part.services));
    if (part.receiver)
        return check("services", PartStatus::Info,
                     "listening, nothing received yet; programs send here with " + senderSettings(*part.receiver));
    if (part.store)
        return check("services", PartStatus::Info,
                     "nothing is kept in it yet; spanlight-cli serve keeps what it receives, spanlight-cli convert "
                     "FILE archive: what a file holds");
    PipelineCheck none = check("services", PartStatus::Error, "it answers and holds no service at all");
    none.fixes = adviceOf(input, part, "no-services");
    none.fixes.push_back({"Check that the services export to it, and that it was not restarted: a store in memory "
                          "forgets everything",
                          {}});
    addOtherPlace(part, none);
    return none;
}

std::optional<std::int64_t> newestEnd(const trace::TraceSet& traces)
{
    std::optional<std::int64_t> newest;
    for (const auto& store : traces.stores())
        for (const trace::SpanRow row : store->byEnd())
            newest = std::max(newest.value_or(std::numeric_limits<std::int64_t>::min()), store->endNs(row));
    return newest;
}

PipelineCheck checkNewest(const PipelineInput& input, const PipelinePart& part,
                          const std::optional<std::int64_t>& newest)
{
    if (!newest) {
        PipelineCheck none = check("newest-data", part.services.empty() ? PartStatus::NotChecked : PartStatus::Warning,
                                   part.services.empty() ? std::string("there is no trace")
                                                         : "it names services, and there is no trace of the last " +
                                                               durationText(part.askedNs - part.fromNs));
        if (!part.services.empty())
            none.fixes = adviceOf(input, part, "service-missing");
        return none;
    }
    const std::int64_t age = trace::saturatedDifference(part.askedNs, *newest);
    const std::string text = age < 0 ? "the newest span ends " + durationText(-age) + " in the future"
                                     : "the newest span ended " + durationText(age) + " ago";
    if (part.store)
        return check("newest-data", PartStatus::Info, text);
    if (!part.live)
        return check("newest-data", PartStatus::Info,
                     "a recording; its newest span ended at " + trace::toRfc3339(*newest));
    if (age < -kClockNs) {
        PipelineCheck future = check("newest-data", PartStatus::Warning, text);
        future.fixes.push_back({"Synchronise the clocks of the services with the one here", "timedatectl status"});
        return future;
    }
    if (age <= kStaleNs)
        return check("newest-data", PartStatus::Ok, text);
    PipelineCheck stale = check("newest-data", PartStatus::Warning, text + ": nothing has arrived since");
    stale.fixes = adviceOf(input, part, "service-missing");
    stale.fixes.push_back({"If the system works meanwhile, its export is broken: look for export errors in the log of "
                           "its services",
                           {}});
    return stale;
}

// The newest span had ended and could be read: it took at most its age to get here.
PipelineCheck checkDelay(const PipelineInput& input, const PipelinePart& part,
                         const std::optional<std::int64_t>& newest)
{
    if (!part.live)
        return check("export-delay", PartStatus::NotChecked,
                     part.store ? "an archive tells when spans arrived, not how long they took"
                                : "a recording has none");
    const std::int64_t age = newest ? trace::saturatedDifference(part.askedNs, *newest) : kFreshNs + 1;
    if (age > kFreshNs || age < -kClockNs)
        return check("export-delay", PartStatus::NotChecked,
                     "no span ended within the last " + durationText(kFreshNs) +
                         " before it was asked, so nothing tells how long they take; use the system and ask again");
    const std::int64_t expected = 2 * input.profile->thresholds.exportDelayNs;
    PipelineCheck delay = check("export-delay", age <= expected ? PartStatus::Ok : PartStatus::Info,
                                "at most " + durationText(std::max<std::int64_t>(age, 0)) +
                                    ": a span that had ended so long before could be read");
    if (age > expected)
        delay.text += "; up to " + durationText(expected) + " is expected of a busy system";
    return delay;
}

bool isSeen(const PipelinePart& part, const std::string& pattern)
{
    return std::any_of(part.services.begin(), part.services.end(),
                       [&](const std::string& service) { return operations::globMatch(pattern, service); });
}

// A worker may send under the backend's name: then its work is seen, not its service. Without any work handed over
// nobody knows whether one should be seen.
struct WorkSeen
{
    bool handedOver = false;
    bool done = false;
};

WorkSeen lookForWork(const PipelinePart& part, const Profile& profile)
{
    using operations::Role;
    const operations::OperationView reader({&part.traces, &profile, false, {}, 0});
    operations::SpanClassifier classifier(part.traces, profile, reader.reader);
    WorkSeen seen;
    for (std::uint32_t s = 0; s < part.traces.stores().size(); ++s)
        for (const trace::SpanRow row : part.traces.store(s).byStart()) {
            const Role role = classifier.role({s, row});
            seen.handedOver = seen.handedOver || role == Role::Dispatch || role == Role::DispatchCall;
            seen.done = seen.done || role == Role::WorkerRoot || role == Role::WorkerRequest;
        }
    return seen;
}

// How bad it is that no service of the role is there. A recording may be a part only, and to a receiver only those
// programs send that were told to.
PartStatus silenceOf(PartyRole role, const PipelinePart& part, const WorkSeen& work)
{
    if (!part.live || part.receiver)
        return PartStatus::Info;
    if (role == PartyRole::Backend)
        return PartStatus::Error;
    return role == PartyRole::Worker && work.handedOver ? PartStatus::Warning : PartStatus::Info;
}

struct Silent
{
    PartyRole role = PartyRole::Other;
    std::string text; ///< "worker (my-worker-*)"
};

// The kinds of services of which nothing is there, by how bad that is.
std::map<PartStatus, std::vector<Silent>> silentServices(const PipelineInput& input, const PipelinePart& part)
{
    std::map<PartStatus, std::vector<Silent>> silent;
    const WorkSeen work = lookForWork(part, *input.profile);
    for (const PartyRole role : {PartyRole::Backend, PartyRole::Worker, PartyRole::Client, PartyRole::Host}) {
        std::string names;
        bool seen = role == PartyRole::Worker && work.done;
        for (const auto& rule : input.profile->services) {
            if (rule.role != role)
                continue;
            names += (names.empty() ? "" : ", ") + rule.pattern;
            seen = seen || isSeen(part, rule.pattern);
        }
        if (!seen && !names.empty())
            silent[silenceOf(role, part, work)].push_back({role, std::string(name(role)) + " (" + names + ")"});
    }
    return silent;
}

PipelineCheck silenceCheck(const PipelineInput& input, const PipelinePart& part, PartStatus status,
                           const std::vector<Silent>& silent)
{
    std::vector<std::string> texts;
    bool backend = false;
    for (const Silent& one : silent) {
        texts.push_back(one.text);
        backend = backend || one.role == PartyRole::Backend;
    }
    PipelineCheck missing = check("expected-services", status,
                                  "expected by the profile " + input.profile->name + " and silent: " + listOf(texts));
    missing.evidence.push_back("services that are there: " + listOf(part.services));
    if (backend)
        missing.fixes = adviceOf(input, part, "service-missing");
    missing.fixes.push_back({status == PartStatus::Info
                                 ? "Nothing shows that they had anything to do; if they had, check that they are "
                                   "instrumented and export to this server"
                                 : "Check that the silent services run, are instrumented and export to this server",
                             {}});
    if (status == PartStatus::Error)
        addOtherPlace(part, missing);
    return missing;
}

void addExpected(const PipelineInput& input, const PipelinePart& part, std::vector<PipelineCheck>& checks)
{
    const auto& rules = input.profile->services;
    if (rules.empty() || part.services.empty()) {
        checks.push_back(check("expected-services", PartStatus::NotChecked,
                               rules.empty() ? "the profile " + input.profile->name + " names no services"
                                             : std::string("there is no service at all")));
        return;
    }
    const auto silent = silentServices(input, part);
    for (auto worst = silent.rbegin(); worst != silent.rend(); ++worst)
        checks.push_back(silenceCheck(input, part, worst->first, worst->second));
    if (silent.empty())
        checks.push_back(check("expected-services", PartStatus::Ok,
                               "every kind of service that the profile " + input.profile->name + " knows is there"));
}

// What no answer of a server tells.
PipelineCheck checkUnseen(const PipelinePart& part)
{
    PipelineCheck unseen = check("unseen", PartStatus::NotChecked, "traces that are not here leave no sign here");
    unseen.evidence = {
        "whether a sampler leaves traces out: OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG of each service, "
        "always_on and 1.0 keep all",
        "whether a program that ended early sent its last spans: it has to call shutdown or force_flush",
        "how long the server keeps traces: what is older than its retention is gone"};
    if (part.tenant.empty())
        unseen.evidence.emplace_back("whether other tenants or another server hold what is missing here");
    return unseen;
}

void examineSource(const PipelineInput& input, const PipelinePart& part, std::vector<PipelineCheck>& checks)
{
    const auto newest = newestEnd(part.traces);
    if (part.store && !part.store->exists)
        return;
    if (part.live && !part.receiver) // a receiver's clock is the one here
        checks.push_back(checkClock(part));
    if (part.receiver)
        for (PipelineCheck& one : examineReceiver(*part.receiver))
            checks.push_back(std::move(one));
    if (part.store)
        for (PipelineCheck& one : examineStore(*part.store, part.askedNs))
            checks.push_back(std::move(one));
    checks.push_back(checkServices(input, part));
    checks.push_back(checkNewest(input, part, newest));
    checks.push_back(checkDelay(input, part, newest));
    addExpected(input, part, checks);
    for (PipelineCheck& one : examineTraces(part, *input.profile, input.nowNs, companionsOf(input)))
        checks.push_back(std::move(one));
    if (part.live && !part.receiver)
        checks.push_back(checkUnseen(part));
    if (part.losses.empty())
        return;
    PipelineCheck losses = check("losses", PartStatus::Warning, "not everything could be read");
    losses.evidence.assign(part.losses.begin(),
                           part.losses.begin() + static_cast<std::ptrdiff_t>(std::min(part.losses.size(), kShown)));
    losses.fixes.push_back({"Read the sentences: each says what was lost and where", {}});
    checks.push_back(std::move(losses));
}

void examineApi(const PipelinePart& part, std::vector<PipelineCheck>& checks)
{
    checks.push_back(checkClock(part));
    if (!part.facts.workers) {
        checks.push_back(check("workers", PartStatus::NotChecked, "it did not list its workers"));
        return;
    }
    const auto& workers = part.facts.workers->workers;
    if (workers.empty()) {
        PipelineCheck none = check("workers", PartStatus::Warning, "no worker is registered");
        none.fixes.push_back({"Start workers, and check that they reach the backend to register", {}});
        checks.push_back(std::move(none));
        return;
    }
    std::vector<std::string> ill;
    for (const auto& worker : workers)
        if (worker.healthCheckFailures.value_or(0) > 0 || worker.status.find("unavailable") != std::string::npos)
            ill.push_back(worker.id + " " + worker.status +
                          (worker.healthCheckFailures
                               ? ", " + std::to_string(*worker.healthCheckFailures) + " health checks failed"
                               : std::string()));
    if (ill.empty()) {
        checks.push_back(check("workers", PartStatus::Ok, counted(workers.size(), "worker") + ", all healthy"));
        return;
    }
    PipelineCheck unhealthy = check("workers", PartStatus::Warning,
                                    std::to_string(ill.size()) + " of " + counted(workers.size(), "worker") +
                                        " do not answer their health checks");
    unhealthy.evidence = ill;
    unhealthy.fixes.push_back({"Look into their logs and restart them", {}});
    checks.push_back(std::move(unhealthy));
}

void examinePrometheus(const PipelineInput& input, const PipelinePart& part, std::vector<PipelineCheck>& checks)
{
    checks.push_back(checkClock(part));
    std::vector<std::string> down;
    std::size_t targets = 0;
    for (const auto& series : part.facts.series) {
        if (series.use != operations::MetricUse::Up || series.samples.empty())
            continue;
        ++targets;
        const auto instance = series.labels.find("instance");
        if (series.samples.back().value == 0)
            down.push_back(instance != series.labels.end() ? instance->second : "a target without instance");
    }
    PipelineCheck up =
        check("targets", down.empty() ? PartStatus::Ok : PartStatus::Warning,
              targets == 0 ? "no target of the profile is scraped"
                           : std::to_string(targets - down.size()) + " of " + counted(targets, "target") + " are up");
    if (targets == 0)
        up.status = input.profile->metrics.empty() ? PartStatus::NotChecked : PartStatus::Warning;
    up.evidence = down;
    if (up.status == PartStatus::Warning)
        up.fixes.push_back({"Check the scrape configuration, and that the services serve /metrics",
                            "curl " + part.address + "/api/v1/targets"});
    checks.push_back(std::move(up));
    std::vector<std::string> absent;
    for (const auto& query : input.profile->metrics)
        if (std::none_of(part.facts.series.begin(), part.facts.series.end(),
                         [&](const auto& series) { return series.query == query.id && !series.samples.empty(); }))
            absent.push_back(query.title);
    if (!input.profile->metrics.empty())
        checks.push_back(check("metrics", absent.empty() ? PartStatus::Ok : PartStatus::Info,
                               absent.empty()
                                   ? counted(input.profile->metrics.size(), "query") + " of the profile have an answer"
                                   : "without any sample: " + listOf(absent)));
}

void addProblems(const PipelinePart& part, std::vector<PipelineCheck>& checks)
{
    if (!part.reachable || part.facts.problems.empty())
        return;
    PipelineCheck problems = check("answers", PartStatus::Warning, "some questions were not answered");
    for (const auto& problem : part.facts.problems)
        problems.evidence.push_back(problem.origin.url + ": " + problem.text);
    problems.fixes.push_back({"Check the base path and what the server logs about these requests", {}});
    checks.push_back(std::move(problems));
}

std::string_view kindName(PipelinePart::Kind kind)
{
    switch (kind) {
    case PipelinePart::Kind::Source:
        return "source";
    case PipelinePart::Kind::Prometheus:
        return "prometheus";
    case PipelinePart::Kind::OperationsApi:
        return "operations-api";
    case PipelinePart::Kind::Grafana:
        return "grafana";
    }
    return {};
}

PartReport examine(const PipelineInput& input, const PipelinePart& part)
{
    PartReport report{std::string(kindName(part.kind)), part.address, part.server, part.version, part.reachable, {}};
    report.checks.push_back(checkReachable(part));
    if (!part.reachable) {
        report.checks.push_back(check("content", PartStatus::NotChecked, "nothing could be read from it"));
        return report;
    }
    switch (part.kind) {
    case PipelinePart::Kind::Source:
        examineSource(input, part, report.checks);
        break;
    case PipelinePart::Kind::Prometheus:
        examinePrometheus(input, part, report.checks);
        break;
    case PipelinePart::Kind::OperationsApi:
        examineApi(part, report.checks);
        break;
    case PipelinePart::Kind::Grafana:
        report.checks.push_back(checkClock(part));
        break;
    }
    addProblems(part, report.checks);
    return report;
}

} // namespace

std::string_view name(PartStatus status)
{
    switch (status) {
    case PartStatus::Ok:
        return "ok";
    case PartStatus::Info:
        return "info";
    case PartStatus::NotChecked:
        return "not-checked";
    case PartStatus::Warning:
        return "warning";
    case PartStatus::Error:
        return "error";
    }
    return {};
}

PartStatus PipelineReport::worst() const
{
    PartStatus worst = PartStatus::Ok;
    for (const PartReport& part : parts)
        for (const PipelineCheck& one : part.checks)
            worst = std::max(worst, one.status);
    return worst < PartStatus::Warning ? PartStatus::Ok : worst;
}

bool PipelineReport::anyReachable() const
{
    return std::any_of(parts.begin(), parts.end(), [](const PartReport& part) { return part.reachable; });
}

PipelineReport examinePipeline(const PipelineInput& input)
{
    PipelineReport report{input.profile->name, input.nowNs, {}};
    for (const PipelinePart& part : input.parts)
        report.parts.push_back(examine(input, part));
    return report;
}

} // namespace spanlight::diagnosis
