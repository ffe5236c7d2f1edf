#include "models/diagnosis/rule_descriptions.h"

#include "models/trace/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>

namespace spanlight::diagnosis {

using operations::Thresholds;

namespace {

constexpr std::string_view kFault = "error; warning while running; info when healed or when it completed all the same";

// Rows end up in docs/rules.md, in `spanlight-cli rules` and in the program's help: plain words, short sentences.
constexpr RuleDescription kDescriptions[]{
    {"operation-not-found", "no span carries the id", "a search that was complete",
     "a service did not answer or the search was cut: the state is then `unknown`", "error", "exportDelaySeconds", "",
     "`reason`: `unknown-id`, `no-services`, `service-missing`, `too-fresh`, `outside-range`"},
    {"stuck-phase", "nothing says that the operation ended, and its last sign of life is older than the idle limit",
     "any span of the operation's life cycle; where it is asked, the operations API with progress, its age and the end",
     "it ended; it moved within the limit (polls and health checks are no movement, progress that the operations API "
     "reports is); it was handed over and no worker "
     "span ever arrived (`unknown`). In a phase that sends no spans while it works the confidence is 0.5 at most until "
     "its usual length has passed",
     "error", "idleBeforeDispatchSeconds", "idle limit of the operation type (`idleLimitSeconds`)",
     "`phase`, `idleSeconds`"},
    {"progress-stalled", "progress below 100 % was last updated more than 30 s ago, or does not change",
     "`progress.percentage` and `progress.updated_at` on a span; or the operations API, which is newer",
     "the operation ended; progress is 100 %; it did not change for less than the idle limit (twice that while no step "
     "has been seen), or for less than three times the longest step",
     "warning", "progressStaleSeconds", "", "`percentage`, `ageSeconds`"},
    {"progress-not-reported", "a running phase that should report progress has none",
     "a span of the phase that was written while it was open", "the phase reports no progress by design", "info", "",
     "", "`phase`"},
    {"operation-failed", "the operation ended as failed, or an error reached the root",
     "an error status, or a transition to failed", "an error stayed below a caller that succeeded", "error", "", "",
     "`errorType`, `message`, `phase`"},
    {"no-workers-registered", "a worker was to be selected and none was registered",
     "numbers on the selection span; where no span counts, the operations API's list or Prometheus at that moment",
     "the selection carries no numbers; a later selection succeeded", kFault, "", "",
     "`total`, `capable`, `available`"},
    {"no-capable-workers", "workers are registered and none can do the work", "as above", "as above", kFault, "", "",
     "`total`, `capable`, `available`"},
    {"all-workers-busy", "capable workers exist and none is free",
     "as above; or three workers (all that are capable, if fewer) that answer 503, and a text that says they are busy",
     "as above; nobody says why the workers refused", kFault, "", "", "`total`, `capable`, `available`"},
    {"slow-worker-selection", "selecting a worker took more than 100 ms", "the selection span", "it was quicker",
     "warning", "slowSelectionMs", "", "`durationMs`, `total`"},
    {"load-imbalance", "across 10 or more selections of one type, in all traces, one worker gets over 80 %",
     "the selected worker on selection spans, else the calls that hand work over",
     "there are fewer selections (*not checked*); only one worker is registered; the selections are for another type",
     "warning", "imbalanceSelections imbalanceShare", "", "`worker`, `share`, `selections`, `cause`"},
    {"dispatch-failed", "work was selected but handing it over failed, and no connection error explains it",
     "the call to the worker, or the span around it",
     "the connection explains it; a later attempt succeeded (then `info`)", kFault, "", "", "`worker`, `httpStatus`"},
    {"service-unreachable", "a call got no answer: refused, name not found, connection reset",
     "client spans with an error", "an HTTP status arrived; the call is a health check; a timeout", kFault, "", "",
     "`target`, `role`, `errorType`"},
    {"request-timeout", "a call timed out", "client spans with an error",
     "an answer arrived, whatever its status; a later attempt succeeded (then `info`)", kFault, "", "",
     "`target`, `role`, `attempts`"},
    {"trace-context-lost",
     "one operation, two traces, and the second begins at the moment and place where a call of the first ended up",
     "two traces with one operation id",
     "the traces follow each other without such a call, as a poll or a cancellation does", "warning",
     "contextJoinSeconds", "", "`boundary`, `traces`"},
    {"missing-worker-spans", "a call to a worker succeeded and nothing of the worker is in any trace",
     "the call to the worker",
     "the call is younger than ten seconds; `info` where the profile says that the target sends no traces",
     "warning; info when the target sends no traces by design", "exportDelaySeconds", "", "`target`"},
    {"worker-lost", "health checks of the worker fail, it denies the operation, or the orphan detector gave up",
     "health checks of the worker that took the operation and questions to it about the operation, in any trace; or "
     "what the operations API, the worker itself and Prometheus say of them",
     "the worker answered after its failure; only one check failed; the worker does not know the operation yet; "
     "another worker is down; the operation ended",
     kFault, "", "", "`worker`"},
    {"instance-mismatch",
     "one process shows two instances of a singleton; or backend and worker use different ones **and** the operation "
     "is stuck or its progress frozen",
     "`operations_service.instance_id`",
     "different instances in different services, or under one name in processes that nothing tells apart, without any "
     "symptom: that is how it is meant to be",
     kFault, "progressStaleSeconds", "", "`ids`, `scope`"},
    {"bottleneck", "one phase or gap takes more than half of the time", "phases in the profile",
     "no phase does. Always `info`: where time goes is no fault in itself", "info", "bottleneckShare", "",
     "`phase`, `share`, `durationMs`"},
    {"slow-phase", "a phase took longer than expected, or one fetch from a provider did",
     "an expectation in the profile", "the phase has none; many quick fetches add up to a long phase", "warning",
     "manyIndicators lowGpuPercent", "`expectedSeconds` and `expectedSecondsOnCpu` of the phase",
     "`phase`, `durationMs`, `expectedMs`, `cause`"},
    {"missing-data", "data were not found, empty, too few, or the provider was not connected",
     "an error, a count of rows or bars, or a connection state",
     "one empty segment among full ones (a holiday); nobody answered at all (that is `service-unreachable`); a "
     "repeated fetch succeeded (then `info`)",
     "error; warning while running and when it completed all the same; info when healed", "minimumRows incompleteShare",
     "", "`symbol`, `kind`"},
    {"out-of-memory", "memory of host or GPU was exhausted", "an error type or message that says so",
     "the memory is only nearly full", kFault, "", "", "`device`, `batchSize`"},
    {"invalid-input", "the request was rejected because of what it asked for",
     "an error on the request, or its status 400 or 422", "a bad value turned up later, in the program's own work",
     kFault, "", "", "`field`, `message`"},
    {"span-overhead",
     "an operation has more than 5 000 spans, or an attribute of more than 16 KiB (any other system: 20 000 spans, 64 "
     "KiB)",
     "any span", "both are within the limits", "warning", "overheadSpans overheadAttributeBytes", "",
     "`spans`, `noiseShare`, `largestAttributeBytes`"},
    {"hidden-error", "a caller swallowed an error while the operation succeeded",
     "error spans below callers that succeeded",
     "the error reached the root; a retry healed it; an answer below 500 without an exception", "info", "", "",
     "`errorType`"},
    {"in-flight-request", "a request was received and never answered", "`… http receive` spans whose request is absent",
     "the operation ended. `error` only when the operation hangs on that very request, else `info`",
     "info; error when the operation hangs on that request", "contextJoinSeconds", "", "`route`, `service`"},
    {"missing-parent", "spans name a parent that is not there", "parent ids",
     "nothing is missing. Only `info` when the absence has a harmless reason: the parent is still open, a client is "
     "still attached, a coordinator lives for hours",
     "warning; info when the absence is harmless", "", "", "`spans`, `parents`"},
    {"clock-skew",
     "a span on another host begins more than 50 ms before the span that caused it, or lies after or beyond the "
     "answered call that waited for it although it would fit in",
     "client and server spans of two services",
     "work begins in time and outlives its parent (asynchronous); the call failed or gave up; a message is processed "
     "later; both spans name one host",
     "warning", "clockToleranceMs", "", "`service`, `offsetMs` (positive: ahead)"},
    {"repeated-calls",
     "10 or more similar calls run one after the other under one span and take 20 % of the time together (\"N+1\")",
     "client spans, or spans that name a database",
     "statements or addresses differ in more than values; somebody waits between the calls (polling), or reads one "
     "address again and again, or page by page; a consumer receives messages; an agent talks to a model; the profile "
     "says `inParts` of the phase; "
     "the calls fail, run "
     "beside each other, or take more than a second each",
     "warning", "repeatedCalls repeatedCallMs repeatedCallsTotalMs repeatedCallsShare", "",
     "`name`, `count`, `totalMs`"},
    {"retry-storm", "the same call is attempted 5 times or more, one after the other, each attempt after a failure",
     "client spans",
     "fewer attempts, as clients should make; the answer tells the caller to change its question (4xx but 408, 425, "
     "429); calls beside each other or for different things; health checks. Only `info` when the last attempt was "
     "answered",
     "warning; info when healed", "retryAttempts", "", "`name`, `attempts`, `outcome`"},
    {"sequential-calls",
     "4 or more reading calls with different addresses follow each other directly under one span, on the critical "
     "path, and take half of the time",
     "client spans with method or procedure",
     "a call changes something, fails or asks a database; the caller works between the calls; one call takes nearly "
     "all the time. Whether the calls depend on each other cannot be seen: confidence 0.6",
     "warning when they ask one service for different things; info when each asks something else",
     "sequentialCalls sequentialCallsTotalMs sequentialCallsShare", "",
     "`name` (of the span that makes them), `count`, `savingMs`"},
    {"regression", "a phase is much slower than the median of earlier completed runs, and than the slowest of them",
     "at least five completed operations of the type that began earlier",
     "there are fewer of them (*not checked*); they had less to do (fewer epochs)", "warning",
     "baselineRuns regressionRatio regressionOverSlowest regressionExcessSeconds", "",
     "`phase`, `ratio`, `baselineRuns`"},
};

std::string numberText(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.10g", value);
    return text.data();
}

std::string bytesText(std::int64_t bytes)
{
    return bytes % 1024 == 0 ? std::to_string(bytes / 1024) + " KiB" : std::to_string(bytes) + " bytes";
}

std::string percentText(double share)
{
    return numberText(std::round(share * 1000) / 10) + " %";
}

struct NamedThreshold
{
    std::string_view name;
    std::string (*text)(const Thresholds&);
};

constexpr NamedThreshold kThresholds[]{
    {"idleBeforeDispatchSeconds", [](const Thresholds& t) { return trace::toDurationText(t.idleBeforeDispatchNs); }},
    {"progressStaleSeconds", [](const Thresholds& t) { return trace::toDurationText(t.progressStaleNs); }},
    {"bottleneckShare", [](const Thresholds& t) { return percentText(t.bottleneckShare); }},
    {"slowSelectionMs", [](const Thresholds& t) { return trace::toDurationText(t.slowSelectionNs); }},
    {"manyIndicators", [](const Thresholds& t) { return numberText(t.manyIndicators); }},
    {"lowGpuPercent", [](const Thresholds& t) { return numberText(t.lowGpuPercent) + " %"; }},
    {"minimumRows", [](const Thresholds& t) { return numberText(t.minimumRows); }},
    {"incompleteShare", [](const Thresholds& t) { return percentText(t.incompleteShare); }},
    {"exportDelaySeconds", [](const Thresholds& t) { return trace::toDurationText(t.exportDelayNs); }},
    {"contextJoinSeconds", [](const Thresholds& t) { return trace::toDurationText(t.contextJoinNs); }},
    {"imbalanceSelections", [](const Thresholds& t) { return numberText(t.imbalanceSelections); }},
    {"imbalanceShare", [](const Thresholds& t) { return percentText(t.imbalanceShare); }},
    {"baselineRuns", [](const Thresholds& t) { return numberText(t.baselineRuns); }},
    {"regressionRatio", [](const Thresholds& t) { return numberText(t.regressionRatio); }},
    {"regressionOverSlowest", [](const Thresholds& t) { return numberText(t.regressionOverSlowest); }},
    {"regressionExcessSeconds", [](const Thresholds& t) { return trace::toDurationText(t.regressionExcessNs); }},
    {"repeatedCalls", [](const Thresholds& t) { return std::to_string(t.repeatedCalls); }},
    {"repeatedCallMs", [](const Thresholds& t) { return trace::toDurationText(t.repeatedCallNs); }},
    {"repeatedCallsTotalMs", [](const Thresholds& t) { return trace::toDurationText(t.repeatedCallsTotalNs); }},
    {"repeatedCallsShare", [](const Thresholds& t) { return percentText(t.repeatedCallsShare); }},
    {"retryAttempts", [](const Thresholds& t) { return std::to_string(t.retryAttempts); }},
    {"sequentialCalls", [](const Thresholds& t) { return std::to_string(t.sequentialCalls); }},
    {"sequentialCallsTotalMs", [](const Thresholds& t) { return trace::toDurationText(t.sequentialCallsTotalNs); }},
    {"sequentialCallsShare", [](const Thresholds& t) { return percentText(t.sequentialCallsShare); }},
    {"clockToleranceMs", [](const Thresholds& t) { return trace::toDurationText(t.clockToleranceNs); }},
    {"overheadSpans", [](const Thresholds& t) { return std::to_string(t.overheadSpans); }},
    {"overheadAttributeBytes", [](const Thresholds& t) { return bytesText(t.overheadAttributeBytes); }},
};

} // namespace

std::span<const RuleDescription> ruleDescriptions()
{
    return kDescriptions;
}

std::string thresholdText(const Thresholds& thresholds, std::string_view name)
{
    const auto* found = std::find_if(std::begin(kThresholds), std::end(kThresholds),
                                     [&](const NamedThreshold& threshold) { return threshold.name == name; });
    return found != std::end(kThresholds) ? found->text(thresholds) : std::string();
}

} // namespace spanlight::diagnosis
