#include "models/diagnosis/rule.h"

#include "models/diagnosis/detectors/all_workers_busy.h"
#include "models/diagnosis/detectors/bottleneck.h"
#include "models/diagnosis/detectors/clock_skew.h"
#include "models/diagnosis/detectors/dispatch_failed.h"
#include "models/diagnosis/detectors/hidden_error.h"
#include "models/diagnosis/detectors/in_flight_request.h"
#include "models/diagnosis/detectors/instance_mismatch.h"
#include "models/diagnosis/detectors/invalid_input.h"
#include "models/diagnosis/detectors/load_imbalance.h"
#include "models/diagnosis/detectors/missing_data.h"
#include "models/diagnosis/detectors/missing_parent.h"
#include "models/diagnosis/detectors/missing_worker_spans.h"
#include "models/diagnosis/detectors/no_capable_workers.h"
#include "models/diagnosis/detectors/no_workers_registered.h"
#include "models/diagnosis/detectors/operation_failed.h"
#include "models/diagnosis/detectors/operation_not_found.h"
#include "models/diagnosis/detectors/out_of_memory.h"
#include "models/diagnosis/detectors/progress_not_reported.h"
#include "models/diagnosis/detectors/progress_stalled.h"
#include "models/diagnosis/detectors/regression.h"
#include "models/diagnosis/detectors/repeated_calls.h"
#include "models/diagnosis/detectors/request_timeout.h"
#include "models/diagnosis/detectors/retry_storm.h"
#include "models/diagnosis/detectors/sequential_calls.h"
#include "models/diagnosis/detectors/service_unreachable.h"
#include "models/diagnosis/detectors/slow_phase.h"
#include "models/diagnosis/detectors/slow_worker_selection.h"
#include "models/diagnosis/detectors/span_overhead.h"
#include "models/diagnosis/detectors/stuck_phase.h"
#include "models/diagnosis/detectors/trace_context_lost.h"
#include "models/diagnosis/detectors/worker_lost.h"

#include <algorithm>

namespace spanlight::diagnosis {

std::span<const Rule> allRules()
{
    // Order: the contract's table. Number: place in the contract's precedence for the primary.
    static constexpr Rule kRules[]{
        // never destroyed: threads may still read it when the program ends
        {"operation-not-found", 25, true, detectOperationNotFound},
        {"stuck-phase", 23, true, detectStuckPhase},
        {"progress-stalled", 24, true, detectProgressStalled},
        {"progress-not-reported", 26, true, detectProgressNotReported},
        {"operation-failed", 22, true, detectOperationFailed},
        {"no-workers-registered", 2, false, detectNoWorkersRegistered},
        {"no-capable-workers", 3, false, detectNoCapableWorkers},
        {"all-workers-busy", 4, false, detectAllWorkersBusy},
        {"slow-worker-selection", 15, false, detectSlowWorkerSelection},
        {"load-imbalance", 14, false, detectLoadImbalance},
        {"dispatch-failed", 11, false, detectDispatchFailed},
        {"service-unreachable", 5, false, detectServiceUnreachable},
        {"request-timeout", 6, false, detectRequestTimeout},
        {"trace-context-lost", 12, false, detectTraceContextLost},
        {"missing-worker-spans", 13, false, detectMissingWorkerSpans},
        {"worker-lost", 10, false, detectWorkerLost},
        {"instance-mismatch", 1, false, detectInstanceMismatch},
        {"bottleneck", 27, false, detectBottleneck},
        {"slow-phase", 16, false, detectSlowPhase},
        {"missing-data", 8, false, detectMissingData},
        {"out-of-memory", 7, false, detectOutOfMemory},
        {"invalid-input", 9, false, detectInvalidInput},
        {"span-overhead", 20, false, detectSpanOverhead},
        {"hidden-error", 28, true, detectHiddenError},
        {"in-flight-request", 21, true, detectInFlightRequest},
        {"missing-parent", 29, true, detectMissingParent},
        {"clock-skew", 30, false, detectClockSkew},
        {"repeated-calls", 18, false, detectRepeatedCalls},
        {"retry-storm", 17, false, detectRetryStorm},
        {"sequential-calls", 19, false, detectSequentialCalls},
        {"regression", 31, false, detectRegression},
    };
    return kRules;
}

std::vector<std::string_view> ruleNames()
{
    std::vector<std::string_view> names;
    for (const Rule& rule : allRules())
        names.push_back(rule.id);
    return names;
}

const Rule* findRule(std::string_view id)
{
    const auto rules = allRules();
    const auto it = std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
    return it != rules.end() ? &*it : nullptr;
}

} // namespace spanlight::diagnosis
