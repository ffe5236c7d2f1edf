#include "models/operations/profile_explanation.h"

#include "models/operations/attribute_reader.h"
#include "models/operations/glob.h"
#include "models/operations/operation_list.h"
#include "models/operations/phase_timeline.h"
#include "models/operations/span_classifier.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace spanlight::operations {

namespace {

using trace::SpanRef;
using trace::SpanRow;
using trace::TraceId;

constexpr std::size_t kMostNames = 5'000;    // distinct unknown names and keys that are told apart
constexpr std::size_t kMostPerMatch = 1'000; // distinct names below one part of the profile
constexpr std::size_t kShownValues = 5;
constexpr std::size_t kLongestValue = 120;

std::string shortValue(const trace::ValueView& view)
{
    std::string value =
        view.type() == trace::ValueType::String ? std::string(view.string().substr(0, 2 * kLongestValue)) : view.text();
    if (value.size() > kLongestValue) {
        std::size_t end = kLongestValue;
        while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80)
            --end;
        value = value.substr(0, end) + "…";
    }
    return value;
}

// Names with their counts, bounded.
class NameCounter
{
public:
    void add(std::string_view name, std::string_view service)
    {
        const auto it = m_counts.find(name);
        if (it != m_counts.end())
            ++it->second.spans;
        else if (m_counts.size() < kMostPerMatch)
            m_counts.emplace(name, NameCount{std::string(name), std::string(service), 1});
    }
    [[nodiscard]] std::vector<NameCount> sorted() const
    {
        std::vector<NameCount> list;
        for (const auto& [name, count] : m_counts)
            list.push_back(count);
        std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.spans > b.spans; });
        return list;
    }

private:
    std::map<std::string, NameCount, std::less<>> m_counts;
};

struct PartUse
{
    std::uint64_t spans = 0;
    NameCounter names;
    std::vector<std::string> values;
    SpanRef first;

    void add(SpanRef span, std::string_view name, std::string_view service)
    {
        if (spans++ == 0)
            first = span;
        names.add(name, service);
    }
};

struct KeyUse
{
    UnknownKey key;
    std::unordered_map<TraceId, std::string> valueOfTrace;
};

// Whether an attribute key has meanings or is unknown; neither when there are too many unknown ones.
struct KeyFate
{
    std::vector<Meaning> meanings;
    KeyUse* unknown = nullptr;
};

// One walk over the spans; everything is counted on the way.
class Explainer
{
public:
    Explainer(const trace::TraceSet& traces, const Profile& profile)
        : m_traces(traces), m_profile(profile), m_reader(traces, profile), m_classifier(traces, profile, m_reader)
    {
        m_result.profile = profile.name;
        m_result.title = profile.title;
        m_result.subjectIsTrace = profile.subjectIsTrace;
    }

    ProfileExplanation run()
    {
        countTypes();
        for (std::uint32_t s = 0; s < m_traces.stores().size(); ++s)
            for (const SpanRow row : m_traces.store(s).byStart())
                look({s, row});
        m_result.traces = m_traces.traces().size();
        m_result.tracesOfOperations = m_types.size();
        takeMatches();
        takeServices();
        takeUnknown();
        lookForIdleRules();
        m_result.suggestions = suggestAdditions(m_result, m_profile);
        return std::move(m_result);
    }

private:
    void countTypes()
    {
        std::map<std::string, std::uint64_t> counts;
        for (const OperationSummary& summary : listOperations(m_traces, m_profile)) {
            ++counts[summary.type];
            const OperationType* type = m_profile.operationType(summary.type, summary.id);
            for (const TraceId& trace : summary.traces)
                m_types.try_emplace(trace, type != nullptr ? type : &m_profile.otherType);
        }
        for (const auto& [type, operations] : counts)
            m_result.types.push_back({type, m_profile.operationType(type, {}) != nullptr && !type.empty(), operations});
        std::stable_sort(m_result.types.begin(), m_result.types.end(),
                         [](const TypeCount& a, const TypeCount& b) { return a.operations > b.operations; });
    }

    void look(SpanRef span)
    {
        const std::string_view name = m_traces.name(span);
        const std::string_view service = m_traces.service(span);
        ++m_result.spans;
        countService(span);
        const Role role = m_classifier.role(span);
        if (role != Role::None) {
            ++m_result.spansWithRole;
            m_roles[role].add(span, name, service);
        }
        const int phase = phaseOfSpan(span, role);
        if (phase >= 0) {
            ++m_result.spansWithPhase;
            m_phases[m_types.at(m_traces.traceId(span))->phases[static_cast<std::size_t>(phase)]].add(span, name,
                                                                                                      service);
        }
        if (role == Role::None && phase < 0)
            addUnknownName(span);
        lookAtAttributes(span);
    }

    [[nodiscard]] bool isOfOperation(SpanRef span) const { return m_types.contains(m_traces.traceId(span)); }

    void countService(SpanRef span)
    {
        const auto [it, isNew] = m_services.try_emplace(std::string(m_traces.service(span)));
        ServiceMatch& service = it->second;
        ++service.spans;
        service.operationSpans += isOfOperation(span) ? 1 : 0;
        if (!isNew)
            return;
        service.service = it->first;
        for (const ServiceRule& rule : m_profile.services) {
            if (service.known || !globMatch(rule.pattern, service.service))
                continue;
            service.known = true;
            service.role = rule.role;
            service.pattern = rule.pattern;
        }
    }

    [[nodiscard]] int phaseOfSpan(SpanRef span, Role role) const
    {
        const auto type = m_types.find(m_traces.traceId(span));
        if (type == m_types.end() || isNoise(role))
            return -1;
        return phaseOf(m_profile, *type->second, role, m_traces.name(span), m_traces.service(span),
                       m_classifier.addressView(span).path, m_traces.kind(span));
    }

    // What the profile makes of a key of this store; resolved once.
    KeyFate& fateOf(std::uint32_t store, trace::StringId id)
    {
        const auto [it, isNew] = m_fates.try_emplace(std::uint64_t{store} << 32 | index(id));
        KeyFate& fate = it->second;
        if (!isNew)
            return fate;
        const std::string_view key = m_traces.store(store).text(id);
        for (std::size_t i = 0; i < kMeaningCount; ++i)
            if (const auto& keys = m_profile.keys[i]; std::find(keys.begin(), keys.end(), key) != keys.end())
                fate.meanings.push_back(static_cast<Meaning>(i));
        if (!fate.meanings.empty())
            return fate;
        auto use = m_keys.find(key);
        if (use == m_keys.end() && m_keys.size() < kMostNames)
            use = addKey(key);
        if (use == m_keys.end())
            ++m_result.keysLeftOut;
        else
            fate.unknown = &use->second;
        return fate;
    }

    std::map<std::string, KeyUse, std::less<>>::iterator addKey(std::string_view key)
    {
        const auto it = m_keys.try_emplace(std::string(key)).first;
        it->second.key.key = key;
        return it;
    }

    void lookAtAttributes(SpanRef span)
    {
        std::set<Meaning> seen;
        lookAtAttributes(span, m_traces.attributes(span), true, seen);
        const trace::TraceStore& store = m_traces.store(span);
        for (std::size_t i = 0; i < store.eventCount(span.row); ++i)
            lookAtAttributes(span, store.event(span.row, i).attributes, false, seen);
        lookAtAttributes(span, store.resource(store.resourceOf(span.row)).attributes, false, seen);
    }

    // Keys of events and resources follow conventions of their own: they are no gaps of a profile.
    void lookAtAttributes(SpanRef span, const trace::AttributeRange& attributes, bool ofSpan, std::set<Meaning>& seen)
    {
        for (const trace::AttributeView& attribute : attributes) {
            KeyFate& fate = fateOf(span.store, attribute.keyId);
            for (const Meaning meaning : fate.meanings)
                if (seen.insert(meaning).second)
                    addMeaning(m_meanings[meaning], span, attribute);
            if (fate.unknown != nullptr && ofSpan)
                addValue(*fate.unknown, span, attribute.value);
        }
    }

    void addMeaning(PartUse& use, SpanRef span, const trace::AttributeView& attribute)
    {
        use.add(span, attribute.key, m_traces.service(span));
        if (use.values.size() < kShownValues)
            if (std::string text = shortValue(attribute.value);
                std::find(use.values.begin(), use.values.end(), text) == use.values.end())
                use.values.push_back(std::move(text));
    }

    void addValue(KeyUse& use, SpanRef span, const trace::ValueView& value)
    {
        UnknownKey& key = use.key;
        ++key.spans;
        std::string text = shortValue(value);
        key.numbers = key.numbers && value.number().has_value();
        const bool isKnown = std::find(key.values.begin(), key.values.end(), text) != key.values.end();
        if (!isKnown && key.values.size() < kShownValues)
            key.values.push_back(text);
        else if (!isKnown)
            key.manyValues = true;
        if (use.valueOfTrace.size() < kMostNames) {
            const auto [it, isNew] = use.valueOfTrace.try_emplace(m_traces.traceId(span), text);
            key.traces += isNew ? 1 : 0;
            key.onePerTrace = key.onePerTrace && it->second == text;
        }
    }

    void addUnknownName(SpanRef span)
    {
        std::string pattern = namePattern(m_traces.name(span));
        const auto key = std::pair(std::string(m_traces.service(span)), pattern);
        auto it = m_names.find(key);
        if (it == m_names.end() && m_names.size() >= kMostNames) {
            ++m_result.namesLeftOut;
            return;
        }
        if (it == m_names.end()) {
            UnknownName unknown;
            unknown.pattern = std::move(pattern);
            unknown.example = m_traces.name(span);
            unknown.service = m_traces.service(span);
            unknown.kind = m_traces.kind(span);
            it = m_names.emplace(key, std::move(unknown)).first;
        }
        ++it->second.spans;
        it->second.operationSpans += isOfOperation(span) ? 1 : 0;
        it->second.errorSpans += m_traces.status(span) == trace::StatusCode::Error ? 1 : 0;
        it->second.longestNs = std::max(it->second.longestNs, m_traces.endNs(span) - m_traces.startNs(span));
    }

    [[nodiscard]] ProfileMatch match(std::string part, const PartUse& use) const
    {
        ProfileMatch result;
        result.part = std::move(part);
        result.spans = use.spans;
        result.names = use.names.sorted();
        result.values = use.values;
        if (use.first.valid()) {
            result.traceId = m_traces.traceIdText(use.first);
            result.spanId = m_traces.spanIdText(use.first);
        }
        return result;
    }

    void takeMatches()
    {
        std::set<Role> roles;
        for (const SpanRule& rule : m_profile.spans)
            roles.insert(rule.role);
        for (const Role role : roles)
            if (role != Role::None)
                m_result.roles.push_back(match(std::string(name(role)), m_roles[role]));
        for (std::size_t i = 0; i < kMeaningCount; ++i)
            if (const auto meaning = static_cast<Meaning>(i); !m_profile.keysOf(meaning).empty())
                m_result.meanings.push_back(match(std::string(name(meaning)), m_meanings[meaning]));
        for (const PhaseRule& phase : m_profile.phases)
            m_result.phases.push_back(match(phase.id, m_phases[phase.id]));
    }

    void takeServices()
    {
        for (auto& [name, service] : m_services)
            m_result.services.push_back(std::move(service));
    }

    void takeUnknown()
    {
        for (auto& [key, unknown] : m_names)
            m_result.unknownNames.push_back(std::move(unknown));
        for (auto& [key, use] : m_keys)
            if (use.key.spans > 0)
                m_result.unknownKeys.push_back(std::move(use.key));
        const auto byCount = [](const auto& a, const auto& b) { return a.spans > b.spans; };
        std::stable_sort(m_result.unknownNames.begin(), m_result.unknownNames.end(), byCount);
        std::stable_sort(m_result.unknownKeys.begin(), m_result.unknownKeys.end(), byCount);
    }

    // Rules whose names occur nowhere. Rules by path only are judged by their role.
    void lookForIdleRules()
    {
        for (std::size_t i = 0; i < m_profile.spans.size(); ++i) {
            const SpanRule& rule = m_profile.spans[i];
            const auto names = m_roles[rule.role].names.sorted();
            const bool used =
                rule.names.empty() ? !names.empty() : std::any_of(names.begin(), names.end(), [&](const NameCount& n) {
                    return globMatchAny(rule.names, n.name);
                });
            if (!used)
                m_result.idleRules.push_back("/spans/" + std::to_string(i));
        }
    }

    const trace::TraceSet& m_traces;
    const Profile& m_profile;
    AttributeReader m_reader;
    SpanClassifier m_classifier;
    ProfileExplanation m_result;
    std::unordered_map<TraceId, const OperationType*> m_types;
    std::map<Role, PartUse> m_roles;
    std::map<Meaning, PartUse> m_meanings;
    std::map<std::string, PartUse> m_phases;
    std::map<std::string, ServiceMatch> m_services;
    std::map<std::pair<std::string, std::string>, UnknownName> m_names;
    std::map<std::string, KeyUse, std::less<>> m_keys;
    std::unordered_map<std::uint64_t, KeyFate> m_fates; // key: store, text
};

bool isWordCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

// Numbers, and words of eight characters or more with digits in them and nothing but hexadecimal ones, as in UUIDs.
bool looksLikeId(std::string_view word)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto isHex = [&](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
    };
    const auto digits = std::count_if(word.begin(), word.end(), isDigit);
    if (digits == 0)
        return false;
    return std::all_of(word.begin(), word.end(), isDigit) ||
           (word.size() >= 8 && std::all_of(word.begin(), word.end(), isHex));
}

} // namespace

std::string namePattern(std::string_view name)
{
    std::string pattern;
    while (!name.empty()) {
        const auto end =
            static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), isWordCharacter) - name.begin());
        const std::string_view word = name.substr(0, end);
        if (!looksLikeId(word))
            pattern += word;
        else if (!pattern.ends_with('*'))
            pattern += '*';
        name.remove_prefix(end);
        if (!name.empty()) {
            pattern += name.front();
            name.remove_prefix(1);
        }
    }
    return pattern;
}

ProfileExplanation explainProfile(const trace::TraceSet& traces, const Profile& profile)
{
    return Explainer(traces, profile).run();
}

} // namespace spanlight::operations
