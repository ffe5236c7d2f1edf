#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/companion_facts.h"
#include "models/operations/operation_context.h"
#include "models/operations/profile.h"
#include "models/trace/timeline.h"
#include "models/trace/trace_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// How the traces were found: what `operation-not-found` and the completeness of the document need to know.
struct SearchContext
{
    bool complete = true;                   ///< everything that was asked was answered and no limit cut it
    bool limitedRange = false;              ///< only a part of the time was searched
    bool live = false;                      ///< a server: newest spans may still be on their way
    std::vector<std::string> services;      ///< services that were asked; empty for files
    std::vector<std::string> losses;        ///< sentences for completeness, from the source
    std::vector<std::string> contextLosses; ///< the same about traces besides the subject's: no part of the search
    std::string origin;                     ///< who answered: "Jaeger 2.13 · http://127.0.0.1:16686", a file, "demo"
    std::optional<std::int64_t> fromNs;     ///< range that was asked; nothing: no bound
    std::optional<std::int64_t> toNs;
};

/// What to diagnose. The pointers must outlive the call.
struct DiagnoseRequest
{
    const trace::TraceSet* traces = nullptr; ///< subject and context (contract 2.1)
    const operations::Profile* profile = nullptr;
    enum class Kind : std::uint8_t { Operation, Trace } kind = Kind::Operation;
    std::string id;          ///< operation id, or trace id in hexadecimal (any case, zeros may be missing)
    std::int64_t asOfNs = 0; ///< the moment of looking
    std::string asOfNote;
    SearchContext search;
    /// For many diagnoses of the same traces; null: read where a rule needs it.
    const operations::OperationContext* context = nullptr;
    /// What Prometheus and the operations API know; null: nobody was asked, and the document is as if they were not.
    const operations::CompanionFacts* companions = nullptr;
};

/// The document, and what the timeline shows.
struct Analysis
{
    Diagnosis diagnosis;
    trace::TimelineInput timeline; ///< points at the request's traces
};

/// Stitches the operation, runs every rule, links causes to symptoms, ranks. Deterministic, thread-safe, never throws
/// for odd traces. O(n log n) in the spans of the subject.
[[nodiscard]] Analysis analyse(const DiagnoseRequest& request);

} // namespace spanlight::diagnosis
