#pragma once

#include "models/operations/attribute_reader.h"
#include "models/operations/http_address.h"

#include <unordered_map>
#include <vector>

namespace spanlight::operations {

/// Finds the role of spans by the profile's rules. Decisions that depend on the name and kind only are remembered.
/// Not thread-safe; one per analysis.
class SpanClassifier
{
public:
    SpanClassifier(const trace::TraceSet& traces, const Profile& profile, const AttributeReader& reader);

    /// Role by the first rule that matches. Amortised O(1) for spans without a path rule for their name.
    [[nodiscard]] Role role(trace::SpanRef span) { return classify(span).role; }
    /// Whether name and kind allow the role at all. Amortised O(1), reads no attribute.
    [[nodiscard]] bool mayBe(trace::SpanRef span, Role role);
    /// What looking once at the address tells. `destination` is 0 when the role did not depend on the address; then
    /// `pathHash` says nothing.
    struct Classified
    {
        Role role = Role::None;
        std::uint32_t destination = 0;
        std::uint32_t pathHash = 0;
    };
    [[nodiscard]] Classified classify(trace::SpanRef span) { return numbered(look(span)); }
    /// classify() of every span, in order, by all processors when there are many.
    [[nodiscard]] std::vector<Classified> classifyAll(const std::vector<trace::SpanRef>& spans);
    /// Number of host and port, the same for equal ones; never 0.
    [[nodiscard]] std::uint32_t destination(const HttpAddressView& address);
    /// Tells most paths apart without reading them again; equal paths have equal numbers.
    [[nodiscard]] static std::uint32_t pathHash(const HttpAddressView& address);
    /// Address of a call or request: of the URL, completed by peer attributes and the route. Parts of the store's
    /// texts. O(attributes).
    [[nodiscard]] HttpAddressView addressView(trace::SpanRef span) const;
    [[nodiscard]] HttpAddress address(trace::SpanRef span) const { return addressView(span).copy(); }

private:
    // What name and kind decide: rules to try in order; a rule without paths ends the list.
    using Candidates = std::vector<const SpanRule*>;
    // What needs no other span: the destination is not a number yet.
    struct Looked
    {
        Role role = Role::None;
        std::uint32_t pathHash = 0;
        std::uint64_t destinationKey = 0;
        bool hasAddress = false;
    };

    [[nodiscard]] Looked look(trace::SpanRef span);
    [[nodiscard]] Classified numbered(const Looked& looked);
    [[nodiscard]] static std::uint64_t destinationKey(const HttpAddressView& address);
    [[nodiscard]] std::uint32_t destination(std::uint64_t key);

    [[nodiscard]] const Candidates& candidates(trace::SpanRef span);

    const trace::TraceSet* m_traces;
    const Profile* m_profile;
    const AttributeReader* m_reader;
    std::unordered_map<std::uint64_t, Candidates> m_candidates;      // key: store, name, kind
    std::unordered_map<std::uint64_t, std::uint32_t> m_destinations; // key: hash of host and port
};

} // namespace spanlight::operations
