#include "models/trace/span_filter.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <functional>
#include <thread>
#include <utility>

namespace spanlight::trace {

namespace {

constexpr std::size_t kBlock = 1 << 14; // a multiple of 64: no two threads write one word of a BitSet
constexpr std::size_t kShortestIdPart = 8;
constexpr std::string_view kIntCharacters = "-0123456789";
constexpr std::string_view kDoubleCharacters = "-+.0123456789eainfty";

// Calls run(begin, end) for blocks of 0 … count − 1 on several threads. False: stopped.
bool inBlocks(std::size_t count, const std::stop_token& stop, const std::function<void(std::size_t, std::size_t)>& run)
{
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t begin = next.fetch_add(kBlock); begin < count && !stop.stop_requested();
             begin = next.fetch_add(kBlock))
            run(begin, std::min(count, begin + kBlock));
    };
    const std::size_t threads =
        std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), (count + kBlock - 1) / kBlock);
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i)
            others.emplace_back(work);
        work();
    }
    return !stop.stop_requested();
}

// One term and one store: which texts, which attributes, then which spans.
class TermFilter
{
public:
    TermFilter(const TraceStore& store, const SpanTerm& term, const std::stop_token& stop)
        : m_store(store), m_term(term), m_stop(stop), m_search(term.text), m_key(term.key)
    {
    }

    // False: stopped.
    bool prepare()
    {
        if (!markTexts() || !markAttributes())
            return false;
        for (std::uint32_t r = 0; r < m_store.resourceCount(); ++r)
            m_resources.push_back(anyAttribute(m_store.resource(ResourceRow{r}).attributes));
        return true;
    }

    [[nodiscard]] bool matches(SpanRow s) const
    {
        const bool found = m_term.hasKey ? keyed(s) : anywhere(s);
        return found != m_term.negated;
    }

private:
    bool markTexts();
    bool markAttributes();
    [[nodiscard]] bool attributeMatches(AttributeId id) const;
    [[nodiscard]] bool valueMatches(const ValueView& value) const;
    [[nodiscard]] bool compare(std::string_view text) const;
    [[nodiscard]] bool anywhere(SpanRow s) const;
    [[nodiscard]] bool keyed(SpanRow s) const;
    [[nodiscard]] bool anyAttribute(const AttributeRange& attributes) const;
    [[nodiscard]] bool anyEvent(SpanRow s) const;
    [[nodiscard]] bool ownOrResource(SpanRow s) const
    {
        return m_resources[index(m_store.resourceOf(s))] || anyAttribute(m_store.attributes(s)) ||
               (m_store.eventCount(s) > 0 && anyEvent(s));
    }
    [[nodiscard]] bool text(StringId id) const { return m_texts.test(index(id)); }

    const TraceStore& m_store;
    const SpanTerm& m_term;
    const std::stop_token& m_stop;
    TextSearch m_search;
    TextSearch m_key;
    BitSet m_texts;      // by StringId; of a term with a key: whether it is such a key
    BitSet m_attributes; // by AttributeId
    std::vector<bool> m_resources;
    std::string_view m_idPart;
    bool m_error = false; // an error is found by its status
    bool m_name = false;  // the key means what is no attribute
    bool m_service = false;
    bool m_kind = false;
    bool m_status = false;
};

bool TermFilter::markTexts()
{
    const StringPool& texts = m_store.pool().strings();
    m_texts = BitSet(texts.size());
    if (m_term.hasKey) {
        m_name = m_term.key == "name";
        m_service = m_term.key == "service";
        m_kind = m_term.key == "kind";
        m_status = m_term.key == "status";
    } else {
        m_error = m_search.isIn("error");
        const bool isHex = m_search.consistsOf("0123456789abcdef");
        m_idPart = isHex && m_term.text.size() >= kShortestIdPart ? std::string_view(m_term.text) : std::string_view();
    }
    const TextSearch& wanted = m_term.hasKey ? m_key : m_search;
    return inBlocks(texts.size(), m_stop,
                    [&](std::size_t begin, std::size_t end) { wanted.markIn(texts, begin, end, m_texts, m_stop); });
}

bool TermFilter::markAttributes()
{
    const AttributePool& pool = m_store.pool();
    m_attributes = BitSet(pool.size());
    return inBlocks(pool.size(), m_stop, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            if (attributeMatches(AttributeId{static_cast<std::uint32_t>(i)}))
                m_attributes.set(i);
    });
}

bool TermFilter::attributeMatches(AttributeId id) const
{
    const AttributeView attribute = m_store.pool().view(id);
    if (m_term.hasKey) // the bit says that the text is somewhere in the key: few keys remain
        return text(attribute.keyId) && m_key.ends(attribute.key) && valueMatches(attribute.value);
    if (text(attribute.keyId))
        return true;
    return attribute.value.type() == ValueType::String ? text(attribute.value.stringId())
                                                       : valueMatches(attribute.value);
}

bool TermFilter::compare(std::string_view text) const
{
    if (!m_term.hasKey)
        return m_search.isIn(text);
    return m_term.whole ? m_search.begins(text) && foldCase(text) == m_search.needle() : m_search.begins(text);
}

bool TermFilter::valueMatches(const ValueView& value) const
{
    char digits[24];
    switch (value.type()) {
    case ValueType::Empty:
        return m_term.hasKey && m_term.text.empty();
    case ValueType::String:
        return compare(value.string());
    case ValueType::Bool:
        return compare(value.boolean() ? "true" : "false");
    case ValueType::Int: {
        if (!m_search.consistsOf(kIntCharacters))
            return false;
        const auto end = std::to_chars(digits, digits + sizeof digits, value.integer()).ptr;
        return compare({digits, static_cast<std::size_t>(end - digits)});
    }
    case ValueType::Double:
        return m_search.consistsOf(kDoubleCharacters) && compare(value.text());
    case ValueType::Bytes:
    case ValueType::Array:
    case ValueType::Map:
        break;
    }
    return !m_stop.stop_requested() && compare(value.text());
}

bool TermFilter::anyAttribute(const AttributeRange& attributes) const
{
    const auto ids = attributes.ids();
    return std::any_of(ids.begin(), ids.end(), [this](AttributeId id) { return m_attributes.test(index(id)); });
}

bool TermFilter::anyEvent(SpanRow s) const
{
    for (std::size_t i = 0; i < m_store.eventCount(s); ++i) {
        const EventView event = m_store.event(s, i);
        if ((!m_term.hasKey && m_search.isIn(event.name)) || anyAttribute(event.attributes))
            return true;
    }
    return false;
}

bool TermFilter::anywhere(SpanRow s) const
{
    return text(m_store.nameId(s)) || text(m_store.serviceId(s)) ||
           (m_error && m_store.status(s) == StatusCode::Error) || ownOrResource(s) ||
           (m_store.status(s) == StatusCode::Error && m_search.isIn(m_store.statusMessage(s))) ||
           (!m_idPart.empty() && m_store.spanIdText(m_store.spanId(s)).starts_with(m_idPart));
}

bool TermFilter::keyed(SpanRow s) const
{
    return (m_name && compare(m_store.name(s))) || (m_service && compare(m_store.service(s))) ||
           (m_kind && compare(name(m_store.kind(s)))) || (m_status && compare(name(m_store.status(s)))) ||
           ownOrResource(s);
}

// Bits of the spans that are asked about.
std::vector<BitSet> candidates(const TraceSet& traces, std::span<const SpanRef> spans, const SpanMatches* within)
{
    std::vector<BitSet> bits;
    for (const auto& store : traces.stores())
        bits.emplace_back(store->spanCount());
    for (const SpanRef s : spans)
        if (traces.contains(s) && (within == nullptr || within->has(s)))
            bits[s.store].set(index(s.row));
    return bits;
}

bool filterStore(const TraceStore& store, const SpanQuery& query, BitSet& bits, const std::stop_token& stop)
{
    for (const SpanTerm& term : query.terms) {
        if (bits.count() == 0)
            return true;
        TermFilter filter(store, term, stop);
        if (!filter.prepare())
            return false;
        const bool done = inBlocks(bits.size(), stop, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; i += 64) {
                std::uint64_t& word = bits.words()[i / 64];
                if (word == 0)
                    continue;
                std::uint64_t kept = 0;
                for (std::size_t j = 0; j < std::min<std::size_t>(64, end - i); ++j)
                    if ((word >> j & 1U) != 0 && filter.matches(SpanRow{static_cast<std::uint32_t>(i + j)}))
                        kept |= std::uint64_t{1} << j;
                word = kept;
            }
        });
        if (!done)
            return false;
    }
    return true;
}

} // namespace

std::optional<SpanMatches> findSpans(const TraceSet& traces, std::span<const SpanRef> spans, const SpanQuery& query,
                                     const SpanMatches* within, const std::stop_token& stop)
{
    SpanMatches matches;
    matches.rows = candidates(traces, spans, within);
    for (std::uint32_t i = 0; i < matches.rows.size(); ++i) {
        if (!filterStore(traces.store(i), query, matches.rows[i], stop))
            return std::nullopt;
        matches.count += matches.rows[i].count();
    }
    return matches;
}

bool matchesLabel(const SpanQuery& query, std::string_view label, std::string_view service)
{
    return std::all_of(query.terms.begin(), query.terms.end(), [&](const SpanTerm& term) {
        const TextSearch search(term.text);
        bool found = !term.hasKey && (search.isIn(label) || search.isIn(service));
        if (term.hasKey && (term.key == "name" || term.key == "service")) {
            const std::string_view text = term.key == "name" ? label : service;
            found = term.whole ? search.begins(text) && foldCase(text) == term.text : search.begins(text);
        }
        return found != term.negated;
    });
}

} // namespace spanlight::trace
