#include "app/cli/companions.h"

#include "app/companions/companion_question.h"
#include "models/sources/companions/companion_job.h"
#include "models/trace/wall_clock.h"

#include <QEventLoop>

#include <algorithm>

namespace spanlight::cli {

using operations::Companion;
using operations::CompanionFacts;
using operations::OperationView;

namespace {

QString qtext(const std::string& text)
{
    return QString::fromStdString(text);
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

std::vector<QUrl> serversOf(const CommonArguments& common)
{
    QStringList all;
    for (const auto* list : {&common.sources, &common.files})
        for (const std::string& one : *list)
            all.push_back(qtext(one));
    return sources::serversOf(all);
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
    desk.m_options = sources::companionOptions(*options, *addresses, serversOf(common));
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
    sources::CompanionJob job(asked, m_options, app::companionQuestion(view, patient, trace::wallClockNs()));
    QEventLoop loop;
    QObject::connect(&job, &sources::CompanionJob::finished, &loop, &QEventLoop::quit);
    job.start();
    if (!job.isFinished())
        loop.exec();
    CompanionFacts facts = job.facts();
    for (const Companion companion : {Companion::OperationsApi, Companion::Prometheus})
        if (!app::answered(facts, companion))
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
