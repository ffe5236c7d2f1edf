#include "models/sources/trace_filter.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace spanlight::sources {

using namespace trace;

namespace {

using Ids = std::unordered_set<TraceId>;

/// Which attributes (pairs of key and value) of one pool satisfy a condition. Made once per store, so that looking at
/// a span compares numbers only.
class AttributeMatch
{
public:
    template <typename Predicate>
    AttributeMatch(const AttributePool& pool, Predicate&& predicate) : m_matches(pool.size())
    {
        for (std::uint32_t i = 0; i < pool.size(); ++i) {
            m_matches[i] = predicate(pool.view(AttributeId{i}));
            m_any = m_any || m_matches[i];
        }
    }

    [[nodiscard]] bool any() const { return m_any; }
    [[nodiscard]] bool in(const AttributeRange& range) const
    {
        return m_any && std::any_of(range.ids().begin(), range.ids().end(),
                                    [this](AttributeId id) { return m_matches[index(id)]; });
    }
    /// In the span, its resource, its scope or one of its events.
    [[nodiscard]] bool inSpan(const TraceStore& store, SpanRow row) const
    {
        if (!m_any)
            return false;
        if (in(store.attributes(row)) || in(store.resource(store.resourceOf(row)).attributes) ||
            in(store.scope(store.scopeOf(row)).attributes))
            return true;
        for (std::size_t i = 0; i < store.eventCount(row); ++i)
            if (in(store.event(row, i).attributes))
                return true;
        return false;
    }

private:
    std::vector<bool> m_matches;
    bool m_any = false;
};

bool sameText(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool sameValue(const ValueView& value, const std::string& wanted, std::optional<double> wantedNumber)
{
    if (value.type() == ValueType::String)
        return value.string() == wanted;
    if (value.type() == ValueType::Bool)
        return sameText(wanted, value.boolean() ? "true" : "false");
    if (wantedNumber && (value.type() == ValueType::Int || value.type() == ValueType::Double) &&
        value.number() == wantedNumber)
        return true;
    return value.text() == wanted;
}

std::optional<double> numberIn(const QString& text)
{
    bool ok = false;
    const double number = text.toDouble(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

/// Conditions of the form "error=true" that a span answers by its own columns rather than by an attribute.
bool ownColumnSays(const TraceStore& store, SpanRow row, std::string_view key, std::string_view value)
{
    if (key == "error")
        return sameText(value, store.status(row) == StatusCode::Error ? "true" : "false");
    if (key == "span.kind")
        return sameText(value, name(store.kind(row)));
    if (key == "otel.status_code" || key == "span.status")
        return sameText(value, name(store.status(row)));
    if (key == "otel.scope.name") // readers make a scope of it
        return value == store.scope(store.scopeOf(row)).name;
    if (key == "otel.scope.version")
        return value == store.scope(store.scopeOf(row)).version;
    return false;
}

struct AttributeCondition
{
    std::string key;
    std::string value;
    AttributeMatch match;
};

bool lastsAsAsked(const SearchQuery& query, std::int64_t durationNs)
{
    return (!query.minDurationNs || durationNs >= *query.minDurationNs) &&
           (!query.maxDurationNs || durationNs <= *query.maxDurationNs);
}

/// Everything that one single span must satisfy, prepared for one store.
class SpanCondition
{
public:
    SpanCondition(const TraceStore& store, const SearchQuery& query)
        : m_store(store), m_query(query), m_service(query.service.toStdString()), m_name(query.name.toStdString())
    {
        for (const auto& [key, value] : query.attributes)
            addAttribute(key, value);
    }

    [[nodiscard]] bool operator()(SpanRow row) const
    {
        return (m_service.empty() || m_store.service(row) == m_service) &&
               (m_name.empty() || m_store.name(row) == m_name) &&
               (!m_query.errorsOnly || m_store.status(row) == StatusCode::Error) && inRange(row) && hasAttributes(row);
    }

private:
    void addAttribute(const QString& key, const QString& value)
    {
        std::string keyText = key.toStdString();
        std::string valueText = value.toStdString();
        const auto number = numberIn(value);
        AttributeMatch match(m_store.pool(), [&](const AttributeView& attribute) {
            return attribute.key == keyText && sameValue(attribute.value, valueText, number);
        });
        m_attributes.push_back({std::move(keyText), std::move(valueText), std::move(match)});
    }
    [[nodiscard]] bool inRange(SpanRow row) const
    {
        const std::int64_t start = m_store.startNs(row);
        return (!m_query.sinceNs || start >= *m_query.sinceNs) && (!m_query.untilNs || start <= *m_query.untilNs) &&
               (m_name.empty() || lastsAsAsked(m_query, m_store.durationNs(row)));
    }
    [[nodiscard]] bool hasAttributes(SpanRow row) const
    {
        return std::all_of(m_attributes.begin(), m_attributes.end(), [&](const AttributeCondition& condition) {
            return condition.match.inSpan(m_store, row) || ownColumnSays(m_store, row, condition.key, condition.value);
        });
    }

    const TraceStore& m_store;
    const SearchQuery& m_query;
    std::string m_service;
    std::string m_name;
    std::vector<AttributeCondition> m_attributes;
};

template <typename Predicate>
void collect(const TraceStore& store, Predicate&& predicate, Ids& ids)
{
    for (std::uint32_t i = 0; i < store.traceCount(); ++i) {
        const auto spans = store.traceSpans(TraceRow{i});
        if (std::any_of(spans.begin(), spans.end(), predicate))
            ids.insert(store.traceId(TraceRow{i}));
    }
}

Ids withOperationId(const std::vector<std::shared_ptr<const TraceStore>>& stores, const SearchQuery& query)
{
    const std::string wanted = query.operationId.toStdString();
    std::vector<std::string> keys;
    for (const QString& key : query.operationKeys)
        keys.push_back(key.toStdString());
    Ids ids;
    for (const auto& store : stores) {
        if (!store->findText(wanted))
            continue;
        const AttributeMatch match(store->pool(), [&](const AttributeView& attribute) {
            return attribute.value.string() == wanted &&
                   (keys.empty() || std::find(keys.begin(), keys.end(), attribute.key) != keys.end());
        });
        collect(
            *store, [&](SpanRow row) { return match.inSpan(*store, row); }, ids);
    }
    return ids;
}

Ids withFallbackTag(const std::vector<std::shared_ptr<const TraceStore>>& stores, const SearchQuery& query)
{
    Ids ids;
    for (const FallbackTag& tag : query.fallbacks) {
        SearchQuery one;
        one.service = tag.service;
        one.attributes = {{tag.key, tag.value}};
        for (const auto& store : stores)
            collect(*store, SpanCondition(*store, one), ids);
    }
    return ids;
}

bool asksForSpans(const SearchQuery& query)
{
    return !query.service.isEmpty() || !query.name.isEmpty() || !query.attributes.empty() || query.errorsOnly ||
           query.sinceNs || query.untilNs || query.minDurationNs || query.maxDurationNs;
}

void keepNamedTraces(const TraceStore& store, const std::vector<std::string>& wanted, Ids& ids)
{
    for (const std::string& text : wanted) {
        const auto id = parseTraceId(text);
        if (id && store.findTrace(*id))
            ids.insert(*id);
        for (std::uint32_t i = 0; !id && i < store.traceCount(); ++i)
            if (store.traceIdText(store.traceId(TraceRow{i})) == text)
                ids.insert(store.traceId(TraceRow{i}));
    }
}

Ids withTraceId(const std::vector<std::shared_ptr<const TraceStore>>& stores, const std::vector<QString>& traceIds)
{
    std::vector<std::string> wanted;
    for (const QString& id : traceIds)
        wanted.push_back(id.trimmed().toStdString());
    Ids ids;
    for (const auto& store : stores)
        keepNamedTraces(*store, wanted, ids);
    return ids;
}

/// Earliest start and latest end of a trace over all stores.
struct Extent
{
    std::int64_t startNs = std::numeric_limits<std::int64_t>::max();
    std::int64_t endNs = std::numeric_limits<std::int64_t>::min();

    [[nodiscard]] std::int64_t durationNs() const
    {
        // Unsigned, because broken times may be more than 292 years apart.
        const auto distance = static_cast<std::uint64_t>(endNs) - static_cast<std::uint64_t>(startNs);
        return static_cast<std::int64_t>(std::min<std::uint64_t>(distance, std::numeric_limits<std::int64_t>::max()));
    }
};

std::unordered_map<TraceId, Extent> extentsOf(const std::vector<std::shared_ptr<const TraceStore>>& stores)
{
    std::unordered_map<TraceId, Extent> extents;
    for (const auto& store : stores)
        for (const SpanRow row : store->byStart()) {
            Extent& extent = extents[store->traceId(store->traceOf(row))];
            extent.startNs = std::min(extent.startNs, store->startNs(row));
            extent.endNs = std::max(extent.endNs, store->endNs(row));
        }
    return extents;
}

} // namespace

FilterResult filterTraces(const std::vector<std::shared_ptr<const TraceStore>>& stores, const SearchQuery& query)
{
    FilterResult result;
    std::vector<Ids> conditions;
    if (!query.traceIds.empty())
        conditions.push_back(withTraceId(stores, query.traceIds));
    if (!query.operationId.isEmpty()) {
        conditions.push_back(withOperationId(stores, query));
        if (conditions.back().empty()) {
            conditions.back() = withFallbackTag(stores, query);
            result.byFallback = !conditions.back().empty();
        }
    }
    if (asksForSpans(query)) {
        conditions.emplace_back();
        for (const auto& store : stores)
            collect(*store, SpanCondition(*store, query), conditions.back());
    }

    const auto extents = extentsOf(stores);
    for (const auto& [id, extent] : extents) {
        const TraceId trace = id;
        const bool lasts = !query.name.isEmpty() || lastsAsAsked(query, extent.durationNs());
        if (lasts &&
            std::all_of(conditions.begin(), conditions.end(), [&](const Ids& ids) { return ids.contains(trace); }))
            result.matched.push_back(trace);
    }
    std::sort(result.matched.begin(), result.matched.end(), [&](TraceId a, TraceId b) {
        const std::int64_t startA = extents.at(a).startNs;
        const std::int64_t startB = extents.at(b).startNs;
        return startA != startB ? startA > startB : a < b;
    });
    if (query.limit > 0 && result.matched.size() > static_cast<std::size_t>(query.limit)) {
        result.matched.resize(static_cast<std::size_t>(query.limit));
        result.limitReached = true;
    }
    return result;
}

std::vector<QString> servicesOf(const std::vector<std::shared_ptr<const TraceStore>>& stores)
{
    std::set<std::string_view> names;
    for (const auto& store : stores) {
        std::vector<bool> used(store->resourceCount());
        for (const SpanRow row : store->byStart())
            used[index(store->resourceOf(row))] = true;
        for (std::uint32_t i = 0; i < used.size(); ++i)
            if (used[i])
                names.insert(store->resource(ResourceRow{i}).service);
    }
    std::vector<QString> result;
    for (const std::string_view name : names)
        if (!name.empty())
            result.push_back(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    return result;
}

} // namespace spanlight::sources
