#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spanlight::operations {

/// What an attribute says, whatever its key. Detectors ask for meanings, never for keys.
enum class Meaning : std::uint8_t {
    OperationId,
    OperationType,
    OperationState,
    OperationFromState,
    OperationError,
    WorkersTotal,
    WorkersCapable,
    WorkersAvailable,
    SelectedWorker,
    SelectionStatus,
    WorkerId,
    WorkerType,
    DispatchStatus,
    InstanceId,
    ProgressPercentage,
    ProgressUpdatedAt,
    ProgressPhase,
    ProgressSteps,
    ProgressItems,
    EpochsDone,
    EpochsTotal,
    Device,
    GpuUtilization,
    BatchSize,
    Symbol,
    Timeframe,
    RangeStart,
    DataSource,
    Rows,
    BarsReceived,
    BarsRequested,
    ProviderLatencyMs,
    ProviderConnection,
    IndicatorCount,
    ExceptionType,
    ExceptionMessage,
    HttpUrl,
    HttpMethod,
    HttpRoute,
    HttpTarget,
    HttpStatus,
    RpcStatus,
    PeerHost,
    PeerPort,
    ProcessId,
    HostName,
    DbSystem,
    DbOperation,
    DbCollection,
    DbNamespace,
    DbStatement,
    DbSummary,
    MessagingSystem,
    MessagingOperation,
    MessagingDestination,
    RpcSystem,
    RpcService,
    RpcMethod,
    GenAiSystem,
    GenAiOperation,
    GenAiModel,
    GenAiTool,
};
inline constexpr std::size_t kMeaningCount = static_cast<std::size_t>(Meaning::GenAiTool) + 1;

/// Name in profiles: "operation-id", "workers-total", …
[[nodiscard]] std::string_view name(Meaning meaning);
[[nodiscard]] std::optional<Meaning> meaningFromName(std::string_view name);

/// What a span is for, whatever its name.
enum class Role : std::uint8_t {
    None,
    Receive,
    Send,
    Health,
    Poll,     // noise: never activity of the operation
    Observer, // a command that only looks at the operation
    Entry,
    Register,
    Create,
    Transition,
    Selection,
    WeakSelection,
    Dispatch,
    DispatchCall,
    WorkerRoot,
    WorkerRequest,
    StartRequest,
    StartCall,
    ProviderFetch,
    ProviderConnect,
    Coordinator,
    Milestone,
};
inline constexpr std::size_t kRoleCount = static_cast<std::size_t>(Role::Milestone) + 1;

[[nodiscard]] std::string_view name(Role role);
[[nodiscard]] std::optional<Role> roleFromName(std::string_view name);
[[nodiscard]] constexpr bool isNoise(Role role)
{
    return role >= Role::Receive && role <= Role::Poll;
}

/// Who a service or a called address is.
enum class PartyRole : std::uint8_t { Other, Client, Backend, Worker, Host };
inline constexpr std::size_t kPartyRoleCount = static_cast<std::size_t>(PartyRole::Host) + 1;
[[nodiscard]] std::string_view name(PartyRole role);
[[nodiscard]] std::optional<PartyRole> partyRoleFromName(std::string_view name);

} // namespace spanlight::operations
