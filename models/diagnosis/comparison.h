#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/slowdown.h"
#include "models/operations/operation_view.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// One of two operations or traces to compare: its spans and its verdict. Both must outlive the call.
struct ComparedRun
{
    const operations::OperationView& view;
    const Diagnosis& diagnosis;
};

/// A phase as one run went through it.
struct PhaseSide
{
    PhaseState state = PhaseState::Completed;
    std::int64_t startNs = 0; ///< since the run's start
    std::int64_t durationNs = 0;
    std::int64_t ownNs = 0;    ///< without phases inside it
    std::int64_t waitedNs = 0; ///< between the end of the phases before it and its start
    std::string spanId;        ///< empty for gaps
};

struct PhaseComparison
{
    std::string phase;
    std::optional<PhaseSide> a; ///< nothing: the run has no such phase
    std::optional<PhaseSide> b;
    Slowdown
        why; ///< of the slower run against the other; None when the difference does not matter (below 1 % of the run)
};

/// The spans of one step in one run.
struct StepSide
{
    std::uint64_t count = 0;
    std::uint64_t errors = 0;
    std::int64_t totalNs = 0; ///< sum of their durations
    std::int64_t maxNs = 0;
    std::string spanId; ///< the longest
    std::string traceId;
};

/// The spans of both runs with the same path of services and names below the root.
struct StepComparison
{
    std::vector<std::string> path; ///< names from the root down to the step itself
    std::string service;
    std::string name;
    bool isCall = false; ///< a call to another service
    StepSide a;          ///< count 0: added in B
    StepSide b;          ///< count 0: missing in B
    /// The k-th of A beside the k-th of B, by start, where they differ most.
    struct Occurrence
    {
        std::uint64_t ordinal = 0; ///< from 1
        std::int64_t aNs = 0;
        std::int64_t bNs = 0;
        std::string aSpanId;
        std::string bSpanId;
    };
    std::optional<Occurrence> worst;

    [[nodiscard]] std::int64_t deltaNs() const { return b.totalNs - a.totalNs; }
};

/// A failure that only one run has, or one more often.
struct ErrorComparison
{
    std::string errorType; ///< empty when unknown
    std::string message;   ///< of the first one
    std::string service;
    std::string name;
    std::uint64_t a = 0;
    std::uint64_t b = 0;
};

/// An attribute with another value.
struct AttributeComparison
{
    std::string key;
    std::optional<std::string> a;
    std::optional<std::string> b;
    std::string service; ///< of the span that carries it
    std::string name;
};

/// What differs between two runs; A is what B is measured by.
struct Comparison
{
    std::string profile;
    Diagnosis a; ///< subject and verdict
    Diagnosis b;
    std::string headline;  ///< a sentence or two
    std::string mainPhase; ///< where most of the difference lies; empty: outside of phases, or there is none
    Slowdown why;          ///< the slower run against the other, in that phase
    std::vector<PhaseComparison> phases;
    std::vector<StepComparison> steps; ///< parents before children
    std::vector<ErrorComparison> errors;
    std::vector<AttributeComparison> attributes;
    std::uint64_t attributesOmitted = 0;

    [[nodiscard]] std::int64_t deltaNs() const { return b.subject.durationNs - a.subject.durationNs; }
};

/// Compares B with A. The runs may come from different sets of traces; both must have been found. Deterministic,
/// O(n log n) in the spans of both.
[[nodiscard]] Comparison compareRuns(const ComparedRun& a, const ComparedRun& b);

/// Whether the difference of two durations is worth telling: more than a twentieth, and more than a millisecond.
[[nodiscard]] bool differs(std::int64_t aNs, std::int64_t bNs);

} // namespace spanlight::diagnosis
