#include "models/operations/attribute_reader.h"

#include "models/operations/glob.h"

#include <algorithm>
#include <unordered_map>

namespace spanlight::operations {

AttributeReader::AttributeReader(const trace::TraceSet& traces, const Profile& profile) : m_traces(&traces)
{
    for (const auto& store : traces.stores()) {
        Keys& keys = m_keys.emplace_back();
        for (std::size_t meaning = 0; meaning < kMeaningCount; ++meaning)
            for (const std::string& key : profile.keys[meaning])
                if (const auto id = store->findText(key))
                    keys[meaning].push_back(*id);
        m_places.push_back(placesOf(*store, keys));
    }
}

AttributeReader::Places AttributeReader::placesOf(const trace::TraceStore& store, const Keys& keys)
{
    constexpr std::size_t kMostSets = 4096; // a store in which nearly every span has keys of its own gains nothing
    struct Use
    {
        std::size_t meaning;
        std::size_t rank; // the first key of a meaning counts most
    };
    std::unordered_map<trace::StringId, std::vector<Use>> uses;
    for (std::size_t meaning = 0; meaning < kMeaningCount; ++meaning)
        for (std::size_t rank = 0; rank < keys[meaning].size(); ++rank)
            uses[keys[meaning][rank]].push_back({meaning, rank});
    Places places(std::min(store.keySets().size(), kMostSets));
    for (std::size_t set = 0; set < places.size(); ++set) {
        places[set].fill(kAbsent);
        std::array<std::size_t, kMeaningCount> ranks{};
        const auto names = store.keySets().keys(static_cast<std::uint16_t>(set));
        for (std::size_t place = 0; place < names.size(); ++place) {
            const auto known = uses.find(names[place]);
            if (known == uses.end())
                continue;
            for (const Use& use : known->second) {
                std::int8_t& best = places[set][use.meaning];
                if (best != kAbsent && ranks[use.meaning] <= use.rank)
                    continue;
                best = static_cast<std::int8_t>(place);
                ranks[use.meaning] = use.rank;
            }
        }
    }
    return places;
}

std::optional<trace::ValueView> AttributeReader::value(std::uint32_t store, const trace::AttributeRange& attributes,
                                                       Meaning meaning) const
{
    for (const trace::StringId key : m_keys[store][static_cast<std::size_t>(meaning)])
        if (const auto found = attributes.find(key))
            return found;
    return std::nullopt;
}

std::optional<trace::ValueView> AttributeReader::value(trace::SpanRef span, Meaning meaning) const
{
    const trace::TraceStore& store = m_traces->store(span);
    if (const std::uint16_t set = store.keySetOf(span.row); set < m_places[span.store].size()) {
        const std::int8_t place = m_places[span.store][set][static_cast<std::size_t>(meaning)];
        return place == kAbsent ? std::nullopt
                                : std::optional(store.attributeAt(span.row, static_cast<std::size_t>(place)));
    }
    for (const trace::StringId key : m_keys[span.store][static_cast<std::size_t>(meaning)])
        if (const auto found = m_traces->attribute(span, key))
            return found;
    return std::nullopt;
}

std::optional<std::string> AttributeReader::text(trace::SpanRef span, Meaning meaning) const
{
    const auto found = value(span, meaning);
    return found ? meaningfulText(found->text()) : std::nullopt;
}

std::optional<double> AttributeReader::number(trace::SpanRef span, Meaning meaning) const
{
    const auto found = value(span, meaning);
    return found ? found->number() : std::nullopt;
}

std::string AttributeReader::key(trace::SpanRef span, Meaning meaning) const
{
    const trace::AttributeRange attributes = m_traces->attributes(span);
    for (const trace::StringId key : m_keys[span.store][static_cast<std::size_t>(meaning)])
        if (attributes.find(key))
            return std::string(m_traces->store(span).text(key));
    return {};
}

bool AttributeReader::occurs(Meaning meaning) const
{
    return std::any_of(m_keys.begin(), m_keys.end(),
                       [&](const Keys& keys) { return !keys[static_cast<std::size_t>(meaning)].empty(); });
}

std::optional<std::string> meaningfulText(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return std::nullopt;
    text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    if (text.size() == 4)
        if (const std::string lower = normalized(text); lower == "none" || lower == "null")
            return std::nullopt;
    return std::string(text);
}

} // namespace spanlight::operations
