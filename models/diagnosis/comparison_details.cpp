#include "models/diagnosis/comparison_details.h"

#include "models/operations/glob.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace spanlight::diagnosis {

using operations::kNoIndex;
using operations::Meaning;
using operations::OperationView;

namespace {

constexpr std::size_t kMostAttributes = 40;
constexpr std::size_t kLongestPath = 64; // steps of a path that are told; deeper ones keep the last

// Meanings that differ from run to run whatever the run was asked to do.
constexpr std::array kVolatileMeanings = {
    Meaning::OperationId,    Meaning::InstanceId,        Meaning::ProgressPercentage, Meaning::ProgressUpdatedAt,
    Meaning::ProgressPhase,  Meaning::HttpUrl,           Meaning::HttpTarget,         Meaning::PeerPort,
    Meaning::ProcessId,      Meaning::ProviderLatencyMs, Meaning::ExceptionMessage,   Meaning::OperationFromState,
    Meaning::OperationState, Meaning::OperationError,    Meaning::HttpStatus,         Meaning::ExceptionType,
};
constexpr std::array kVolatilePatterns = {
    std::string_view("*duration*"), std::string_view("*elapsed*"),   std::string_view("*latency*"),
    std::string_view("*_ms"),       std::string_view("*.ms"),        std::string_view("*_seconds"),
    std::string_view("*time"),      std::string_view("*timestamp*"), std::string_view("*_at"),
    std::string_view("*.port"),     std::string_view("thread.*"),    std::string_view("code.*"),
    std::string_view("otel.*"),     std::string_view("internal.*"),  std::string_view("sampler.*"),
    std::string_view("span.*"),     std::string_view("*.pid"),       std::string_view("*content_length*"),
    std::string_view("*_size"),     std::string_view("*.size"),      std::string_view("*user_agent*"),
    std::string_view("net.*"),      std::string_view("server.*"),    std::string_view("client.*"),
    std::string_view("http.host"),  std::string_view("network.*"),
};

StepSide sideOf(const OperationView& view, const TimeTree& tree, std::uint32_t node)
{
    if (node == kNoIndex)
        return {};
    const TimeNode& n = tree.nodes[node];
    return {n.count,
            n.errors,
            n.sumNs,
            n.maxNs,
            n.longest.valid() ? view.traces().spanIdText(n.longest) : std::string(),
            n.longest.valid() ? view.traces().traceIdText(n.longest) : std::string()};
}

std::optional<StepComparison::Occurrence> worstOf(const OperationView& a, const OperationView& b, const TimeNode& aNode,
                                                  const TimeNode& bNode)
{
    std::optional<StepComparison::Occurrence> worst;
    std::int64_t most = 0;
    for (std::size_t k = 0; k < std::min(aNode.spans.size(), bNode.spans.size()); ++k) {
        const std::int64_t aNs = a.traces().durationNs(aNode.spans[k]);
        const std::int64_t bNs = b.traces().durationNs(bNode.spans[k]);
        if (std::abs(bNs - aNs) <= most)
            continue;
        most = std::abs(bNs - aNs);
        worst = {k + 1, aNs, bNs, a.traces().spanIdText(aNode.spans[k]), b.traces().spanIdText(bNode.spans[k])};
    }
    return worst;
}

class StepMatcher
{
public:
    StepMatcher(const OperationView& a, const OperationView& b, const StepNames& names, const TimeTree& aTree,
                const TimeTree& bTree)
        : m_a(a), m_b(b), m_names(names), m_aTree(aTree), m_bTree(bTree)
    {
    }

    void walk()
    {
        struct Visit
        {
            NodePair pair;
            std::uint32_t parent; // index into the steps, kNoIndex at the top
        };
        std::vector<Visit> open{{{0, 0}, kNoIndex}};
        while (!open.empty()) {
            const Visit visit = open.back();
            open.pop_back();
            std::uint32_t self = kNoIndex;
            if (visit.pair.a != 0 || visit.pair.b != 0) {
                self = static_cast<std::uint32_t>(m_steps.size());
                add(visit.pair, visit.parent);
            }
            const auto pairs = pairChildren(m_aTree, m_bTree, m_names, visit.pair);
            for (auto pair = pairs.rbegin(); pair != pairs.rend(); ++pair)
                open.push_back({*pair, self});
        }
    }

    // Below another caller, or where the parents of one run are absent, a step has another path; when each run has it
    // in one place only, it is the same.
    void joinMoved()
    {
        struct Places
        {
            std::vector<std::size_t> a;
            std::vector<std::size_t> b;
        };
        std::map<std::uint32_t, Places> places;
        for (std::size_t i = 0; i < m_pairs.size(); ++i) {
            if (m_pairs[i].a == kNoIndex)
                places[m_bTree.nodes[m_pairs[i].b].step].b.push_back(i);
            else if (m_pairs[i].b == kNoIndex)
                places[m_aTree.nodes[m_pairs[i].a].step].a.push_back(i);
        }
        std::vector<bool> joined(m_steps.size(), false);
        for (const auto& [step, place] : places) {
            if (place.a.size() != 1 || place.b.size() != 1)
                continue;
            NodePair& pair = m_pairs[place.a.front()];
            pair.b = m_pairs[place.b.front()].b;
            auto path = std::move(m_steps[place.a.front()].path);
            m_steps[place.a.front()] = stepOf(pair);
            m_steps[place.a.front()].path = std::move(path);
            joined[place.b.front()] = true;
        }
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_steps.size(); ++i)
            if (!joined[i]) {
                if (kept != i)
                    m_steps[kept] = std::move(m_steps[i]);
                ++kept;
            }
        m_steps.resize(kept);
    }

    std::vector<StepComparison> take() { return std::move(m_steps); }

private:
    // Without its path.
    [[nodiscard]] StepComparison stepOf(NodePair pair) const
    {
        const bool inA = pair.a != kNoIndex;
        const TimeNode& node = inA ? m_aTree.nodes[pair.a] : m_bTree.nodes[pair.b];
        StepComparison step;
        step.service = m_names.step(node.step).service;
        step.name = m_names.step(node.step).name;
        if (inA && pair.b != kNoIndex && m_names.step(m_bTree.nodes[pair.b].step).name != step.name)
            step.name += " → " + m_names.step(m_bTree.nodes[pair.b].step).name;
        step.isCall = node.longest.valid() && (inA ? m_a : m_b).traces().kind(node.longest) == trace::SpanKind::Client;
        step.a = sideOf(m_a, m_aTree, pair.a);
        step.b = sideOf(m_b, m_bTree, pair.b);
        if (inA && pair.b != kNoIndex)
            step.worst = worstOf(m_a, m_b, node, m_bTree.nodes[pair.b]);
        return step;
    }

    void add(NodePair pair, std::uint32_t parent)
    {
        StepComparison step = stepOf(pair);
        if (parent != kNoIndex)
            step.path = m_steps[parent].path;
        if (step.path.size() >= kLongestPath)
            step.path.erase(step.path.begin());
        step.path.push_back(step.name);
        m_steps.push_back(std::move(step));
        m_pairs.push_back(pair);
    }

    const OperationView& m_a;
    const OperationView& m_b;
    const StepNames& m_names;
    const TimeTree& m_aTree;
    const TimeTree& m_bTree;
    std::vector<StepComparison> m_steps;
    std::vector<NodePair> m_pairs; // by step
};

bool isVolatileKey(const OperationView& view, std::string_view key)
{
    const std::string lower = operations::normalized(key);
    const auto& profile = view.profile();
    return std::any_of(kVolatilePatterns.begin(), kVolatilePatterns.end(),
                       [&](std::string_view pattern) { return operations::globMatch(pattern, lower); }) ||
           std::any_of(kVolatileMeanings.begin(), kVolatileMeanings.end(), [&](Meaning meaning) {
               const auto& keys = profile.keysOf(meaning);
               return std::find(keys.begin(), keys.end(), key) != keys.end();
           });
}

/// The attributes of a span that tell what was asked for, without what is the run's own.
std::map<std::string, std::string> parametersOf(const OperationView& view, trace::SpanRef span)
{
    std::map<std::string, std::string> parameters;
    for (const trace::AttributeView attribute : view.traces().attributes(span)) {
        if (isVolatileKey(view, attribute.key))
            continue;
        const auto number = attribute.value.number();
        if (number && (*number != std::floor(*number) || std::abs(*number) >= 1e9)) // measured, or a moment
            continue;
        const auto text = operations::meaningfulText(attribute.value.text());
        if (text && commonName(*text, view.operationId) == *text)
            parameters.emplace(std::string(attribute.key), *text);
    }
    return parameters;
}

class AttributeCollector
{
public:
    AttributeCollector(const OperationView& a, const OperationView& b, Comparison& result)
        : m_a(a), m_b(b), m_result(result)
    {
    }

    /// `sameName`: else an attribute that only one of them has belongs to the name.
    void compare(trace::SpanRef a, trace::SpanRef b, bool sameName)
    {
        auto mine = parametersOf(m_a, a);
        auto other = parametersOf(m_b, b);
        for (auto& [key, value] : mine) {
            const auto it = other.find(key);
            if (it == other.end() && sameName)
                add(a, key, value, std::nullopt);
            else if (it != other.end() && operations::normalized(it->second) != operations::normalized(value))
                add(a, key, value, it->second);
        }
        for (auto& [key, value] : other)
            if (sameName && !mine.contains(key))
                add(b, key, std::nullopt, value, true);
    }

private:
    void add(trace::SpanRef span, const std::string& key, std::optional<std::string> a, std::optional<std::string> b,
             bool ofB = false)
    {
        if (!m_seen.emplace(key, a, b).second)
            return;
        if (m_result.attributes.size() >= kMostAttributes) {
            ++m_result.attributesOmitted;
            return;
        }
        const auto& traces = (ofB ? m_b : m_a).traces();
        m_result.attributes.push_back(
            {key, std::move(a), std::move(b), std::string(traces.service(span)), std::string(traces.name(span))});
    }

    const OperationView& m_a;
    const OperationView& m_b;
    Comparison& m_result;
    std::set<std::tuple<std::string, std::optional<std::string>, std::optional<std::string>>> m_seen;
};

struct ErrorCount
{
    std::string message;
    std::uint64_t count = 0;
};
using ErrorKey = std::tuple<std::string, std::uint32_t>; // type, step

void countErrors(const OperationView& view, StepNames& names, std::map<ErrorKey, ErrorCount>& counts,
                 std::vector<ErrorKey>& order)
{
    std::vector<bool> errorBelow(view.spans.size(), false);
    for (const auto& span : view.spans)
        if (span.error && view.isWork(span) && span.parent != kNoIndex)
            errorBelow[span.parent] = true;
    for (std::uint32_t i = 0; i < view.spans.size(); ++i) {
        const auto& span = view.spans[i];
        if (!span.error || errorBelow[i] || !view.isWork(span))
            continue;
        const auto error = operations::errorOf(view.traces(), view.reader, span.ref);
        ErrorKey key{error ? std::string(operations::className(error->type)) : std::string(),
                     names.stepOf(view, span.ref)};
        ErrorCount& entry = counts[key];
        if (entry.count++ == 0) {
            entry.message = error ? error->message : std::string();
            order.push_back(std::move(key));
        }
    }
}

} // namespace

std::vector<StepComparison> matchSteps(const OperationView& a, const OperationView& b, const StepNames& names,
                                       const TimeTree& aTree, const TimeTree& bTree)
{
    StepMatcher matcher(a, b, names, aTree, bTree);
    matcher.walk();
    matcher.joinMoved();
    return matcher.take();
}

std::vector<ErrorComparison> matchErrors(const OperationView& a, const OperationView& b, StepNames& names)
{
    std::map<ErrorKey, ErrorCount> mine;
    std::map<ErrorKey, ErrorCount> other;
    std::vector<ErrorKey> order;
    countErrors(a, names, mine, order);
    countErrors(b, names, other, order);
    std::vector<ErrorComparison> errors;
    std::set<ErrorKey> told;
    for (const ErrorKey& key : order) {
        const ErrorCount& inA = mine[key];
        const ErrorCount& inB = other[key];
        if (!told.insert(key).second || inA.count == inB.count)
            continue;
        const auto& step = names.step(std::get<1>(key));
        errors.push_back({std::get<0>(key), inA.count > 0 ? inA.message : inB.message, step.service, step.name,
                          inA.count, inB.count});
    }
    // What tells only the message of a failure that is told already.
    std::set<std::string> messages;
    for (const ErrorComparison& error : errors)
        if (!error.errorType.empty())
            messages.insert(error.message);
    std::erase_if(errors, [&](const ErrorComparison& error) {
        return error.errorType.empty() && messages.contains(error.message);
    });
    return errors;
}

void compareAttributes(const OperationView& a, const OperationView& b, const StepNames& names, const TimeTree& aTree,
                       const TimeTree& bTree, Comparison& result)
{
    AttributeCollector collector(a, b, result);
    std::vector<NodePair> open{{0, 0}};
    while (!open.empty()) {
        const NodePair pair = open.back();
        open.pop_back();
        if (pair.a == kNoIndex || pair.b == kNoIndex)
            continue;
        const TimeNode& mine = aTree.nodes[pair.a];
        const TimeNode& other = bTree.nodes[pair.b];
        if (mine.count == 1 && other.count == 1)
            collector.compare(mine.spans.front(), other.spans.front(), mine.step == other.step);
        const auto pairs = pairChildren(aTree, bTree, names, pair);
        open.insert(open.end(), pairs.rbegin(), pairs.rend());
    }
}

} // namespace spanlight::diagnosis
