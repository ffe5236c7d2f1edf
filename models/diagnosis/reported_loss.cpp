#include "models/diagnosis/reported_loss.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/reported_evidence.h"
#include "models/diagnosis/state.h"
#include "models/operations/http_address.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::CompanionFacts;
using operations::FactOrigin;
using operations::MetricSeries;
using operations::OperationView;
using operations::WorkerAnswer;
using operations::WorkerFact;

namespace {

constexpr std::int64_t kMinFailures = 3; // an overloaded worker misses a check now and then
constexpr std::size_t kMinDownSamples = 2;

std::string targetOf(const std::string& url)
{
    return operations::parseHttpAddress(url).target();
}

std::int64_t portOf(const std::string& url)
{
    return operations::parseHttpAddress(url).port;
}

class LossSearch
{
public:
    LossSearch(const OperationView& view, const std::string& worker, const std::string& target)
        : m_view(view), m_facts(*view.request.companions), m_worker(worker), m_target(target),
          m_idle(view.request.asOfNs - view.newestSignNs > idleLimitNs(view))
    {
        m_found.worker = worker;
    }

    std::optional<WorkerLoss> find()
    {
        const WorkerFact* fact = ownWorker();
        if (isClaimed(fact))
            return std::nullopt;
        if (fact != nullptr) {
            m_found.worker = fact->id.empty() ? m_found.worker : fact->id;
            checkHealth(*fact);
            checkIdleness(*fact);
            checkAnswer(*fact);
        } else {
            checkAbsence();
        }
        checkDenial();
        checkPrometheus();
        if (m_found.reported.empty())
            return std::nullopt;
        return std::move(m_found);
    }

private:
    [[nodiscard]] bool listHolds() const
    {
        return m_facts.workers && operations::holdsAt(m_facts.workers->origin.timeNs, m_view.request.asOfNs);
    }

    [[nodiscard]] static bool isUnhealthy(const WorkerFact& fact)
    {
        return fact.healthCheckFailures.value_or(0) >= kMinFailures ||
               fact.status.find("unavailable") != std::string::npos ||
               fact.status.find("unhealthy") != std::string::npos || fact.status == "offline" || fact.status == "dead";
    }

    // A healthy worker that is at it: whatever else is said, the operation has its process.
    [[nodiscard]] bool isClaimed(const WorkerFact* fact) const
    {
        bool contradicted = false;
        for (const WorkerAnswer& answer : m_facts.workerAnswers) {
            if (!operations::holdsAt(answer.origin.timeNs, m_view.request.asOfNs))
                continue;
            if (answer.healthy && answer.currentOperation == m_view.operationId)
                return true;
            contradicted = contradicted || (fact != nullptr && answer.worker == fact->id);
        }
        return fact != nullptr && fact->currentOperation == m_view.operationId && !isUnhealthy(*fact) && !contradicted;
    }

    [[nodiscard]] const WorkerFact* ownWorker() const
    {
        if (!listHolds())
            return nullptr;
        const auto& all = m_facts.workers->workers;
        const auto where = [&](const auto& holds) {
            const auto it = std::find_if(all.begin(), all.end(), holds);
            return it != all.end() ? &*it : nullptr;
        };
        if (const auto* fact = where([&](const WorkerFact& f) { return f.currentOperation == m_view.operationId; }))
            return fact;
        if (const auto* fact = where([&](const WorkerFact& f) { return !m_worker.empty() && f.id == m_worker; }))
            return fact;
        return where([&](const WorkerFact& f) { return !m_target.empty() && targetOf(f.url) == m_target; });
    }

    void add(const FactOrigin& origin, std::string name, std::string value, const std::string& note,
             const std::string& sentence, double confidence)
    {
        m_found.reported.push_back(companionEvidence(origin, std::move(name), std::move(value), note));
        m_found.reportedHow += (m_found.reportedHow.empty() ? "" : " ") + sentence;
        m_found.confidence = m_found.reported.size() > 1 ? std::max(m_found.confidence, 0.9) : confidence;
    }

    // How many of the failed checks came after the last sign of life: they are made at even distances.
    [[nodiscard]] std::int64_t failuresSinceLastSign(const WorkerFact& fact) const
    {
        const std::int64_t failures = fact.healthCheckFailures.value_or(0);
        if (failures <= 0)
            return 0;
        if (!fact.lastHealthCheckNs || !fact.lastHealthyNs)
            return m_idle ? failures : 0;
        if (*fact.lastHealthyNs >= m_view.lastActivityNs)
            return failures;
        const double spacing =
            static_cast<double>(*fact.lastHealthCheckNs - *fact.lastHealthyNs) / static_cast<double>(failures);
        const auto since = static_cast<double>(*fact.lastHealthCheckNs - m_view.lastActivityNs);
        return spacing <= 0 || since <= 0 ? 0 : static_cast<std::int64_t>(since / spacing) + 1;
    }

    void checkHealth(const WorkerFact& fact)
    {
        if (!isUnhealthy(fact))
            return;
        const std::int64_t failures = failuresSinceLastSign(fact);
        if (failures < kMinFailures && !(m_idle && !fact.healthCheckFailures))
            return;
        std::string value = fact.status;
        std::string sentence = "The operations API lists worker " + fact.id + " as " + fact.status;
        if (fact.healthCheckFailures) {
            value += ", " + std::to_string(*fact.healthCheckFailures) + " health checks failed in a row";
            sentence += ": its last " + std::to_string(*fact.healthCheckFailures) + " health checks failed";
        }
        if (fact.lastHealthyNs)
            value += ", last healthy at " + trace::toRfc3339(*fact.lastHealthyNs);
        add(m_facts.workers->origin, "worker " + fact.id, value, "the worker's health checks fail", sentence + ".",
            0.85);
    }

    // The operation should run there, and the worker waits for work.
    void checkIdleness(const WorkerFact& fact)
    {
        if (!m_idle || fact.status != "available" || !fact.currentOperation.empty() || !saysRunning())
            return;
        add(m_facts.workers->origin, "worker " + fact.id, fact.status + ", no current operation",
            "the worker is at nothing",
            "The operations API lists the operation as running and its worker " + fact.id + " as free.", 0.75);
    }

    [[nodiscard]] bool saysRunning() const { return m_view.reported && m_view.reported->state == "running"; }

    void checkAnswer(const WorkerFact& fact)
    {
        for (const WorkerAnswer& answer : m_facts.workerAnswers) {
            if (answer.worker != fact.id || !m_idle ||
                !operations::holdsAt(answer.origin.timeNs, m_view.request.asOfNs))
                continue;
            if (!answer.healthy)
                add(answer.origin, "worker " + fact.id, answer.error.empty() ? "not healthy" : answer.error,
                    "the worker says that it is not healthy", "The worker " + fact.id + " says that it is not healthy.",
                    0.75);
            else if (answer.tellsOperation && answer.currentOperation != m_view.operationId)
                add(answer.origin, "worker " + fact.id,
                    answer.currentOperation.empty() ? "no current operation" : answer.currentOperation,
                    "the worker is not at this operation",
                    "The worker " + fact.id + " itself says that it is not at this operation.", 0.85);
        }
    }

    // The same port may be the same worker by another name: seen from a container, hosts are called differently.
    [[nodiscard]] bool listsPort() const
    {
        const std::int64_t port = portOf("http://" + m_target);
        return std::any_of(m_facts.workers->workers.begin(), m_facts.workers->workers.end(),
                           [&](const WorkerFact& worker) { return portOf(worker.url) == port; });
    }

    // Workers that do not answer for long are removed from the list.
    void checkAbsence()
    {
        const bool named = !m_worker.empty() && m_worker != m_target;
        if (!m_idle || !listHolds() || m_facts.workers->workers.empty() || !saysRunning() || !isDispatched(m_view) ||
            (!named && (m_target.empty() || listsPort())))
            return;
        const std::string name = m_worker.empty() ? m_target : m_worker;
        add(m_facts.workers->origin, "worker " + name,
            std::to_string(m_facts.workers->workers.size()) + " workers, not this one",
            "the worker that took the operation was expected in the list of workers",
            "The operations API no longer lists worker " + name + ", which took the operation.", 0.75);
    }

    void checkDenial()
    {
        if (!m_idle || !m_view.reported || !m_view.reported->denied())
            return;
        add(m_view.reported->newest->origin, "operation", "no such operation",
            "the operations API was expected to know the unfinished operation",
            "The operations API says that it knows no such operation.", 0.7);
    }

    // `up` of the worker has been 0 since the last sign of life: its metrics cannot be had either.
    void checkPrometheus()
    {
        if (!m_idle || m_target.empty())
            return;
        for (const MetricSeries& series : m_facts.series) {
            const auto instance = series.labels.find("instance");
            if (series.use != operations::MetricUse::Up || instance == series.labels.end() ||
                instance->second != m_target)
                continue;
            std::size_t down = 0;
            bool up = false;
            for (const auto& sample : series.samples) {
                if (sample.timeNs <= m_view.lastActivityNs || sample.timeNs > m_view.request.asOfNs)
                    continue;
                down += sample.value == 0 ? 1 : 0;
                up = up || sample.value != 0;
            }
            if (!up && down >= kMinDownSamples)
                add(series.origin, "up{instance=" + m_target + "}", "0",
                    std::to_string(down) + " samples since the last sign of life",
                    "For Prometheus " + m_target + " has been down since the last sign of life.", 0.8);
        }
    }

    const OperationView& m_view;
    const CompanionFacts& m_facts;
    const std::string& m_worker;
    const std::string& m_target;
    const bool m_idle;
    WorkerLoss m_found;
};

} // namespace

std::optional<WorkerLoss> findReportedLoss(const OperationView& view, const std::string& worker,
                                           const std::string& target)
{
    if (view.request.companions == nullptr || view.operationId.empty() || !view.found() || view.isFinished())
        return std::nullopt;
    return LossSearch(view, worker, target).find();
}

} // namespace spanlight::diagnosis
