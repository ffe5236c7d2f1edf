#include "models/trace/trace_builder.h"

#include "models/trace/hash.h"
#include "models/trace/time_order.h"

#include <algorithm>
#include <bit>
#include <future>
#include <numeric>
#include <unordered_set>
#include <utility>

namespace spanlight::trace {

namespace {

constexpr std::uint8_t pack(SpanKind kind, StatusCode status)
{
    return static_cast<std::uint8_t>(static_cast<unsigned>(kind) | static_cast<unsigned>(status) << 4);
}

std::uint64_t hashIds(std::span<const AttributeId> ids, std::uint64_t seed)
{
    for (const AttributeId id : ids)
        seed = mix(seed ^ index(id), 0xe7037ed1a0b428dbULL);
    return seed;
}

bool equal(std::span<const AttributeId> a, std::span<const AttributeId> b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Fewer spans are frozen before another thread would have begun.
constexpr std::size_t kFewSpans = 50'000;

// Prefix sums: counts per owner, shifted by one, become the begin column of a CSR index.
void toBegins(std::vector<std::uint32_t>& counts)
{
    std::partial_sum(counts.begin(), counts.end(), counts.begin());
}

} // namespace

TraceBuilder::TraceBuilder() : m_store(new TraceStore)
{
    m_store->m_attributeBegin.push_back(0);
    m_store->m_eventBegin.push_back(0);
    m_store->m_linkBegin.push_back(0);
    m_store->m_resources.push_back({});
    m_store->m_scopes.push_back({});
}

TraceId TraceBuilder::traceIdFromText(std::string_view text)
{
    if (const auto id = parseTraceId(text))
        return *id;
    if (text.empty())
        return {};
    const std::uint64_t hash = hashBytes(text);
    const TraceId id{hash | 1, mix(hash, 0x9e3779b97f4a7c15ULL)};
    if (!m_store->m_oddTraceIds.emplace(id, text).second)
        return id;
    m_oddTraceIds.push_back(id);
    problem(ProblemCode::OddId, 0, "a trace id is not hexadecimal: " + std::string(text.substr(0, 64)));
    return id;
}

SpanId TraceBuilder::spanIdFromText(std::string_view text)
{
    if (const auto id = parseSpanId(text))
        return *id;
    if (text.empty())
        return {};
    const SpanId id{hashBytes(text) | 1};
    if (!m_store->m_oddSpanIds.emplace(id.value, text).second)
        return id;
    m_oddSpanIds.push_back(id);
    problem(ProblemCode::OddId, 0, "a span id is not hexadecimal: " + std::string(text.substr(0, 64)));
    return id;
}

std::pair<std::uint32_t, std::uint32_t> TraceBuilder::storeAttributes(std::span<const AttributeId> attributes)
{
    auto& all = m_store->m_extraAttributes;
    const auto begin = static_cast<std::uint32_t>(all.size());
    all.insert(all.end(), attributes.begin(), attributes.end());
    return {begin, static_cast<std::uint32_t>(attributes.size())};
}

ResourceRow TraceBuilder::resource(StringId service, std::span<const AttributeId> attributes, StringId schemaUrl)
{
    if (service == kEmptyString && attributes.empty() && schemaUrl == kEmptyString)
        return {};
    auto& rows = m_resourceRows[hashIds(attributes, mix(index(service) + 1, index(schemaUrl) + 7))];
    for (const ResourceRow row : rows) {
        const auto& known = m_store->m_resources[index(row)];
        const auto ids = std::span(m_store->m_extraAttributes).subspan(known.attributeBegin, known.attributeCount);
        if (known.service == service && known.schemaUrl == schemaUrl && equal(ids, attributes))
            return row;
    }
    const auto [begin, count] = storeAttributes(attributes);
    m_store->m_resources.push_back({service, schemaUrl, begin, count});
    rows.push_back(ResourceRow{static_cast<std::uint32_t>(m_store->m_resources.size() - 1)});
    return rows.back();
}

ScopeRow TraceBuilder::scope(StringId name, StringId version, std::span<const AttributeId> attributes,
                             StringId schemaUrl)
{
    if (name == kEmptyString && version == kEmptyString && attributes.empty() && schemaUrl == kEmptyString)
        return {};
    auto& rows = m_scopeRows[hashIds(attributes, mix(index(name) + 1, index(version) + 7) ^ index(schemaUrl))];
    for (const ScopeRow row : rows) {
        const auto& known = m_store->m_scopes[index(row)];
        const auto ids = std::span(m_store->m_extraAttributes).subspan(known.attributeBegin, known.attributeCount);
        if (known.name == name && known.version == version && known.schemaUrl == schemaUrl && equal(ids, attributes))
            return row;
    }
    const auto [begin, count] = storeAttributes(attributes);
    m_store->m_scopes.push_back({name, version, schemaUrl, begin, count});
    rows.push_back(ScopeRow{static_cast<std::uint32_t>(m_store->m_scopes.size() - 1)});
    return rows.back();
}

std::uint32_t TraceBuilder::beginInput(std::string name)
{
    m_store->m_inputs.push_back({std::move(name), {}, 0, 0, 0});
    m_inputFirstSpan.push_back(spanCount());
    m_inputTraces.clear();
    return currentInput();
}

std::uint32_t TraceBuilder::currentInput() const
{
    return m_store->m_inputs.empty() ? 0 : static_cast<std::uint32_t>(m_store->m_inputs.size() - 1);
}

void TraceBuilder::problem(ProblemCode code, std::uint64_t offset, std::string message, std::uint64_t count)
{
    m_store->m_log.add(code, currentInput(), offset, std::move(message), count);
}

TraceRow TraceBuilder::traceRow(TraceId id)
{
    if (id == m_lastTraceId && !m_store->m_traceIds.empty())
        return m_lastTrace;
    const auto next = TraceRow{static_cast<std::uint32_t>(m_store->m_traceIds.size())};
    const auto [it, isNew] = m_store->m_traceRows.emplace(id, next);
    if (isNew)
        m_store->m_traceIds.push_back(id);
    m_lastTraceId = id;
    m_lastTrace = it->second;
    return m_lastTrace;
}

bool TraceBuilder::isKnownTrace(TraceId id)
{
    ++m_inputTraces[id];
    return m_traceInput.emplace(id, currentInput()).first->second != currentInput();
}

SpanRow TraceBuilder::addSpan(const SpanRecord& span)
{
    if (m_ignoreKnown && isKnownTrace(span.traceId))
        return kNoSpan;
    TraceStore& s = *m_store;
    const SpanRow row{static_cast<std::uint32_t>(s.m_spanId.size())};
    s.m_trace.push_back(traceRow(span.traceId));
    s.m_spanId.push_back(span.spanId);
    s.m_parentSpanId.push_back(span.parentSpanId);
    s.m_name.push_back(span.name);
    s.m_statusMessage.push_back(span.statusMessage);
    s.m_traceState.push_back(span.traceState);
    s.m_resource.push_back(span.resource);
    s.m_scope.push_back(span.scope);
    s.m_kindStatus.push_back(pack(span.kind, span.status));
    s.m_marks.push_back(span.marks);
    s.m_startNs.push_back(span.startNs);
    s.m_durationNs.push_back(span.durationNs);
    if (span.flags != 0 || !s.m_flags.empty()) {
        s.m_flags.resize(s.m_spanId.size());
        s.m_flags.back() = span.flags;
    }
    s.m_attributes.insert(s.m_attributes.end(), span.attributes.begin(), span.attributes.end());
    s.m_attributeBegin.push_back(static_cast<std::uint32_t>(s.m_attributes.size()));
    s.m_keySet.push_back(s.m_keySets.intern(s.m_pool, span.attributes));
    storeEvents(span.events);
    storeLinks(span.links);
    if (!span.warnings.empty())
        s.m_warnings.emplace_back(row, std::vector<StringId>(span.warnings.begin(), span.warnings.end()));
    if (span.droppedAttributes != 0 || span.droppedEvents != 0 || span.droppedLinks != 0)
        s.m_dropped.emplace_back(row, TraceStore::Dropped{span.droppedAttributes, span.droppedEvents, span.droppedLinks});
    return row;
}

void TraceBuilder::storeEvents(std::span<const EventRecord> events)
{
    for (const EventRecord& event : events) {
        const auto [begin, count] = storeAttributes(event.attributes);
        m_store->m_events.push_back({event.timeNs, event.name, begin, count, event.droppedAttributes});
    }
    m_store->m_eventBegin.push_back(static_cast<std::uint32_t>(m_store->m_events.size()));
}

void TraceBuilder::storeLinks(std::span<const LinkRecord> links)
{
    for (const LinkRecord& link : links) {
        const auto [begin, count] = storeAttributes(link.attributes);
        m_store->m_links.push_back(
            {link.traceId, link.spanId, link.traceState, link.flags, begin, count, link.droppedAttributes});
    }
    m_store->m_linkBegin.push_back(static_cast<std::uint32_t>(m_store->m_links.size()));
}

std::shared_ptr<const TraceStore> TraceBuilder::freeze()
{
    if (!m_store->m_flags.empty())
        m_store->m_flags.resize(spanCount());
    // Parents and times need nothing of each other.
    const auto orders = [this] {
        sortEnds();
        sortStarts();
        groupTraces();
    };
    const auto parents = [this] {
        countInputs();
        resolveParents();
        cutCycles();
        logOddSpans();
    };
    if (spanCount() < kFewSpans) {
        orders();
        parents();
    } else {
        auto other = std::async(std::launch::async, orders);
        parents();
        other.get();
    }
    linkChildren();
    shrink();
    return std::shared_ptr<const TraceStore>(std::move(m_store));
}

void TraceBuilder::countInputs()
{
    auto& inputs = m_store->m_inputs;
    std::vector<std::size_t> seenIn(m_store->traceCount()); // input + 1
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::size_t first = m_inputFirstSpan[i];
        const std::size_t last = i + 1 < inputs.size() ? m_inputFirstSpan[i + 1] : spanCount();
        for (std::size_t row = first; row < last; ++row) {
            const auto trace = index(m_store->m_trace[row]);
            inputs[i].traces += seenIn[trace] == i + 1 ? 0 : 1;
            seenIn[trace] = i + 1;
        }
        inputs[i].spans = last - first;
    }
}

void TraceBuilder::sortStarts()
{
    m_store->m_byStart = rowsByTime(m_store->m_startNs);
}

void TraceBuilder::sortEnds()
{
    std::vector<std::int64_t> ends(spanCount());
    for (std::uint32_t i = 0; i < ends.size(); ++i)
        ends[i] = m_store->endNs(SpanRow{i});
    m_store->m_byEnd = rowsByTime(ends);
}

void TraceBuilder::groupTraces()
{
    TraceStore& s = *m_store;
    s.m_traceBegin.assign(s.traceCount() + 1, 0);
    for (const TraceRow trace : s.m_trace)
        ++s.m_traceBegin[index(trace) + 1];
    toBegins(s.m_traceBegin);
    std::vector<std::uint32_t> next(s.m_traceBegin.begin(), s.m_traceBegin.end() - 1);
    s.m_traceSpans.resize(spanCount());
    for (const SpanRow row : s.m_byStart)
        s.m_traceSpans[next[index(s.traceOf(row))]++] = row;
}

void TraceBuilder::resolveParents()
{
    // One open-addressing table over (trace, span id); the first row of an id owns it.
    TraceStore& s = *m_store;
    const auto count = static_cast<std::uint32_t>(spanCount());
    const std::size_t mask = std::bit_ceil(std::size_t{count} * 2 + 2) - 1;
    std::vector<SpanRow> slots(mask + 1, kNoSpan);
    const auto firstSlot = [mask](TraceRow trace, SpanId id) {
        return static_cast<std::size_t>(mix(id.value ^ 0xa0761d6478bd642fULL, index(trace) + 0x9e3779b9ULL)) & mask;
    };
    // The table does not fit into a cache: what the spans ahead will look at is fetched meanwhile.
    constexpr std::uint32_t kAhead = 16;
    const auto fetch = [&](std::uint32_t i, const std::vector<SpanId>& ids) {
        if (i + kAhead < count)
            __builtin_prefetch(&slots[firstSlot(s.m_trace[i + kAhead], ids[i + kAhead])]);
    };
    const auto slotOf = [&](TraceRow trace, SpanId id) {
        std::size_t i = firstSlot(trace, id);
        while (slots[i] != kNoSpan && !(s.spanId(slots[i]) == id && s.traceOf(slots[i]) == trace))
            i = (i + 1) & mask;
        return i;
    };
    Halves halves;
    const auto enter = [&](SpanRow row) {
        if (s.spanId(row).empty())
            return;
        SpanRow& owner = slots[slotOf(s.traceOf(row), s.spanId(row))];
        const bool isHalf = owner != kNoSpan && ((s.marks(owner) ^ s.marks(row)) & kMarkMayShareId) != 0;
        if (owner == kNoSpan)
            owner = row;
        else if (isHalf)
            addHalf(halves, owner, row);
        else
            markIfRepeated(row, owner);
    };
    // The client's half owns an id, wherever in the input the server's half stands; what came late owns it last.
    const auto rank = [&s](std::uint32_t i) {
        const bool shared = (s.m_marks[i] & kMarkMayShareId) != 0;
        return !shared ? 0 : (s.m_marks[i] & kMarkNoStart) == 0 ? 1 : 2;
    };
    const bool anyShared = std::any_of(s.m_marks.begin(), s.m_marks.end(),
                                       [](std::uint8_t marks) { return (marks & kMarkMayShareId) != 0; });
    for (int round = 0; round < (anyShared ? 3 : 1); ++round)
        for (std::uint32_t i = 0; i < count; ++i) {
            fetch(i, s.m_spanId);
            if (rank(i) == round)
                enter(SpanRow{i});
        }
    s.m_parent.assign(count, kNoSpan);
    for (std::uint32_t i = 0; i < count; ++i) {
        fetch(i, s.m_parentSpanId);
        if (const SpanId id = s.m_parentSpanId[i]; !id.empty())
            s.m_parent[i] = parentOf(SpanRow{i}, slots[slotOf(s.m_trace[i], id)], halves);
    }
    for (const auto& [client, servers] : halves)
        for (const SpanRow server : servers) {
            s.m_parent[index(server)] = client;
            if (s.parentSpanId(server).empty()) // it is no root
                s.m_parentSpanId[index(server)] = s.spanId(client);
        }
}

void TraceBuilder::markIfRepeated(SpanRow row, SpanRow earlier)
{
    const TraceStore& s = *m_store;
    const bool same = s.nameId(earlier) == s.nameId(row) && s.startNs(earlier) == s.startNs(row) &&
                      s.durationNs(earlier) == s.durationNs(row);
    m_store->m_marks[index(row)] |= same ? kMarkDuplicateId | kMarkRepeated : kMarkDuplicateId;
}

// Client and server of a call may report under one id. The server's half hangs below the client's. A second server is a
// duplicate only within its service: a call that was sent again may reach several.
void TraceBuilder::addHalf(Halves& halves, SpanRow client, SpanRow server)
{
    auto& servers = halves[client];
    const auto known = std::find_if(servers.begin(), servers.end(), [&](SpanRow other) {
        return m_store->serviceId(other) == m_store->serviceId(server);
    });
    if (known != servers.end())
        markIfRepeated(server, *known);
    servers.push_back(server);
}

// An id that both halves of a call have means the one of the child's own service.
SpanRow TraceBuilder::parentOf(SpanRow row, SpanRow owner, const Halves& halves) const
{
    const TraceStore& s = *m_store;
    const auto at = owner == kNoSpan || halves.empty() ? halves.end() : halves.find(owner);
    if (at == halves.end() || s.serviceId(row) == s.serviceId(owner))
        return owner;
    SpanRow best = owner;
    for (const SpanRow server : at->second) // of several servers the last one that had begun
        if (s.serviceId(server) == s.serviceId(row) && (best == owner || (s.startNs(server) > s.startNs(best) &&
                                                                          s.startNs(server) <= s.startNs(row))))
            best = server;
    return best;
}

void TraceBuilder::cutCycles()
{
    enum : std::uint8_t { New, OnPath, Done };
    TraceStore& s = *m_store;
    std::vector<std::uint8_t> state(spanCount(), New);
    std::vector<std::uint32_t> path;
    for (std::uint32_t start = 0; start < spanCount(); ++start) {
        path.clear();
        std::uint32_t i = start;
        while (i != index(kNoSpan) && state[i] == New) {
            state[i] = OnPath;
            path.push_back(i);
            i = index(s.m_parent[i]);
        }
        if (i != index(kNoSpan) && state[i] == OnPath) { // the path ends in a cycle: cut at its earliest span
            const auto cycle = std::find(path.begin(), path.end(), i);
            const auto first = std::min_element(cycle, path.end(), [&](std::uint32_t a, std::uint32_t b) {
                return std::pair(s.m_startNs[a], a) < std::pair(s.m_startNs[b], b);
            });
            const bool self = s.m_parent[*first] == SpanRow{*first};
            s.m_parent[*first] = kNoSpan;
            s.m_marks[*first] |= kMarkCycleCut;
            problem(self ? ProblemCode::SelfParent : ProblemCode::ParentCycle, 0,
                    self ? "a span names itself as its parent; it is shown as a root"
                         : "spans are each other's ancestors; the earliest is shown as a root");
        }
        for (const std::uint32_t row : path)
            state[row] = Done;
    }
}

void TraceBuilder::linkChildren()
{
    TraceStore& s = *m_store;
    s.m_childBegin.assign(spanCount() + 1, 0);
    for (const SpanRow parent : s.m_parent)
        if (parent != kNoSpan)
            ++s.m_childBegin[index(parent) + 1];
    toBegins(s.m_childBegin);
    std::vector<std::uint32_t> next(s.m_childBegin.begin(), s.m_childBegin.end() - 1);
    s.m_children.resize(s.m_childBegin.back());
    for (const SpanRow row : s.m_byStart)
        if (const SpanRow parent = s.parent(row); parent != kNoSpan)
            s.m_children[next[index(parent)]++] = row;
}

void TraceBuilder::logOddSpans()
{
    const TraceStore& s = *m_store;
    std::uint64_t duplicate = 0, repeated = 0, missing = 0, negative = 0, noTime = 0, noId = 0;
    for (std::uint32_t i = 0; i < spanCount(); ++i) {
        const SpanRow row{i};
        const std::uint8_t marks = s.marks(row);
        repeated += (marks & kMarkRepeated) != 0;
        duplicate += (marks & kMarkDuplicateId) != 0 && (marks & kMarkRepeated) == 0;
        missing += s.hasMissingParent(row);
        negative += s.durationNs(row) < 0;
        noTime += (marks & kMarkNoStart) != 0;
        noId += s.spanId(row).empty() || s.traceId(s.traceOf(row)).empty();
    }
    const auto log = [&](ProblemCode code, std::uint64_t count, std::string_view text) {
        if (count > 0)
            m_store->m_log.add(code, 0, 0, std::string(text), count);
    };
    log(ProblemCode::DuplicateSpanId, duplicate, "spans share their id with an earlier span of the trace; all are kept");
    log(ProblemCode::RepeatedRecord, repeated, "spans occur more than once in the input; all are kept");
    log(ProblemCode::MissingParent, missing, "spans name a parent that is not in the input");
    log(ProblemCode::NegativeDuration, negative, "spans end before they start");
    log(ProblemCode::MissingTime, noTime, "spans have no start time");
    log(ProblemCode::EmptyId, noId, "spans have no id or no trace id");
}

void TraceBuilder::shrink()
{
    TraceStore& s = *m_store;
    s.m_pool.shrink();
    const auto fit = [](auto&... columns) { (columns.shrink_to_fit(), ...); };
    fit(s.m_traceIds, s.m_trace, s.m_spanId, s.m_parentSpanId, s.m_name, s.m_statusMessage, s.m_traceState,
        s.m_resource, s.m_scope, s.m_kindStatus, s.m_marks, s.m_startNs, s.m_durationNs, s.m_flags, s.m_attributes, s.m_keySet,
        s.m_attributeBegin, s.m_extraAttributes, s.m_events, s.m_eventBegin, s.m_links, s.m_linkBegin);
}

} // namespace spanlight::trace
