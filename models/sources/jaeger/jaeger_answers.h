#pragma once

#include "models/sources/http/http_client.h"
#include "models/trace/ids.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {

struct ZipkinServer;

/// What a Jaeger server can do, found by asking it.
struct JaegerServer
{
    bool legacySearch = false;                      ///< /api/services and /api/traces: v1 … v2.20
    bool v3 = false;                                ///< /api/v3: v1.53 and newer
    bool v3Attributes = false;                      ///< v3 knows attributes and summaries: v2.19 and newer
    bool v3Detail = false;                          ///< v3 hands out traces as they are: v2.16 and newer
    bool raw = false;                               ///< asked for traces without Jaeger's adjustments
    bool victoriaTraces = false;                    ///< it only imitates Jaeger, and searches otherwise
    std::vector<QString> services;                  ///< sorted
    std::shared_ptr<ZipkinServer> zipkin = nullptr; ///< set when it turned out to be Zipkin instead

    [[nodiscard]] bool usable() const { return legacySearch || v3; }
    /// Takes over what was found out; how it is to be asked stays.
    void learn(const JaegerServer& found);
    /// For people: "Jaeger · legacy API", "Jaeger 2.19 or newer · API v3".
    [[nodiscard]] QString name() const;
};

/// Names in an answer of /api/services or /api/v3/services, or nothing when it is not such an answer.
[[nodiscard]] std::optional<std::vector<QString>> servicesIn(const HttpAnswer& answer);

/// Whether the answer to trace-summaries without parameters comes from a server that knows them.
[[nodiscard]] bool knowsSummaries(const HttpAnswer& answer);

/// What a search or fetch answered, seen before its traces are read.
struct TraceAnswer
{
    enum class State : std::uint8_t { Traces, Empty, Failed };
    State state = State::Failed;
    std::optional<SourceError> error;
    std::vector<QString> notes; ///< errors that came beside traces
};

/// What a server tells of a trace without handing it out.
struct JaegerSummary
{
    trace::TraceId id;
    std::uint64_t spans = 0;
    std::int64_t startNs = 0;
};
/// The traces of an answer of trace-summaries, or nothing when it is no such answer.
[[nodiscard]] std::optional<std::vector<JaegerSummary>> summariesIn(const HttpAnswer& answer);
/// Whether the answer says that a path of the API is not known, as v2.16 and newer do: older ones give a web page.
[[nodiscard]] bool isUnknownPath(const HttpAnswer& answer);

/// Looks at status and shape only; bodies with traces are left to a reader. "Nothing found" is Empty, whatever status
/// the version of the server uses for it.
[[nodiscard]] TraceAnswer classifyTraces(const HttpAnswer& answer);

/// The error of an answer that should have come from Jaeger.
[[nodiscard]] SourceError errorOfAnswer(const HttpAnswer& answer);

/// Whether the server refused because the limit is above what its storage holds.
[[nodiscard]] bool limitWasTooHigh(const HttpAnswer& answer);
/// Whether the storage (Cassandra) searches by duration or by attributes, but not by both.
[[nodiscard]] bool durationWasTooMuch(const HttpAnswer& answer);
/// Whether the legacy API failed because of a value that JSON cannot hold (NaN); API v3 can deliver it.
[[nodiscard]] bool valueWasNotJson(const HttpAnswer& answer);

} // namespace spanlight::sources
