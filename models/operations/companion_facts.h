#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::operations {

/// Who said something, and when it was asked. The address holds no secrets.
struct FactOrigin
{
    std::string url;
    std::int64_t timeNs = 0;
};

/// One answer of the operations API about an operation.
struct OperationFact
{
    FactOrigin origin;
    bool known = true; ///< false: it says that it knows no such operation; the rest is empty then
    std::string id;
    std::string type;   ///< as it said
    std::string status; ///< as it said; Profile::stateOf() understands it
    std::optional<double> percentage;
    std::string step;
    std::optional<std::int64_t> stepsDone;
    std::optional<std::int64_t> itemsDone;
    std::optional<std::int64_t> updatedAtNs; ///< of the progress, where the API tells it
    std::optional<std::int64_t> completedAtNs;
    std::string error;
    std::string worker; ///< id, where the API tells it

    /// Whether the other answer tells of the same progress.
    [[nodiscard]] bool saysTheSame(const OperationFact& other) const
    {
        return percentage == other.percentage && step == other.step && stepsDone == other.stepsDone &&
               itemsDone == other.itemsDone;
    }
};

/// A worker as the operations API lists it.
struct WorkerFact
{
    std::string id;
    std::string type;
    std::string status; ///< in lower case
    std::vector<std::string> capabilities;
    std::string currentOperation; ///< empty: none
    std::string url;
    std::optional<std::int64_t> lastHealthCheckNs;
    std::optional<std::int64_t> lastHealthyNs;
    std::optional<std::int64_t> healthCheckFailures;
};

/// All workers that the operations API knows.
struct WorkerList
{
    FactOrigin origin;
    std::vector<WorkerFact> workers;
};

/// What a worker said when it was asked itself.
struct WorkerAnswer
{
    FactOrigin origin;
    std::string worker; ///< id in the list
    bool healthy = true;
    bool tellsOperation = false; ///< it says which operation it works at, or that it works at none
    std::string currentOperation;
    std::string error;
};

struct ApiHealth
{
    FactOrigin origin;
    std::string status;
    std::string version;
};

struct MetricSample
{
    std::int64_t timeNs = 0;
    double value = 0; ///< may be infinite or not a number
};

/// What a series is to the rules; anything else is for people only.
enum class MetricUse : std::uint8_t { Show, WorkersRegistered, WorkersAvailable, Up };

/// A query for a metric, from the profile.
struct MetricQuery
{
    std::string id;
    std::string title;
    std::string unit; ///< "%", "ms", "s", or empty
    std::string promql;
    MetricUse use = MetricUse::Show;
    std::string typeLabel; ///< label that holds the type of the workers that are counted
};

/// One series of an answer.
struct MetricSeries
{
    FactOrigin origin;
    std::string query; ///< id of the query
    std::string title;
    std::string unit;
    MetricUse use = MetricUse::Show;
    std::string typeLabel;
    std::map<std::string, std::string> labels;
    std::vector<MetricSample> samples; ///< by time
    std::int64_t stepNs = 0;           ///< distance of samples that follow each other; 0: one moment was asked for
};

enum class Companion : std::uint8_t { OperationsApi, Prometheus, Grafana };

/// Something that was asked of a companion and not answered, or not usable.
struct CompanionProblem
{
    Companion companion = Companion::OperationsApi;
    FactOrigin origin;
    std::string text; ///< a sentence
};

/// What companions of the traces know (contract 1.1), as values: fetched by models/sources, read by the rules.
struct CompanionFacts
{
    std::vector<OperationFact> operation; ///< answers about the operation, by time
    std::optional<WorkerList> workers;
    std::vector<WorkerAnswer> workerAnswers;
    std::optional<ApiHealth> health;
    std::vector<MetricSeries> series;
    std::vector<CompanionProblem> problems;
    std::string operationsApi; ///< base address for commands, without secrets; empty: none
    std::string grafana;       ///< base address for links; empty: none

    /// Whether the operations API said anything of the operation.
    [[nodiscard]] bool toldOperation() const { return !operation.empty(); }
    /// Whether it was asked anything at all.
    [[nodiscard]] bool askedApi() const
    {
        const auto isApis = [](const CompanionProblem& problem) {
            return problem.companion == Companion::OperationsApi;
        };
        return toldOperation() || workers || health || std::any_of(problems.begin(), problems.end(), isApis);
    }
};

} // namespace spanlight::operations
