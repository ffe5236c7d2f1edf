#pragma once

#include "models/diagnosis/check_id.h"
#include "models/diagnosis/diagnosis.h"
#include "models/operations/companion_facts.h"
#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::diagnosis {

/// How a part of the telemetry pipeline does. From harmless to worst but for NotChecked.
enum class PartStatus : std::uint8_t { Ok, Info, NotChecked, Warning, Error };
[[nodiscard]] std::string_view name(PartStatus status);

/// What a store in a file says of itself.
struct StoreFacts
{
    bool exists = true; ///< false: it comes into being with the first span that is kept
    std::int64_t bytes = 0;
    std::int64_t maxBytes = 0;      ///< 0: no limit
    std::int64_t maxAgeSeconds = 0; ///< 0: no limit
    std::int64_t traces = 0;
    std::int64_t spans = 0;
    std::optional<std::int64_t> oldestStartNs;
    std::optional<std::int64_t> newestEndNs;
    std::optional<std::int64_t> lastReceivedNs;
    std::int64_t prunedTraces = 0;    ///< that had to go because of the limits
    bool wasChecked = false;          ///< all of it was looked at
    std::vector<std::string> damages; ///< what is wrong with the file
    std::string checkCommand;         ///< how to look at all of it
};

/// What a receiver has seen since it was started.
struct ReceiverFacts
{
    std::string httpEndpoint;
    std::string grpcEndpoint; ///< empty: none
    bool isKept = false;      ///< in an archive
    std::uint64_t requests = 0;
    std::uint64_t spans = 0;
    std::uint64_t rejected = 0;                                    ///< spans with invalid ids
    std::uint64_t refused = 0;                                     ///< requests that were told to come again
    std::vector<std::pair<std::string, std::uint64_t>> turnedAway; ///< why requests were not taken, and how many
    std::vector<std::string> notes;                                ///< what is not as it was wanted
    std::string problem;                                           ///< why nothing can be kept
};

/// What was learned about one part by asking it.
struct PipelinePart
{
    enum class Kind : std::uint8_t { Source, Prometheus, OperationsApi, Grafana } kind = Kind::Source;
    std::string address; ///< as it was given, without secrets
    bool live = false;   ///< a server
    bool reachable = false;
    std::string problem;                      ///< why it is not reachable or not usable: what, where, what to do
    std::string server;                       ///< "Jaeger · legacy API"
    std::string version;                      ///< empty: it does not tell
    std::optional<std::int64_t> clockAheadNs; ///< its clock minus the one here; nothing: it does not tell
    std::int64_t clockToleranceNs = 0;        ///< how exact that is
    // Sources
    std::vector<std::string> services;
    std::int64_t askedNs = 0; ///< when the traces were asked for
    std::int64_t fromNs = 0;  ///< how far back; further where nothing is so new
    trace::TraceSet traces;   ///< recent ones
    bool limitReached = false;
    std::vector<std::string> losses;
    std::string tenant;                    ///< that was asked; empty: none
    std::optional<StoreFacts> store;       ///< it is one; not live then
    std::optional<ReceiverFacts> receiver; ///< it is one; live then
    // Companions
    operations::CompanionFacts facts;
};

/// What is configured. The profile must outlive the call.
struct PipelineInput
{
    std::vector<PipelinePart> parts;
    const operations::Profile* profile = nullptr;
    std::int64_t nowNs = 0;
};

/// One thing that was looked at.
struct PipelineCheck
{
    CheckId id;
    PartStatus status = PartStatus::Ok;
    std::string text;                  ///< a sentence
    std::vector<std::string> evidence; ///< short texts: spans, counts, addresses
    std::vector<Fix> fixes;
};

/// The checks of one part.
struct PartReport
{
    std::string kind; ///< source, prometheus, operations-api, grafana
    std::string address;
    std::string server;
    std::string version;
    bool reachable = false;
    std::vector<PipelineCheck> checks;
};

/// Contract 1.2 `doctor`: is the telemetry fit to be diagnosed?
struct PipelineReport
{
    std::string profile;
    std::int64_t asOfNs = 0;
    std::vector<PartReport> parts;

    /// Ok when nothing is worse than Info or NotChecked.
    [[nodiscard]] PartStatus worst() const;
    [[nodiscard]] bool anyReachable() const;
};

/// Examines what was learned. Deterministic, pure. Runs the rules over at most 20 recent operations of each source.
[[nodiscard]] PipelineReport examinePipeline(const PipelineInput& input);

} // namespace spanlight::diagnosis
