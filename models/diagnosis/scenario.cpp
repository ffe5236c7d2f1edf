#include "models/diagnosis/scenario.h"

#include "models/diagnosis/scenario_texts.h"

#include <algorithm>

namespace spanlight::diagnosis {

std::string_view name(SearchAspect aspect)
{
    static constexpr std::string_view kNames[]{"found", "reached", "services", "backend", "fresh", "range", "spelling"};
    return kNames[static_cast<std::size_t>(aspect)];
}

const std::vector<Scenario>& builtinScenarios()
{
    // never destroyed: threads may still read it when the program ends
    static const auto* const all = [] {
        auto* scenarios = new std::vector<Scenario>;
        for (const std::string_view text : kScenarioTexts)
            if (auto scenario = parseScenario(text))
                scenarios->push_back(std::move(*scenario));
        return scenarios;
    }();
    return *all;
}

const Scenario* builtinScenario(std::string_view id)
{
    const auto& all = builtinScenarios();
    const auto it = std::find_if(all.begin(), all.end(), [&](const Scenario& scenario) { return scenario.id == id; });
    return it == all.end() ? nullptr : &*it;
}

std::span<const std::string_view> measures()
{
    static constexpr std::string_view kMeasures[]{"spans",
                                                  "traces",
                                                  "services",
                                                  "error-spans",
                                                  "noise-share",
                                                  "workers-total",
                                                  "workers-capable",
                                                  "workers-free",
                                                  "selection-ms",
                                                  "progress",
                                                  "progress-age-seconds",
                                                  "idle-seconds",
                                                  "unanswered-calls",
                                                  "longest-share",
                                                  "bars-received",
                                                  "selections"};
    return kMeasures;
}

std::span<const std::string_view> placeholders()
{
    static constexpr std::string_view kPlaceholders[]{
        // of the operation
        "id", "operation", "subject", "source", "server", "serverInPart", "jaeger", "key", "type", "state", "headline",
        "primary", "traces", "spans", "services", "duration", "start", "asOf", "errors", "worker", "workersTotal",
        "workersCapable", "workersFree", "selectionMs", "progress", "progressAge", "longestPhase", "longestShare",
        "openPhase", "idle", "idleLimit", "lastSpan", "lastService", "container", "noiseShare", "backend", "backendUrl",
        "workerUrl", "hostUrl", "symbol", "timeframe",
        // of what was looked at
        "rule", "title", "explanation", "cause", "because", "phase", "phaseDuration", "severity", "count", "name",
        "service", "time", "spanDuration", "spanNames", "value", "limit",
        // of the search
        "origin", "asked", "range", "similar", "known", "losses", "reason"};
    return kPlaceholders;
}

} // namespace spanlight::diagnosis
