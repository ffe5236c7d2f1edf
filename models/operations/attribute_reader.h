#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanlight::operations {

/// Reads attributes by meaning. Resolves the profile's keys to text ids once per store, so that a look-up compares
/// numbers only. Refers to both arguments of the constructor.
class AttributeReader
{
public:
    AttributeReader(const trace::TraceSet& traces, const Profile& profile);

    /// First attribute with one of the meaning's keys, in the order of the profile. O(attributes of the span).
    [[nodiscard]] std::optional<trace::ValueView> value(trace::SpanRef span, Meaning meaning) const;
    /// The same among the attributes of an event, link or resource of that store.
    [[nodiscard]] std::optional<trace::ValueView> value(std::uint32_t store, const trace::AttributeRange& attributes,
                                                        Meaning meaning) const;
    /// Text without surrounding spaces; nothing when absent, empty, or a literal "None" or "null".
    [[nodiscard]] std::optional<std::string> text(trace::SpanRef span, Meaning meaning) const;
    [[nodiscard]] std::optional<double> number(trace::SpanRef span, Meaning meaning) const;
    /// Key that value() finds, for evidence; empty when absent.
    [[nodiscard]] std::string key(trace::SpanRef span, Meaning meaning) const;
    /// Whether any span of any store may have the meaning at all. O(1); true may be wrong, false is right.
    [[nodiscard]] bool occurs(Meaning meaning) const;

private:
    using Keys = std::array<std::vector<trace::StringId>, kMeaningCount>;
    /// Places of the meanings among the attributes of spans with the same keys, for the first key sets of a store.
    using Places = std::vector<std::array<std::int8_t, kMeaningCount>>;

    static constexpr std::int8_t kAbsent = -1;

    [[nodiscard]] static Places placesOf(const trace::TraceStore& store, const Keys& keys);

    const trace::TraceSet* m_traces;
    std::vector<Keys> m_keys;     // by store
    std::vector<Places> m_places; // by store
};

/// The text as a value: trimmed; nothing for "", "None", "null" in any case.
[[nodiscard]] std::optional<std::string> meaningfulText(std::string_view text);

} // namespace spanlight::operations
