#include "models/diagnosis/detectors/sequential_calls.h"

#include "models/diagnosis/detectors/calls_by_caller.h"
#include "models/diagnosis/finding_parts.h"
#include "models/operations/http_address.h"
#include "models/operations/similar_text.h"
#include "models/operations/span_label.h"
#include "models/trace/critical_path.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace spanlight::diagnosis {

using operations::ClientCall;
using operations::kNoIndex;
using operations::Meaning;
using operations::OperationView;
using trace::SpanRef;

namespace {

constexpr std::int64_t kPauseNs = 2'000'000; // between two calls: time to put a result away
constexpr double kPauseShare = 0.1;          // of the call before; longer pauses are work with its result
constexpr double kOverlapShare = 0.01;
constexpr double kThin = 0.8; // share of a wrapping span that its call takes
constexpr std::size_t kMaxFindings = 3;
constexpr std::size_t kMaxCandidates = 8; // to be looked at closely

/// Calls one after the other, by start.
struct Run
{
    std::vector<CallUnit> calls;
    std::int64_t totalNs = 0;
    std::int64_t longestNs = 0;
    bool alike = false; ///< they ask one service the same of different things
};

bool startsWithAny(std::string_view text, std::span<const std::string_view> beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return text.starts_with(b); });
}

// The parts of what a call asks whom. Hosts that differ in a number only are replicas or shards of one service.
std::vector<std::string_view> partsOf(std::string_view question, std::string& host)
{
    std::vector<std::string_view> parts;
    if (const auto url = question.find("://"); url != std::string_view::npos) {
        const std::string_view rest = question.substr(url + 3);
        host = rest.substr(0, rest.find('/'));
        std::erase_if(host, [](char c) { return c >= '0' && c <= '9'; });
        question = rest.substr(std::min(rest.size(), rest.find('/')));
    }
    for (std::size_t from = 0; from <= question.size();) {
        const std::size_t to = std::min(question.find_first_of("/ ", from), question.size());
        parts.push_back(question.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

// Whether the questions differ in one place at most. Different questions may need each other's answers, one after the
// other: authenticate, read the cart, price it. That the same is asked of one thing after the other shows independence.
bool areAlike(const std::set<std::string>& questions)
{
    std::string firstHost;
    const std::vector<std::string_view> first = partsOf(*questions.begin(), firstHost);
    std::optional<std::size_t> place;
    for (const std::string& question : questions) {
        std::string host;
        const std::vector<std::string_view> parts = partsOf(question, host);
        if (host != firstHost || parts.size() != first.size())
            return false;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i] == first[i])
                continue;
            if (place && *place != i)
                return false;
            place = i;
        }
    }
    return true;
}

class Search
{
public:
    Search(const RuleInput& input, std::int64_t neededNs)
        : m_view(input.view), m_limits(input.thresholds()), m_neededNs(neededNs)
    {
    }

    void look(std::span<const CallUnit> calls)
    {
        Run run;
        std::set<std::string> questions;
        for (const CallUnit& unit : calls) {
            std::string question = questionOf(unit);
            if (!run.calls.empty() && (question.empty() || !follows(run.calls.back(), unit)))
                close(run, questions);
            if (question.empty())
                continue;
            questions.insert(std::move(question));
            const std::int64_t tookNs = durationNs(unit);
            run.calls.push_back(unit);
            run.totalNs = trace::saturatedSum(run.totalNs, tookNs);
            run.longestNs = std::max(run.longestNs, tookNs);
        }
        close(run, questions);
    }

    /// Those on the critical path, the longest first.
    [[nodiscard]] std::vector<Run> runs()
    {
        std::sort(m_runs.begin(), m_runs.end(), [](const Run& a, const Run& b) {
            return std::pair(-a.totalNs, a.calls.front().call) < std::pair(-b.totalNs, b.calls.front().call);
        });
        m_runs.resize(std::min(m_runs.size(), kMaxCandidates));
        std::erase_if(m_runs, [&](const Run& run) { return !isCritical(run); });
        m_runs.resize(std::min(m_runs.size(), kMaxFindings));
        return std::move(m_runs);
    }

private:
    [[nodiscard]] SpanRef outer(const CallUnit& unit) const { return m_view.spans[unit.outer].ref; }
    [[nodiscard]] std::int64_t durationNs(const CallUnit& unit) const
    {
        return std::max<std::int64_t>(0, m_view.traces().durationNs(outer(unit)));
    }

    void close(Run& run, std::set<std::string>& questions)
    {
        const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(2, m_limits.sequentialCalls));
        // Questions asked twice are repetitions; enough different ones must remain.
        if (questions.size() >= wanted && questions.size() * 5 >= run.calls.size() * 4 && run.totalNs >= m_neededNs &&
            run.totalNs - run.longestNs >= m_neededNs / 2) {
            run.alike = areAlike(questions);
            m_runs.push_back(std::move(run));
        }
        run = {};
        questions.clear();
    }

    [[nodiscard]] bool follows(const CallUnit& before, const CallUnit& unit) const
    {
        const std::int64_t pauseNs =
            trace::saturatedDifference(m_view.traces().startNs(outer(unit)), m_view.traces().endNs(outer(before)));
        const auto tookNs = static_cast<double>(durationNs(before));
        return pauseNs <= std::max(kPauseNs, static_cast<std::int64_t>(kPauseShare * tookNs)) &&
               pauseNs >= -static_cast<std::int64_t>(kOverlapShare * tookNs);
    }

    // What a call asks whom; empty for calls that may change something, failed, or are nobody's service's.
    [[nodiscard]] std::string questionOf(const CallUnit& unit) const
    {
        const operations::OperationSpan& span = m_view.spans[unit.call];
        const std::int64_t callNs = m_view.traces().durationNs(span.ref);
        if (span.error || span.role != operations::Role::None ||
            static_cast<double>(callNs) < kThin * static_cast<double>(durationNs(unit)) || !isReading(span.ref) ||
            m_view.reader.value(span.ref, Meaning::DbSystem) || m_view.reader.value(span.ref, Meaning::DbStatement))
            return {};
        const std::string name(m_view.traces().name(span.ref));
        if (const auto url = m_view.reader.value(span.ref, Meaning::HttpUrl)) {
            const std::string text = url->text();
            return name + ' ' + operations::shapeOf(std::string_view(text).substr(0, text.find_first_of("?#")));
        }
        return "://" + m_view.reader.text(span.ref, Meaning::PeerHost).value_or("") + '/' + name;
    }

    [[nodiscard]] bool isReading(SpanRef span) const
    {
        static constexpr std::array<std::string_view, 9> kReading{"Get",    "List",   "Find",  "Fetch", "Read",
                                                                  "Search", "Lookup", "Query", "get"};
        if (const auto method = m_view.reader.text(span, Meaning::HttpMethod))
            return *method == "GET" || *method == "HEAD";
        const auto method = m_view.reader.text(span, Meaning::RpcMethod);
        if (!method)
            return false;
        return startsWithAny(std::string_view(*method).substr(method->rfind('/') + 1), kReading);
    }

    // The path passes through the calls for most of their time. Only what lies beside them and the spans above can keep
    // it away: the children of these spans are enough to know.
    [[nodiscard]] bool isCritical(const Run& run) const
    {
        std::vector<SpanRef> spans;
        const trace::TraceSet& traces = m_view.traces();
        for (SpanRef above = m_view.spans[run.calls.front().caller].ref; above.valid(); above = traces.parent(above)) {
            spans.push_back(above);
            for (const SpanRef child : traces.children(above))
                if (const std::uint32_t i = m_view.indexOf(child); i != kNoIndex && m_view.isWork(m_view.spans[i]))
                    spans.push_back(child);
        }
        const trace::CriticalPath path = trace::criticalPath(traces, spans);
        std::int64_t criticalNs = 0;
        for (const CallUnit& unit : run.calls)
            criticalNs = trace::saturatedSum(criticalNs, path.criticalNs(outer(unit)));
        return criticalNs >= m_neededNs;
    }

    const OperationView& m_view;
    const operations::Thresholds& m_limits;
    std::int64_t m_neededNs;
    std::vector<Run> m_runs;
};

Finding sequentialFinding(const RuleInput& input, const Run& run)
{
    const OperationView& view = input.view;
    const SpanRef caller = view.spans[run.calls.front().caller].ref;
    const auto count = static_cast<std::int64_t>(run.calls.size());
    const std::int64_t savingNs = run.totalNs - run.longestNs;
    const std::string name(view.traces().name(caller));
    Finding finding;
    finding.rule = "sequential-calls";
    finding.severity = run.alike ? Severity::Warning : Severity::Info;
    finding.confidence = run.alike ? 0.6 : 0.4; // whether they need each other's answers cannot be seen
    finding.title = std::to_string(count) + " calls one after the other in " + name;
    finding.explanation = name + " in " + std::string(view.traces().service(caller)) + " makes " +
                          std::to_string(count) + " reading calls one directly after the other, " +
                          durationText(run.totalNs) + " together. Beside each other they would take " +
                          durationText(run.longestNs) + ", which saves " + durationText(savingNs) +
                          ", if none needs the answer of another.";
    if (run.alike)
        finding.rootCause = "Each call waits for the one before, although all ask the same of different things.";
    else
        finding.explanation += " They ask different things, so each may well need what the one before brought.";
    if (const std::string phase = phaseOfSpan(view, caller); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"name", name}, {"count", count}, {"savingMs", toMs(savingNs)}};
    finding.evidence = {spanEvidence(view, caller, "makes the calls")};
    constexpr std::size_t kMaxEvidence = 12;
    for (std::size_t i = 0; i < run.calls.size() && finding.evidence.size() < kMaxEvidence; ++i) {
        const SpanRef call = view.spans[run.calls[i].call].ref;
        finding.evidence.push_back(spanEvidence(view, call,
                                                "call " + std::to_string(i + 1) + " of " + std::to_string(count) +
                                                    ": " + operations::spanLabel(view, call)));
    }
    finding.fixes = adviceFor(view, "sequential-calls", {{"name", name}}, caller);
    finding.bears = input.state.state == State::Completed || input.state.state == State::Running;
    return finding;
}

} // namespace

RuleResult detectSequentialCalls(const RuleInput& input)
{
    if (input.view.calls.empty())
        return notChecked("no client call of the operation is in the traces");
    const auto envelopeNs = static_cast<double>(input.view.envelopeNs());
    const std::int64_t neededNs =
        std::max(input.thresholds().sequentialCallsTotalNs,
                 static_cast<std::int64_t>(input.thresholds().sequentialCallsShare * envelopeNs));
    const CallsByCaller callers(input.view, {input.thresholds().sequentialCalls, neededNs, false});
    Search search(input, neededNs);
    for (std::size_t i = 0; i < callers.callers(); ++i)
        search.look(callers.calls(i));
    const std::vector<Run> runs = search.runs();
    if (runs.empty())
        return ruledOut("no calls that may be independent run one after the other for most of the time");
    std::vector<Finding> findings;
    for (const Run& run : runs)
        findings.push_back(sequentialFinding(input, run));
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
