#include "app/cli/companions.h"

#include "models/diagnosis/state.h"
#include "models/sources/companions/companion_job.h"

#include <QEventLoop>

#include <algorithm>
#include <cstdlib>

namespace spanlight::cli {

using operations::Companion;
using operations::CompanionFacts;
using operations::OperationView;
using operations::Role;

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kNowNs = 60 * kSecondNs;    // closer to the wall clock is now
constexpr std::int64_t kHourNs = 3600 * kSecondNs; // what is shown where there is no operation to show

QString qtext(const std::string& text)
{
    return QString::fromStdString(text);
}

sources::CompanionQuestion questionFor(const OperationView& view, bool patient)
{
    sources::CompanionQuestion question;
    question.operationId = qtext(view.request.isTrace ? view.operationId : view.request.id);
    question.metrics = view.profile().metrics;
    question.endNs = view.found() && view.isFinished() ? view.endNs : view.request.asOfNs;
    question.startNs = view.found() ? view.startNs : view.request.asOfNs - kHourNs;
    const bool now = std::abs(wallClockNs() - view.request.asOfNs) < kNowNs;
    // Whether progress is made matters only where the traces do not show life.
    const auto state = diagnosis::determineState(view, {});
    question.lookTwice =
        patient && now && !(view.found() && view.isFinished()) && state.state != diagnosis::State::Running;
    if (!view.found())
        return question;
    for (const operations::WorkerSelection& selection : view.selections) {
        question.selectionNs = view.traces().startNs(selection.span);
        question.worker = selection.selected.empty() ? question.worker : qtext(selection.selected);
    }
    for (const operations::OperationSpan& span : view.spans)
        if (!question.selectionNs && span.role == Role::WeakSelection)
            question.selectionNs = view.traces().startNs(span.ref);
    if (!question.selectionNs && view.type->workers && !view.workerSeen)
        question.selectionNs = view.request.asOfNs; // it waits for one
    for (const operations::ClientCall& call : view.calls)
        if (call.role == Role::DispatchCall)
            question.workerTarget = qtext(call.route->target);
    return question;
}

bool answered(const CompanionFacts& facts, Companion companion)
{
    return companion == Companion::Prometheus ? !facts.series.empty()
                                              : facts.workers || facts.health || facts.toldOperation();
}

} // namespace

bool hasCompanions(const CommonArguments& common)
{
    return !common.prometheus.empty() || !common.grafana.empty() || !common.ktrdr.empty();
}

tl::expected<sources::CompanionAddresses, CliError> companionAddressesOf(const CommonArguments& common)
{
    auto addresses = sources::companionAddresses(qtext(common.prometheus), qtext(common.ktrdr), qtext(common.grafana));
    if (!addresses)
        return tl::unexpected(wrongUsage(addresses.error().text().toStdString()));
    return *addresses;
}

tl::expected<CompanionDesk, CliError> CompanionDesk::open(const CommonArguments& common)
{
    CompanionDesk desk;
    const auto addresses = companionAddressesOf(common);
    if (!addresses)
        return tl::unexpected(addresses.error());
    const auto options = connectionOptions(common);
    if (!options)
        return tl::unexpected(options.error());
    desk.m_addresses = *addresses;
    desk.m_options = *options;
    return desk;
}

std::optional<CompanionFacts> CompanionDesk::ask(const operations::OperationRequest& request, bool patient)
{
    if (!m_addresses.any())
        return std::nullopt;
    sources::CompanionAddresses asked = m_addresses;
    for (const operations::CompanionProblem& lost : m_lost)
        (lost.companion == Companion::Prometheus ? asked.prometheus : asked.operationsApi).clear();
    const OperationView view = operations::buildOperationView(request);
    sources::CompanionJob job(asked, m_options, questionFor(view, patient));
    QEventLoop loop;
    QObject::connect(&job, &sources::CompanionJob::finished, &loop, &QEventLoop::quit);
    job.start();
    if (!job.isFinished())
        loop.exec();
    CompanionFacts facts = job.facts();
    for (const Companion companion : {Companion::OperationsApi, Companion::Prometheus})
        if (!answered(facts, companion))
            std::copy_if(facts.problems.begin(), facts.problems.end(), std::back_inserter(m_lost),
                         [&](const auto& problem) { return problem.companion == companion; });
    for (const operations::CompanionProblem& lost : m_lost)
        if (std::none_of(facts.problems.begin(), facts.problems.end(), [&](const auto& problem) {
                return problem.companion == lost.companion && problem.text == lost.text;
            }))
            facts.problems.push_back(lost);
    return facts;
}

void noteProblems(const CompanionFacts& facts)
{
    for (const operations::CompanionProblem& problem : facts.problems)
        printNote(problem.origin.url + ": " + problem.text);
}

} // namespace spanlight::cli
