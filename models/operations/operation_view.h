#pragma once

#include "models/operations/attribute_reader.h"
#include "models/operations/client_calls.h"
#include "models/operations/life_cycle.h"
#include "models/operations/operation_types.h"
#include "models/operations/phase_timeline.h"
#include "models/operations/profile.h"
#include "models/operations/reported_operation.h"
#include "models/operations/span_errors.h"
#include "models/operations/trace_joints.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::operations {

/// Which operation or trace to look at, and when.
struct OperationRequest
{
    const trace::TraceSet* traces = nullptr;
    const Profile* profile = nullptr;
    bool isTrace = false;
    std::string id;
    std::int64_t asOfNs = 0;
    /// Traces that carry the id, where the caller knows them; null: looked for.
    const std::vector<trace::TraceId>* ownTraces = nullptr;
    bool joinOthers = true;                     ///< add traces that lost their context on the way
    const CompanionFacts* companions = nullptr; ///< what others than the traces know; null: nobody was asked
};

/// Counts and outcome of choosing a worker.
struct WorkerSelection
{
    trace::SpanRef span;
    std::optional<std::int64_t> total;
    std::optional<std::int64_t> capable;
    std::optional<std::int64_t> available;
    std::string selected; ///< worker id, empty: none
    std::string status;   ///< normalized
    bool hasCounts = false;
    bool succeeded = false;
};

/// Last known progress on a span.
struct ProgressReading
{
    trace::SpanRef span;
    double percentage = 0;
    std::optional<std::int64_t> updatedAtNs;
    std::int64_t timeNs = 0; ///< when it was so: of the update, else the end of the span
};

/// A span that other spans name as their parent and that has not arrived.
struct AbsentParent
{
    trace::TraceId trace;
    trace::SpanId id;
    std::vector<trace::SpanRef> children; ///< by start
    bool requestInFlight = false;         ///< a receive span without its request: received, not answered yet
    std::string route;                    ///< of the request in flight: "POST /data/historical"
};

/// One singleton's ids in one process, or in all processes of a service that nothing tells apart.
struct InstanceIds
{
    std::string service;
    std::string process;     ///< tells processes of one service apart; may be empty
    bool oneProcess = false; ///< all ids were certainly seen in one and the same process
    PartyRole role = PartyRole::Other;
    std::vector<std::string> ids;      ///< distinct, sorted
    std::vector<trace::SpanRef> spans; ///< the first span of each id
};

/// Everything detectors ask about one operation: its spans with their meaning, life cycle, phases, calls, absences.
/// Built once per analysis; read-only afterwards. Refers to the request's traces and profile.
struct OperationView
{
    OperationRequest request;
    AttributeReader reader;
    const OperationType* type = nullptr; ///< never null; otherType when unknown
    std::string typeName;                ///< contract's type, empty when unknown
    std::string operationId;             ///< the id that governs the life cycle; empty for plain traces

    std::vector<trace::TraceId> traceIds; ///< by start
    std::vector<OperationSpan> spans;     ///< by start
    std::vector<TraceJoint> joints;
    LifeCycle lifeCycle;
    std::vector<ClientCall> calls; ///< by start
    PhaseTimeline phases;
    std::vector<WorkerSelection> selections; ///< by start
    bool weakSelection = false;              ///< workers were listed; no counts
    std::vector<ProgressReading> progress;   ///< by start
    std::vector<AbsentParent> absentParents; ///< by first child
    std::vector<InstanceIds> instanceIds;    ///< by service
    std::vector<std::string> services;       ///< sorted

    std::int64_t startNs = 0;        ///< oldest start of the work
    std::int64_t endNs = 0;          ///< newest end of the work
    std::int64_t newestStartNs = 0;  ///< newest start of the work, without transitions
    std::int64_t lastActivityNs = 0; ///< newest sign of life (contract 2.1)
    trace::SpanRef lastActivitySpan;
    /// What the operations API says of it; terminal words of the traces stand above it.
    std::optional<ReportedOperation> reported;
    std::int64_t newestSignNs = 0; ///< newest sign of life of the spans and of the progress that the API reports
    bool workerSeen = false;       ///< any span of a worker's work
    bool hasVocabulary = false;    ///< any span of the operation's life cycle
    std::uint64_t errorSpans = 0;

    explicit OperationView(const OperationRequest& wanted)
        : request(wanted), reader(*wanted.traces, *wanted.profile), type(&wanted.profile->otherType)
    {
    }

    [[nodiscard]] const trace::TraceSet& traces() const { return *request.traces; }
    [[nodiscard]] const Profile& profile() const { return *request.profile; }
    [[nodiscard]] bool found() const { return !spans.empty(); }
    /// Index of the span in `spans`, or kNoIndex. O(log n).
    [[nodiscard]] std::uint32_t indexOf(trace::SpanRef ref) const;
    /// From the oldest start to the newest end, or to asOf while it is unfinished.
    [[nodiscard]] std::int64_t envelopeNs() const;
    /// The operation's id as commands and links need it; empty where only a trace of unknown work is looked at.
    [[nodiscard]] std::string idForCommands() const;
    /// Finished: terminal evidence, or a plain trace.
    [[nodiscard]] bool isFinished() const;
    /// The operations API reports progress that is newer than anything the spans show.
    [[nodiscard]] bool isReportedAlive() const { return newestSignNs > lastActivityNs; }
    /// Spans that are the operation's own work: no noise, no observers, no other operation.
    [[nodiscard]] bool isWork(const OperationSpan& span) const
    {
        return span.own && !span.observer && !isNoise(span.role);
    }
};

/// Stitches the operation together. An id that no span carries gives a view without spans. O(n log n).
[[nodiscard]] OperationView buildOperationView(const OperationRequest& request);

} // namespace spanlight::operations
