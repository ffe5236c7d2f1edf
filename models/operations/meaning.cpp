#include "models/operations/meaning.h"

#include <algorithm>

namespace spanlight::operations {

namespace {

constexpr std::array<std::string_view, kMeaningCount> kMeanings{"operation-id",
                                                                "operation-type",
                                                                "operation-state",
                                                                "operation-from-state",
                                                                "operation-error",
                                                                "workers-total",
                                                                "workers-capable",
                                                                "workers-available",
                                                                "selected-worker",
                                                                "selection-status",
                                                                "worker-id",
                                                                "worker-type",
                                                                "dispatch-status",
                                                                "instance-id",
                                                                "progress-percentage",
                                                                "progress-updated-at",
                                                                "progress-phase",
                                                                "progress-steps",
                                                                "progress-items",
                                                                "epochs-done",
                                                                "epochs-total",
                                                                "device",
                                                                "gpu-utilization",
                                                                "batch-size",
                                                                "symbol",
                                                                "timeframe",
                                                                "range-start",
                                                                "data-source",
                                                                "rows",
                                                                "bars-received",
                                                                "bars-requested",
                                                                "provider-latency-ms",
                                                                "provider-connection",
                                                                "indicator-count",
                                                                "exception-type",
                                                                "exception-message",
                                                                "http-url",
                                                                "http-method",
                                                                "http-route",
                                                                "http-target",
                                                                "http-status",
                                                                "rpc-status",
                                                                "peer-host",
                                                                "peer-port",
                                                                "process-id",
                                                                "host-name",
                                                                "db-system",
                                                                "db-operation",
                                                                "db-collection",
                                                                "db-namespace",
                                                                "db-statement",
                                                                "db-summary",
                                                                "messaging-system",
                                                                "messaging-operation",
                                                                "messaging-destination",
                                                                "rpc-system",
                                                                "rpc-service",
                                                                "rpc-method",
                                                                "gen-ai-system",
                                                                "gen-ai-operation",
                                                                "gen-ai-model",
                                                                "gen-ai-tool"};

constexpr std::array<std::string_view, kRoleCount> kRoles{
    "none",           "receive",          "send",        "health",         "poll",          "observer",
    "entry",          "register",         "create",      "transition",     "selection",     "weak-selection",
    "dispatch",       "dispatch-call",    "worker-root", "worker-request", "start-request", "start-call",
    "provider-fetch", "provider-connect", "coordinator", "milestone"};

constexpr std::array<std::string_view, kPartyRoleCount> kParties{"other", "client", "backend", "worker", "host"};

template <typename Enum, std::size_t N>
std::optional<Enum> fromName(const std::array<std::string_view, N>& names, std::string_view name)
{
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end())
        return std::nullopt;
    return static_cast<Enum>(it - names.begin());
}

} // namespace

std::string_view name(Meaning meaning)
{
    return kMeanings[static_cast<std::size_t>(meaning)];
}
std::optional<Meaning> meaningFromName(std::string_view name)
{
    return fromName<Meaning>(kMeanings, name);
}
std::string_view name(Role role)
{
    return kRoles[static_cast<std::size_t>(role)];
}
std::optional<Role> roleFromName(std::string_view name)
{
    return fromName<Role>(kRoles, name);
}
std::string_view name(PartyRole role)
{
    return kParties[static_cast<std::size_t>(role)];
}
std::optional<PartyRole> partyRoleFromName(std::string_view name)
{
    return fromName<PartyRole>(kParties, name);
}

} // namespace spanlight::operations
