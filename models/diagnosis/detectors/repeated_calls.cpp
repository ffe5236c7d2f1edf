#include "models/diagnosis/detectors/repeated_calls.h"

#include "models/diagnosis/detectors/calls_by_caller.h"
#include "models/diagnosis/finding_parts.h"
#include "models/operations/similar_text.h"
#include "models/operations/span_label.h"
#include "models/trace/hash.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::OperationView;
using trace::SpanKind;
using trace::SpanRef;

namespace {

constexpr double kDense = 0.5;      // of the time from the first call to the last; below that somebody waits between
constexpr double kSequential = 1.2; // total over covered time; above that the calls run beside each other
constexpr double kFailing = 0.5;    // then they are attempts, or a failure
constexpr std::size_t kMaxFindings = 5;
constexpr std::size_t kMaxEvidence = 10;

// Similar calls of one caller.
struct Group
{
    std::vector<CallUnit> calls; // by start
    std::int64_t totalNs = 0;
};

// Groups that ask the same thing, of one caller or of several.
struct Pattern
{
    Group largest;
    std::int64_t callers = 0;
    std::int64_t totalNs = 0;
};

bool hasPageMark(std::string_view url)
{
    static constexpr std::array<std::string_view, 12> kMarks{
        "page=",        "page_token=", "pageToken=", "cursor=",     "offset=", "after=",
        "continuation", "skip=",       "marker=",    "partNumber=", "part=",   "chunk="};
    if (url.find("/scroll") != std::string_view::npos)
        return true;
    const auto query = url.find('?');
    return query != std::string_view::npos && std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
               return url.find(mark, query) != std::string_view::npos;
           });
}

class Search
{
public:
    explicit Search(const RuleInput& input) : m_input(input), m_view(input.view), m_limits(input.thresholds()) {}

    void look(std::span<const CallUnit> calls)
    {
        std::unordered_map<std::uint64_t, Group> byName;
        for (const CallUnit& call : calls)
            add(byName[nameKey(call)], call);
        for (const auto& [key, group] : byName)
            if (isLarge(group))
                lookAtName(group);
    }

    [[nodiscard]] std::vector<Pattern> patterns() const
    {
        std::vector<Pattern> found;
        for (const auto& [key, pattern] : m_patterns)
            if (static_cast<double>(pattern.totalNs) >=
                m_limits.repeatedCallsShare * static_cast<double>(m_view.envelopeNs()))
                found.push_back(pattern);
        std::sort(found.begin(), found.end(), [&](const Pattern& a, const Pattern& b) {
            if (a.totalNs != b.totalNs)
                return a.totalNs > b.totalNs;
            return a.largest.calls.front().call < b.largest.calls.front().call;
        });
        return found;
    }

private:
    [[nodiscard]] SpanRef ref(const CallUnit& call) const { return m_view.spans[call.call].ref; }

    void add(Group& group, const CallUnit& call) const
    {
        group.calls.push_back(call);
        group.totalNs =
            trace::saturatedSum(group.totalNs, std::max<std::int64_t>(0, m_view.traces().durationNs(ref(call))));
    }

    [[nodiscard]] bool isLarge(const Group& group) const
    {
        const auto count = static_cast<std::int64_t>(group.calls.size());
        return count >= m_limits.repeatedCalls && group.totalNs >= m_limits.repeatedCallsTotalNs &&
               group.totalNs / count <= m_limits.repeatedCallNs;
    }

    // Calls of one name, values in it aside, kind and service.
    [[nodiscard]] std::uint64_t nameKey(const CallUnit& call)
    {
        const trace::TraceStore& store = m_view.traces().store(ref(call));
        const trace::SpanRow row = ref(call).row;
        auto [known, isNew] = m_shapes.try_emplace(std::uint64_t{ref(call).store} << 32 | index(store.nameId(row)), 0);
        if (isNew)
            known->second = trace::hashBytes(operations::shapeOf(store.name(row)));
        return trace::mix(known->second ^ static_cast<std::uint64_t>(store.kind(row)),
                          trace::hashBytes(store.service(row)) + 0x9e3779b97f4a7c15ULL);
    }

    // Calls of one name may ask different things: what they ask decides.
    void lookAtName(const Group& group)
    {
        if (m_view.traces().kind(ref(group.calls.front())) != SpanKind::Client && !isCall(ref(group.calls.front())))
            return;
        std::unordered_map<std::uint64_t, Group> byQuestion;
        for (const CallUnit& call : group.calls)
            add(byQuestion[question(ref(call))], call);
        for (const auto& [key, same] : byQuestion)
            if (isLarge(same) && isOneAfterTheOther(same) && !isFailing(same) && !isPolling(same) && !isPaging(same) &&
                !isWaiting(same) && !isConversation(same) && !isInParts(same))
                keep(key ^ nameKey(same.calls.front()), same);
    }

    // A span without kind is a call when it says whom it called.
    [[nodiscard]] bool isCall(SpanRef span) const
    {
        return m_view.reader.value(span, Meaning::DbSystem) || m_view.reader.value(span, Meaning::DbStatement) ||
               m_view.reader.value(span, Meaning::RpcSystem);
    }

    // Statement or address without its values.
    [[nodiscard]] std::uint64_t question(SpanRef span)
    {
        m_text.clear();
        if (const auto statement = m_view.reader.value(span, Meaning::DbStatement)) {
            operations::appendShape(m_text, statement->string());
        } else if (const auto url = m_view.reader.value(span, Meaning::HttpUrl)) {
            const std::string_view text = url->string();
            operations::appendShape(m_text, text.substr(0, text.find_first_of("?#")));
        } else if (const auto host = m_view.reader.value(span, Meaning::PeerHost)) {
            m_text = host->string();
        }
        return trace::hashBytes(m_text);
    }

    [[nodiscard]] bool isOneAfterTheOther(const Group& group) const
    {
        std::int64_t end = m_view.traces().startNs(ref(group.calls.front()));
        const std::int64_t begin = end;
        std::int64_t covered = 0;
        for (const CallUnit& call : group.calls) {
            const std::int64_t from = std::max(end, m_view.traces().startNs(ref(call)));
            end = std::max(end, m_view.traces().endNs(ref(call)));
            covered = trace::saturatedSum(covered, trace::lengthNs({from, end}));
        }
        const auto stretch = static_cast<double>(trace::lengthNs({begin, end}));
        return static_cast<double>(covered) >= kDense * stretch &&
               static_cast<double>(group.totalNs) <= kSequential * static_cast<double>(covered);
    }

    [[nodiscard]] bool isFailing(const Group& group) const
    {
        const auto failed = std::count_if(group.calls.begin(), group.calls.end(),
                                          [&](const CallUnit& call) { return m_view.spans[call.call].error; });
        return static_cast<double>(failed) >= kFailing * static_cast<double>(group.calls.size());
    }

    // One and the same address read again and again: somebody waits for a change.
    [[nodiscard]] bool isPolling(const Group& group) const
    {
        const auto first = m_view.reader.value(ref(group.calls.front()), Meaning::HttpUrl);
        const auto method = m_view.reader.text(ref(group.calls.front()), Meaning::HttpMethod);
        if (!first || (method && *method != "GET" && *method != "HEAD"))
            return false;
        return std::all_of(group.calls.begin(), group.calls.end(), [&](const CallUnit& call) {
            const auto url = m_view.reader.value(ref(call), Meaning::HttpUrl);
            return url && url->string() == first->string();
        });
    }

    // A conversation with a model: every turn needs the answer before.
    [[nodiscard]] bool isConversation(const Group& group) const
    {
        const SpanRef call = ref(group.calls.front());
        return m_view.reader.value(call, Meaning::GenAiOperation) || m_view.reader.value(call, Meaning::GenAiModel);
    }

    // The next page can only be asked for after the one before; what is large goes part by part.
    [[nodiscard]] bool isPaging(const Group& group) const
    {
        const SpanRef second = ref(group.calls[1]); // the first page may have no mark yet
        const auto url = m_view.reader.value(second, Meaning::HttpUrl);
        const auto operation = m_view.reader.text(second, Meaning::DbOperation);
        return (url && hasPageMark(url->string())) ||
               (operation && (*operation == "FETCH" || *operation == "getMore" || *operation == "SCAN"));
    }

    // A consumer that asks its queue for the next message waits for others; what it receives is none of its making.
    [[nodiscard]] bool isWaiting(const Group& group) const
    {
        const SpanRef call = ref(group.calls.front());
        const auto waits = [&](Meaning meaning) {
            const auto text = m_view.reader.text(call, meaning);
            return text && m_input.profile().isValue("waiting-call", text->substr(0, text->find(' ')));
        };
        return waits(Meaning::MessagingOperation) || waits(Meaning::DbOperation) || waits(Meaning::DbStatement) ||
               (m_view.reader.value(call, Meaning::MessagingSystem) && waits(Meaning::RpcMethod));
    }

    // The profile says that this step is done by one call for each part.
    [[nodiscard]] bool isInParts(const Group& group) const
    {
        const operations::PhaseRule* phase = m_input.profile().phase(phaseOfSpan(m_view, ref(group.calls.front())));
        return phase != nullptr && phase->inParts;
    }

    void keep(std::uint64_t key, const Group& group)
    {
        Pattern& pattern = m_patterns[key];
        ++pattern.callers;
        pattern.totalNs = trace::saturatedSum(pattern.totalNs, group.totalNs);
        const auto rank = [](const Group& g) { return std::pair(g.calls.size(), g.totalNs); };
        const bool larger =
            pattern.largest.calls.empty() || rank(group) > rank(pattern.largest) ||
            (rank(group) == rank(pattern.largest) && group.calls.front().call < pattern.largest.calls.front().call);
        if (larger)
            pattern.largest = group;
    }

    const RuleInput& m_input;
    const OperationView& m_view;
    const operations::Thresholds& m_limits;
    std::unordered_map<std::uint64_t, std::uint64_t> m_shapes; // key: store << 32 | name
    std::map<std::uint64_t, Pattern> m_patterns;
    std::string m_text;
};

std::string commonName(const OperationView& view, const Group& group)
{
    const std::string_view first = view.traces().name(view.spans[group.calls.front().call].ref);
    const bool same = std::all_of(group.calls.begin(), group.calls.end(), [&](const CallUnit& call) {
        return view.traces().name(view.spans[call.call].ref) == first;
    });
    return same ? std::string(first) : operations::shapeOf(first);
}

Finding repeatedFinding(const RuleInput& input, const Pattern& pattern)
{
    const OperationView& view = input.view;
    const Group& group = pattern.largest;
    const SpanRef first = view.spans[group.calls.front().call].ref;
    const SpanRef caller = view.spans[group.calls.front().caller].ref;
    const auto count = static_cast<std::int64_t>(group.calls.size());
    const std::string name = commonName(view, group);
    const std::string what = operations::spanLabel(view, first);
    const std::string callerName(view.traces().name(caller));
    Finding finding;
    finding.rule = "repeated-calls";
    finding.severity = Severity::Warning;
    finding.confidence = 0.85;
    finding.title = std::to_string(count) + " × " + what + " one after the other";
    finding.explanation = callerName + " in " + std::string(view.traces().service(caller)) + " makes " +
                          std::to_string(count) + " similar calls one after the other (" + what +
                          "): " + durationText(group.totalNs) + " together, " + durationText(group.totalNs / count) +
                          " each.";
    if (pattern.callers > 1)
        finding.explanation +=
            " " + std::to_string(pattern.callers) + " spans do the same, " + durationText(pattern.totalNs) + " in all.";
    finding.rootCause = "One call is made for each item where a single one could ask for all of them.";
    if (const std::string phase = phaseOfSpan(view, caller); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"name", name}, {"count", count}, {"totalMs", toMs(group.totalNs)}};
    finding.evidence = {spanEvidence(view, caller, "makes the calls")};
    for (std::size_t i = 0; i < group.calls.size() && finding.evidence.size() < kMaxEvidence; ++i)
        finding.evidence.push_back(spanEvidence(view, view.spans[group.calls[i].call].ref,
                                                "call " + std::to_string(i + 1) + " of " + std::to_string(count)));
    finding.fixes = adviceFor(
        view, "repeated-calls",
        {{"name", name}, {"kind", view.reader.value(first, Meaning::DbSystem) ? "database" : "service"}}, caller);
    finding.prevention = "Limit in a test how many calls one request may make.";
    finding.bears = input.state.state == State::Completed || input.state.state == State::Running;
    return finding;
}

} // namespace

RuleResult detectRepeatedCalls(const RuleInput& input)
{
    const CallsByCaller callers(input.view,
                                {input.thresholds().repeatedCalls, input.thresholds().repeatedCallsTotalNs, true});
    Search search(input);
    for (std::size_t i = 0; i < callers.callers(); ++i)
        search.look(callers.calls(i));
    const std::vector<Pattern> patterns = search.patterns();
    if (patterns.empty())
        return callers.any() ? ruledOut("no span makes many similar calls one after the other that take a relevant "
                                        "part of the time")
                             : notChecked("no call to a database or another service is in the traces");
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < std::min(patterns.size(), kMaxFindings); ++i)
        findings.push_back(repeatedFinding(input, patterns[i]));
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
