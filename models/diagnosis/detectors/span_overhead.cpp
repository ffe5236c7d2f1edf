#include "models/diagnosis/detectors/span_overhead.h"

#include "models/diagnosis/finding_parts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

namespace spanlight::diagnosis {

using operations::OperationSpan;
using operations::OperationView;
using trace::SpanRef;
using trace::ValueType;

namespace {

constexpr std::size_t kMaxNames = 3;

struct LargestAttribute
{
    SpanRef span;
    std::string key;
    std::int64_t bytes = 0;
};

std::uint32_t sizeOf(const trace::ValueView& value)
{
    switch (value.type()) {
    case ValueType::String:
    case ValueType::Bytes:
        return static_cast<std::uint32_t>(std::min<std::size_t>(value.string().size(), 0xfffffffeU));
    case ValueType::Array:
    case ValueType::Map: {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < value.count(); ++i)
            sum += value.keyAt(i).size() + sizeOf(value.at(i));
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, 0xfffffffeU));
    }
    case ValueType::Empty:
        return 0;
    case ValueType::Bool:
        return 1;
    case ValueType::Int:
    case ValueType::Double:
        break;
    }
    return 8;
}

// Spans refer to distinct attributes of their store: each is measured once, and only when a span of the operation has
// it.
class AttributeSizes
{
public:
    AttributeSizes(const trace::TraceStore& store, std::size_t spans)
        : m_pool(store.pool()), m_bytes(m_pool.size(), kUnknown)
    {
        constexpr std::size_t kAttributesPerSpan = 8;
        if (m_bytes.size() <= spans * kAttributesPerSpan) // most are needed: one after the other is quicker
            for (std::uint32_t i = 0; i < m_bytes.size(); ++i)
                (void)bytes(trace::AttributeId{i});
    }

    std::uint32_t bytes(trace::AttributeId id)
    {
        std::uint32_t& known = m_bytes[index(id)];
        if (known == kUnknown)
            known = sizeOf(m_pool.view(id).value);
        return known;
    }

private:
    static constexpr std::uint32_t kUnknown = 0xffffffffU;
    const trace::AttributePool& m_pool;
    std::vector<std::uint32_t> m_bytes;
};

LargestAttribute largestAttribute(const OperationView& view)
{
    LargestAttribute largest;
    std::vector<std::optional<AttributeSizes>> sizes(view.traces().stores().size());
    trace::AttributeId largestId{};
    for (const OperationSpan& span : view.spans) {
        const trace::TraceStore& store = view.traces().store(span.ref);
        auto& known = sizes[span.ref.store];
        if (!known)
            known.emplace(store, view.spans.size());
        for (const trace::AttributeId id : store.attributes(span.ref.row).ids()) {
            const std::uint32_t bytes = known->bytes(id);
            if (bytes <= largest.bytes)
                continue;
            largest.span = span.ref;
            largest.bytes = bytes;
            largestId = id;
        }
    }
    if (largest.span.valid()) {
        const trace::TraceStore& store = view.traces().store(largest.span);
        largest.key = store.text(store.pool().key(largestId));
    }
    return largest;
}

double noiseShare(const OperationView& view)
{
    const auto noise = std::count_if(view.spans.begin(), view.spans.end(),
                                     [](const OperationSpan& span) { return isNoise(span.role) || span.observer; });
    return static_cast<double>(noise) / static_cast<double>(view.spans.size());
}

// The names that occur most, with the first span of each.
std::vector<std::pair<SpanRef, std::int64_t>> mostFrequent(const OperationView& view)
{
    std::unordered_map<std::uint64_t, std::pair<SpanRef, std::int64_t>> byText; // key: store << 32 | name
    std::uint64_t lastKey = ~std::uint64_t{0};
    std::pair<SpanRef, std::int64_t>* last = nullptr; // spans of one name often follow each other
    for (const OperationSpan& span : view.spans) {
        const auto name = index(view.traces().store(span.ref).nameId(span.ref.row));
        const std::uint64_t key = std::uint64_t{span.ref.store} << 32 | name;
        if (last == nullptr || key != lastKey)
            last = &byText.try_emplace(key, span.ref, 0).first->second;
        lastKey = key;
        ++last->second;
    }
    std::map<std::string_view, std::pair<SpanRef, std::int64_t>> byName; // one name may stand in several stores
    for (const auto& [key, entry] : byText) {
        auto& sum = byName.try_emplace(view.traces().name(entry.first), entry.first, 0).first->second;
        sum.second += entry.second;
        sum.first = std::min(sum.first, entry.first);
    }
    std::vector<std::pair<SpanRef, std::int64_t>> order;
    for (const auto& [name, entry] : byName)
        order.push_back(entry);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    order.resize(std::min(order.size(), kMaxNames));
    return order;
}

std::string percentText(double share)
{
    return std::to_string(static_cast<int>(share * 100 + 0.5)) + " %";
}

Finding overheadFinding(const RuleInput& input, const LargestAttribute& largest, bool manySpans, bool largeAttribute)
{
    const OperationView& view = input.view;
    const auto spans = static_cast<std::int64_t>(view.spans.size());
    const double noise = noiseShare(view);
    Finding finding;
    finding.rule = "span-overhead";
    finding.severity = Severity::Warning;
    finding.confidence = 0.8;
    finding.title = manySpans ? std::to_string(spans) + " spans for one operation"
                              : "An attribute of " + std::to_string(largest.bytes) + " bytes";
    if (manySpans)
        finding.explanation = "The operation consists of " + std::to_string(spans) + " spans" +
                              (noise >= 0.01 ? ", " + percentText(noise) +
                                                   " of them polls, checks and messages of the "
                                                   "transport"
                                             : std::string()) +
                              ". ";
    if (largeAttribute)
        finding.explanation += "The attribute " + largest.key + " of " + std::string(view.traces().name(largest.span)) +
                               " has " + std::to_string(largest.bytes) + " bytes. ";
    finding.explanation +=
        "Recording, sending and storing them costs time and room, and spans get lost when a queue is "
        "full.";
    finding.rootCause = !manySpans     ? "A whole document is recorded as an attribute."
                        : noise >= 0.5 ? "The operation is asked for its state very often, and each question is traced."
                                       : "Every small step has a span of its own.";
    finding.facts = {{"spans", spans}, {"noiseShare", noise}, {"largestAttributeBytes", largest.bytes}};
    if (manySpans)
        for (const auto& [span, count] : mostFrequent(view))
            finding.evidence.push_back(spanEvidence(view, span, std::to_string(count) + " spans of this name"));
    if (largeAttribute) {
        finding.evidence.push_back(spanEvidence(view, largest.span, std::to_string(largest.bytes) + " bytes"));
        finding.evidence.back().attribute = largest.key;
    }
    const char* kind = !manySpans ? "attribute" : noise >= 0.5 ? "polls" : "spans";
    finding.fixes =
        adviceFor(view, "span-overhead", {{"kind", kind}, {"attribute", largest.key}}, finding.evidence.front().span);
    if (manySpans && largeAttribute)
        for (Fix& fix :
             adviceFor(view, "span-overhead", {{"kind", "attribute"}, {"attribute", largest.key}}, largest.span))
            if (std::none_of(finding.fixes.begin(), finding.fixes.end(),
                             [&](const Fix& f) { return f.text == fix.text; }))
                finding.fixes.push_back(std::move(fix));
    finding.bears = input.state.state == State::Completed || input.state.state == State::Running;
    return finding;
}

} // namespace

RuleResult detectSpanOverhead(const RuleInput& input)
{
    const OperationView& view = input.view;
    const LargestAttribute largest = largestAttribute(view);
    const bool manySpans = static_cast<std::int64_t>(view.spans.size()) > input.thresholds().overheadSpans;
    const bool largeAttribute = largest.bytes > input.thresholds().overheadAttributeBytes;
    if (!manySpans && !largeAttribute)
        return ruledOut(std::to_string(view.spans.size()) + (view.spans.size() == 1 ? " span" : " spans") +
                        ", the largest attribute has " + std::to_string(largest.bytes) + " bytes");
    return found({overheadFinding(input, largest, manySpans, largeAttribute)});
}

} // namespace spanlight::diagnosis
