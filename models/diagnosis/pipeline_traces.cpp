#include "models/diagnosis/pipeline_traces.h"

#include "models/diagnosis/engine.h"
#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/pipeline_hops.h"
#include "models/operations/operation_context.h"
#include "models/operations/operation_list.h"
#include "models/operations/operation_view.h"
#include "models/operations/span_classifier.h"

#include <algorithm>
#include <map>
#include <set>

namespace spanlight::diagnosis {

using operations::OperationView;
using operations::Profile;
using operations::Role;
using trace::SpanKind;
using trace::SpanRef;
using trace::TraceSet;

namespace {

constexpr std::size_t kMostOperations = 20;
constexpr std::size_t kShown = 5;
constexpr std::size_t kShownHops = 8;
constexpr double kFew = 0.01; // of the spans: an exception, no habit
constexpr std::uint64_t kMinSpans = 20;

std::string percent(std::uint64_t part, std::uint64_t whole)
{
    const double share = whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, share < 1 ? "%.2g %%" : "%.0f %%", share);
    return buffer;
}

// Spans of one kind of defect, with some of them to look at.
struct Defect
{
    std::uint64_t spans = 0;
    std::map<std::string, std::uint64_t> where; ///< "service · span" → spans

    void add(const TraceSet& traces, SpanRef span)
    {
        ++spans;
        const std::string service(traces.service(span));
        const std::string name(traces.name(span));
        if (where.size() < 1000)
            ++where[(service.empty() ? "(no service)" : service) + " · " + (name.empty() ? "(no name)" : name)];
    }

    [[nodiscard]] std::vector<std::string> examples() const
    {
        std::vector<std::pair<std::string, std::uint64_t>> sorted(where.begin(), where.end());
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < std::min(sorted.size(), kShown); ++i)
            texts.push_back(sorted[i].first + ": " + std::to_string(sorted[i].second));
        return texts;
    }
};

struct Quality
{
    std::uint64_t spans = 0;
    Defect orphans;
    Defect clientRoots;
    Defect nameless;
    Defect serviceless;
    Defect kindless;
    Defect large;
    std::uint64_t largestBytes = 0;
    std::set<trace::SpanId> absentParents;
};

bool isNoService(std::string_view service)
{
    return service.empty() || service == "unknown_service" || service.starts_with("unknown_service:");
}

std::uint64_t largestValue(const TraceSet& traces, SpanRef span)
{
    std::uint64_t largest = 0;
    for (const auto& attribute : traces.attributes(span))
        if (attribute.value.type() == trace::ValueType::String)
            largest = std::max<std::uint64_t>(largest, attribute.value.string().size());
    return largest;
}

// A parent may be open or on its way: what ended long ago is without it for good.
bool isSettled(const PipelinePart& part, SpanRef span, std::int64_t nowNs)
{
    constexpr std::int64_t kOpenNs = 3'600'000'000'000;
    const TraceSet& traces = part.traces;
    return !part.live || nowNs - traces.endNs(span) > kOpenNs;
}

Quality measure(const PipelinePart& part, const Profile& profile, std::int64_t nowNs)
{
    const TraceSet& traces = part.traces;
    const OperationView reader({&traces, &profile, false, {}, 0});
    operations::SpanClassifier classifier(traces, profile, reader.reader);
    Quality quality;
    for (std::uint32_t s = 0; s < traces.stores().size(); ++s) {
        const trace::TraceStore& store = traces.store(s);
        for (const trace::SpanRow row : store.byStart()) {
            const SpanRef span{s, row};
            if (traces.isCopy(span))
                continue;
            ++quality.spans;
            const bool root = store.parentSpanId(row).empty();
            if (traces.hasMissingParent(span) && isSettled(part, span, nowNs)) {
                quality.orphans.add(traces, span);
                quality.absentParents.insert(store.parentSpanId(row));
            }
            if (root && store.kind(row) == SpanKind::Client && !operations::isNoise(classifier.role(span)))
                quality.clientRoots.add(traces, span);
            if (store.name(row).empty())
                quality.nameless.add(traces, span);
            if (isNoService(store.service(row)))
                quality.serviceless.add(traces, span);
            if (store.kind(row) == SpanKind::Unspecified)
                quality.kindless.add(traces, span);
            const std::uint64_t bytes = largestValue(traces, span);
            quality.largestBytes = std::max(quality.largestBytes, bytes);
            if (bytes > static_cast<std::uint64_t>(profile.thresholds.overheadAttributeBytes))
                quality.large.add(traces, span);
        }
    }
    return quality;
}

PipelineCheck defectCheck(CheckId id, const Defect& defect, const Quality& quality, const std::string& what,
                          PartStatus often, const std::string& fix)
{
    if (defect.spans == 0)
        return {id, PartStatus::Ok, "no " + what, {}, {}};
    const bool few = static_cast<double>(defect.spans) < kFew * static_cast<double>(quality.spans);
    return {id,
            few ? PartStatus::Info : often,
            std::to_string(defect.spans) + " of " + std::to_string(quality.spans) + " spans (" +
                percent(defect.spans, quality.spans) + "): " + what,
            defect.examples(),
            {{fix, {}}}};
}

void addQuality(const PipelinePart& part, const Profile& profile, std::int64_t nowNs,
                std::vector<PipelineCheck>& checks)
{
    const Quality quality = measure(part, profile, nowNs);
    if (quality.spans == 0) {
        checks.push_back({"quality", PartStatus::NotChecked, "there is no span to look at", {}, {}});
        return;
    }
    // A recording may be a part only: nobody knows what was left out of it.
    const PartStatus orphaned = quality.spans < kMinSpans || !part.live ? PartStatus::Info : PartStatus::Warning;
    checks.push_back(defectCheck(
        "orphans", quality.orphans, quality, "spans whose parent never arrived", orphaned,
        "Look for export errors and full queues in the services above them; a service between them may not export, or "
        "a program may end before it has sent its last spans (it has to call shutdown or force_flush of its tracer "
        "provider)"));
    checks.push_back(defectCheck("client-roots", quality.clientRoots, quality,
                                 "calls that begin a trace: what made them is not traced", PartStatus::Info,
                                 "Begin a span where the work begins, or instrument the program that calls"));
    checks.push_back(defectCheck("service-names", quality.serviceless, quality, "spans without service.name",
                                 PartStatus::Warning, "Set OTEL_SERVICE_NAME in every process that exports"));
    checks.push_back(defectCheck("span-names", quality.nameless, quality, "spans without a name", PartStatus::Warning,
                                 "Name spans after what is done, not after data"));
    checks.push_back(defectCheck("span-kinds", quality.kindless, quality, "spans without a kind", PartStatus::Info,
                                 "Without kinds calls and requests cannot be told apart; use instrumentation that sets "
                                 "them, or an exporter that keeps them"));
    PipelineCheck sizes = defectCheck(
        "attribute-sizes", quality.large, quality,
        "attributes above " + std::to_string(profile.thresholds.overheadAttributeBytes) + " bytes", PartStatus::Warning,
        "Record a reference instead of the whole value, and limit lengths: "
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT=1024");
    sizes.text += "; the largest has " + std::to_string(quality.largestBytes) + " bytes";
    checks.push_back(std::move(sizes));
}

// ---- propagation ----

struct Broken
{
    std::size_t operations = 0;
    std::vector<std::string> examples;
    std::vector<Fix> fixes;
};

struct Hops
{
    std::size_t operations = 0;
    std::map<std::string, Broken> lost;       ///< boundary → operations
    std::map<std::string, Broken> unanswered; ///< target without spans → operations
    std::map<std::string, Broken> awaited;    ///< target whose spans may still come → operations
    std::map<std::string, Broken> beyond; ///< target whose spans may be older than what was looked at → operations
    std::map<std::string, Broken> skewed; ///< service → operations
};

void note(std::map<std::string, Broken>& list, const std::string& key, const Finding& finding, const std::string& id)
{
    Broken& broken = list[key];
    ++broken.operations;
    if (broken.examples.size() < kShown)
        broken.examples.push_back(id);
    if (broken.fixes.empty())
        broken.fixes = finding.fixes;
}

// Work was handed over and accepted, nothing of who took it is there, and that is too short ago to be held against it.
void noteAwaited(const DiagnoseRequest& request, Hops& hops)
{
    const bool isTrace = request.kind == DiagnoseRequest::Kind::Trace;
    const OperationView view = operations::buildOperationView(
        {request.traces, request.profile, isTrace, request.id, request.asOfNs, nullptr, true, request.companions});
    const operations::ClientCall* last = nullptr;
    for (const operations::ClientCall& call : view.calls)
        if (call.role == Role::DispatchCall && call.outcome == operations::CallOutcome::Answered)
            last = &call;
    if (last == nullptr || view.workerSeen || last->hasServerSpan || !last->route->instrumented)
        return;
    Broken& broken = hops.awaited[last->route->target];
    ++broken.operations;
    if (broken.examples.size() < kShown)
        broken.examples.push_back(request.id);
    if (broken.fixes.empty())
        broken.fixes = adviceFor(view, "missing-worker-spans", {{"target", last->route->target}}, last->span);
}

std::string textFactOf(const Finding& finding, const char* key)
{
    for (const auto& [name, value] : finding.facts)
        if (const auto* text = name == key ? std::get_if<std::string>(&value) : nullptr)
            return *text;
    return "unknown";
}

struct Work
{
    operations::OperationSummary summary;
    DiagnoseRequest::Kind kind = DiagnoseRequest::Kind::Operation;
};

// Traces in which work was handed over and that name no operation: where no worker sends spans, nothing names one.
void addNamelessWork(const TraceSet& traces, const Profile& profile, std::vector<Work>& subjects)
{
    std::set<trace::TraceId> named;
    for (const Work& subject : subjects)
        named.insert(subject.summary.traces.begin(), subject.summary.traces.end());
    const OperationView reader({&traces, &profile, false, {}, 0});
    operations::SpanClassifier classifier(traces, profile, reader.reader);
    for (operations::OperationSummary& summary : operations::listTraces(traces)) {
        if (named.contains(summary.traces.front()))
            continue;
        const auto spans = traces.traceSpans(summary.traces.front());
        if (std::any_of(spans.begin(), spans.end(),
                        [&](SpanRef span) { return classifier.role(span) == Role::DispatchCall; }))
            subjects.push_back({std::move(summary), DiagnoseRequest::Kind::Trace});
    }
}

// The newest pieces of work, operations first.
std::vector<Work> workIn(const TraceSet& traces, const Profile& profile)
{
    std::vector<Work> subjects;
    if (profile.subjectIsTrace) {
        for (operations::OperationSummary& summary : operations::listTraces(traces))
            subjects.push_back({std::move(summary), DiagnoseRequest::Kind::Trace});
    } else {
        for (operations::OperationSummary& summary : operations::listOperations(traces, profile))
            subjects.push_back({std::move(summary), DiagnoseRequest::Kind::Operation});
        addNamelessWork(traces, profile, subjects);
    }
    std::stable_sort(subjects.begin(), subjects.end(),
                     [](const Work& a, const Work& b) { return a.summary.startNs > b.summary.startNs; });
    subjects.resize(std::min(subjects.size(), kMostOperations));
    // An operation may turn out to hold a trace that names none: it lost its context on the way.
    std::stable_partition(subjects.begin(), subjects.end(),
                          [](const Work& subject) { return subject.kind == DiagnoseRequest::Kind::Operation; });
    return subjects;
}

// Of each service only the newest traces are looked at. Work that was handed over before those of a worker begin may
// have its spans in older ones.
std::optional<std::int64_t> workersSeenSince(const PipelinePart& part, const Profile& profile)
{
    std::map<std::string, std::int64_t> since;
    for (std::uint32_t s = 0; part.live && part.limitReached && s < part.traces.stores().size(); ++s)
        for (const trace::SpanRow row : part.traces.store(s).byStart()) {
            const trace::TraceStore& store = part.traces.store(s);
            const auto [entry, isNew] = since.try_emplace(std::string(store.service(row)), store.startNs(row));
            entry->second = std::min(entry->second, store.startNs(row));
        }
    std::optional<std::int64_t> latest;
    for (const auto& [service, startNs] : since)
        if (profile.serviceRole(service) == operations::PartyRole::Worker)
            latest = std::max(latest.value_or(startNs), startNs);
    return latest;
}

Hops followHops(const PipelinePart& part, const Profile& profile, std::int64_t nowNs,
                const operations::CompanionFacts& companions)
{
    Hops hops;
    std::set<std::string> seen; // traces
    const auto workersSince = workersSeenSince(part, profile);
    for (const auto& [operation, kind] : workIn(part.traces, profile)) {
        if (kind == DiagnoseRequest::Kind::Trace && seen.contains(operation.id))
            continue;
        DiagnoseRequest request;
        request.traces = &part.traces;
        request.profile = &profile;
        request.companions = &companions;
        request.kind = kind;
        request.id = operation.id;
        request.asOfNs = part.live ? nowNs : std::min(nowNs, operation.endNs + 2 * profile.thresholds.exportDelayNs);
        ++hops.operations;
        bool isUnanswered = false;
        const Diagnosis diagnosis = analyse(request).diagnosis;
        seen.insert(diagnosis.subject.traces.begin(), diagnosis.subject.traces.end());
        for (const Finding& finding : diagnosis.findings) {
            if (finding.rule == "trace-context-lost")
                note(hops.lost, textFactOf(finding, "boundary"), finding, operation.id);
            else if (finding.rule == "missing-worker-spans") {
                isUnanswered = true;
                const bool isBeyond =
                    workersSince && !finding.evidence.empty() && finding.evidence.front().startNs < *workersSince;
                if (finding.severity <= Severity::Warning)
                    note(isBeyond ? hops.beyond : hops.unanswered, textFactOf(finding, "target"), finding,
                         operation.id);
            } else if (finding.rule == "clock-skew")
                note(hops.skewed, textFactOf(finding, "service"), finding, operation.id);
        }
        if (!isUnanswered && !profile.subjectIsTrace)
            noteAwaited(request, hops);
    }
    return hops;
}

std::string operationsText(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " recent operation" : " recent operations");
}

void addBroken(CheckId id, const std::map<std::string, Broken>& list, std::size_t operations, const std::string& fine,
               const std::string& what, std::vector<PipelineCheck>& checks)
{
    if (list.empty()) {
        checks.push_back({id, PartStatus::Ok, fine, {}, {}});
        return;
    }
    for (const auto& [key, broken] : list) {
        PipelineCheck one{id, PartStatus::Warning,
                          what + " " + key + ": " + std::to_string(broken.operations) + " of " +
                              operationsText(operations),
                          broken.examples, broken.fixes};
        checks.push_back(std::move(one));
    }
}

void addWorkerSpans(const PipelinePart& part, const Hops& hops, const std::string& over,
                    std::vector<PipelineCheck>& checks)
{
    if (!hops.unanswered.empty() || (hops.awaited.empty() && hops.beyond.empty()))
        addBroken("worker-spans", hops.unanswered, hops.operations,
                  "every party that was called and should send spans does, " + over, "nothing arrives of", checks);
    for (const auto& [target, broken] : hops.beyond)
        checks.push_back({"worker-spans", PartStatus::Info,
                          "no span of " + target + " is among the newest traces of the workers (" +
                              operationsText(broken.operations) +
                              "); older ones were not looked at: diagnose the operation to know",
                          broken.examples, broken.fixes});
    for (const auto& [target, broken] : hops.awaited)
        checks.push_back({"worker-spans", PartStatus::Info,
                          "no span of " + target + " is there (" + operationsText(broken.operations) +
                              "), which took " +
                              (part.live ? "the work only just now: ask again in ten seconds"
                                         : "the work shortly before the end of this recording: its spans may have come "
                                           "later, and --now with a later moment judges it as if they had not"),
                          broken.examples, broken.fixes});
}

// Traces of the generic vocabulary share no operation id: what lost its context is told by the two ends alone.
void addLostHops(const PipelinePart& part, const Profile& profile, std::vector<PipelineCheck>& checks)
{
    const OperationView reader({&part.traces, &profile, false, {}, 0});
    operations::SpanClassifier classifier(part.traces, profile, reader.reader);
    const auto hops = findLostHops(part.traces, reader.reader, classifier);
    for (const auto& [hop, lost] : hops)
        checks.push_back({"propagation",
                          lost.isCertain ? PartStatus::Warning : PartStatus::Info,
                          "the trace context " + std::string(lost.isCertain ? "is lost at " : "may be lost at ") + hop +
                              ": " + std::to_string(lost.requests) +
                              (lost.requests == 1 ? " request begins" : " requests begin") +
                              " a trace of its own while a call to the same path is under way",
                          lost.examples,
                          {{"Instrument the HTTP client of the caller, and check that nothing between the two (proxy, "
                            "gateway, message queue) drops the header traceparent; both sides have to use the same "
                            "OTEL_PROPAGATORS",
                            {}}}});
    if (hops.empty())
        checks.push_back({"propagation", PartStatus::Ok, "no request is seen that lost its caller's context", {}, {}});
}

// Calls that arrived: a client span with a server span of another service below it.
std::string intactHops(const TraceSet& traces)
{
    std::map<std::string, std::uint64_t> hops;
    for (std::uint32_t s = 0; s < traces.stores().size(); ++s)
        for (const trace::SpanRow row : traces.store(s).byStart()) {
            const SpanRef span{s, row};
            const SpanRef parent = traces.kind(span) == SpanKind::Server ? traces.parent(span) : trace::kNoSpanRef;
            if (parent.valid() && traces.service(parent) != traces.service(span) && hops.size() < 10'000)
                ++hops[std::string(traces.service(parent)) + " → " + std::string(traces.service(span))];
        }
    std::vector<std::pair<std::string, std::uint64_t>> sorted(hops.begin(), hops.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (std::size_t i = 0; i < std::min(sorted.size(), kShownHops); ++i)
        text += (i > 0 ? ", " : "") + sorted[i].first + " (" + std::to_string(sorted[i].second) + ")";
    if (sorted.size() > kShownHops)
        text += " and " + std::to_string(sorted.size() - kShownHops) + " more hops";
    return text;
}

// Work is requested and nobody is seen who asked for it: the program that people use is not traced.
void addEntries(const PipelinePart& part, const Profile& profile, std::vector<PipelineCheck>& checks)
{
    const OperationView reader({&part.traces, &profile, false, {}, 0});
    operations::SpanClassifier classifier(part.traces, profile, reader.reader);
    std::size_t requests = 0;
    Defect headless;
    for (std::uint32_t s = 0; s < part.traces.stores().size(); ++s)
        for (const trace::SpanRow row : part.traces.store(s).byStart()) {
            const SpanRef span{s, row};
            if (part.traces.isCopy(span) || classifier.role(span) != Role::StartRequest)
                continue;
            ++requests;
            if (part.traces.store(s).parentSpanId(row).empty())
                headless.add(part.traces, span);
        }
    if (requests == 0)
        return;
    if (headless.spans == 0) {
        checks.push_back(
            {"entry", PartStatus::Ok, "every request that starts work belongs to a caller's trace", {}, {}});
        return;
    }
    const bool all = headless.spans == requests;
    checks.push_back(
        {"entry",
         all ? PartStatus::Warning : PartStatus::Info,
         std::to_string(headless.spans) + " of " + std::to_string(requests) +
             " requests that start work begin a trace: their caller is not traced, or its context is lost",
         headless.examples(),
         {{"Instrument the program that sends them (for Python the HTTPX instrumentation), or ignore this if "
           "they are sent by hand",
           {}}}});
}

} // namespace

std::vector<PipelineCheck> examineTraces(const PipelinePart& part, const Profile& profile, std::int64_t nowNs,
                                         const operations::CompanionFacts& companions)
{
    std::vector<PipelineCheck> checks;
    const Hops hops = followHops(part, profile, nowNs, companions);
    if (hops.operations == 0) {
        checks.push_back({"propagation",
                          PartStatus::NotChecked,
                          "no operation of the profile " + profile.name + " is among the recent traces",
                          {},
                          {}});
    } else {
        const std::string over = "over " + operationsText(hops.operations);
        if (profile.subjectIsTrace)
            addLostHops(part, profile, checks);
        else
            addBroken("propagation", hops.lost, hops.operations, "the context is passed on everywhere, " + over,
                      "the trace context is lost at", checks);
        const std::string intact = intactHops(part.traces);
        if (!intact.empty())
            checks.back().evidence.push_back("passed on: " + intact);
        addWorkerSpans(part, hops, over, checks);
        addBroken("clock-skew", hops.skewed, hops.operations, "the services' clocks agree with each other, " + over,
                  "the clock is off at", checks);
    }
    addEntries(part, profile, checks);
    addQuality(part, profile, nowNs, checks);
    return checks;
}

} // namespace spanlight::diagnosis
