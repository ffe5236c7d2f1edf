#include "app/session/companion_watch.h"

#include "app/companions/companion_question.h"
#include "models/sources/companions/companion_job.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace spanlight::app {

namespace {

using namespace std::chrono_literals;
using operations::Companion;

constexpr auto kInterval = 10'000ms;
constexpr auto kLongestWait = 300'000ms;

bool sameSubject(const ui::OperationDocument& a, const ui::OperationDocument& b)
{
    return a.id == b.id && a.isTrace == b.isTrace;
}

} // namespace

CompanionWatch::CompanionWatch(sources::ConnectionOptions options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_interval(kInterval)
{
}

CompanionWatch::~CompanionWatch() = default;

void CompanionWatch::setAddresses(const sources::CompanionAddresses& addresses)
{
    stop();
    m_addresses = addresses;
    m_toldProblem.clear();
}

bool CompanionWatch::take(const Document& document)
{
    const bool same = m_document && sameSubject(*m_document, *document);
    if (!same)
        stop();
    m_document = document;
    if (!same && m_addresses.any())
        ask(true);
    else if (same && m_job == nullptr && !m_question.isRunning() && m_sinceAsked.isValid() &&
             m_sinceAsked.elapsed() >= m_wait.count() && document->companions)
        ask(false);
    if (document->companions != m_facts) {
        judge();
        return false;
    }
    m_judging.cancel(); // of the one before
    noteAsking();
    return true;
}

void CompanionWatch::stop()
{
    m_job.reset();
    m_question.cancel();
    m_judging.cancel();
    m_facts = nullptr;
    m_document = nullptr;
    m_wait = 0ms;
    noteAsking();
}

// What to ask follows from the spans; a million of them take a while to look through.
void CompanionWatch::ask(bool patient)
{
    const std::int64_t wallNs = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
    m_question.start(
        [document = m_document, patient, wallNs](const CancelToken&) {
            return companionQuestion(operations::buildOperationView(viewRequestOf(*document)), patient, wallNs);
        },
        [this](sources::CompanionQuestion question) { start(std::move(question)); });
    noteAsking();
}

void CompanionWatch::start(sources::CompanionQuestion question)
{
    m_job = std::make_unique<sources::CompanionJob>(m_addresses, m_options, std::move(question));
    connect(m_job.get(), &sources::CompanionJob::looked, this, &CompanionWatch::takeFacts);
    connect(m_job.get(), &sources::CompanionJob::finished, this, &CompanionWatch::end);
    m_job->start();
    noteAsking();
}

void CompanionWatch::end()
{
    takeFacts();
    m_job.release()->deleteLater(); // this is called from a message of it
    m_sinceAsked.start();
    const bool silent = !answered(*m_facts, Companion::OperationsApi) && !answered(*m_facts, Companion::Prometheus);
    m_wait = silent ? std::clamp<std::chrono::milliseconds>(m_wait * 2, m_interval, kLongestWait) : m_interval;
    tellSilence();
    noteAsking();
}

void CompanionWatch::takeFacts()
{
    operations::CompanionFacts facts = m_job->facts();
    keepEarlierAnswers(facts);
    m_facts = std::make_shared<const operations::CompanionFacts>(std::move(facts));
    judge();
}

// Whether progress is made shows in answers some time apart: the oldest one of the same progress, and the one before.
void CompanionWatch::keepEarlierAnswers(operations::CompanionFacts& facts) const
{
    if (!m_facts)
        return;
    auto all = m_facts->operation;
    for (operations::OperationFact& answer : facts.operation)
        if (std::none_of(all.begin(), all.end(),
                         [&](const auto& known) { return known.origin.timeNs == answer.origin.timeNs; }))
            all.push_back(std::move(answer));
    for (std::size_t i = 1; i + 1 < all.size();) {
        const bool between = all[i].known && all[i].saysTheSame(all[i - 1]) && all[i].saysTheSame(all[i + 1]) &&
                             all[i].status == all[i + 1].status;
        if (between)
            all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
        else
            ++i;
    }
    constexpr std::size_t kKept = 4;
    if (all.size() > kKept)
        all.erase(all.begin(), all.end() - kKept);
    facts.operation = std::move(all);
}

void CompanionWatch::tellSilence()
{
    std::string silent;
    const operations::CompanionProblem* first = nullptr;
    for (const operations::CompanionProblem& problem : m_facts->problems) {
        if (answered(*m_facts, problem.companion))
            continue;
        first = first == nullptr ? &problem : first;
        silent += problem.text;
    }
    if (silent != std::exchange(m_toldProblem, silent) && first != nullptr)
        emit failed(*first);
}

void CompanionWatch::judge()
{
    m_judging.start(
        [document = m_document, facts = m_facts](const CancelToken&) {
            AnalysisRequest request = requestOf(*document);
            request.companions = facts;
            return analyseOperation(request);
        },
        [this](const Document& document) {
            m_document = document;
            emit refreshed(document);
            noteAsking();
        });
    noteAsking();
}

void CompanionWatch::noteAsking()
{
    if (isAsking() == m_wasAsking)
        return;
    m_wasAsking = !m_wasAsking;
    emit askingChanged();
}

} // namespace spanlight::app
