#include "models/operations/provider_connects.h"

#include "models/operations/attribute_reader.h"
#include "models/operations/glob.h"
#include "models/operations/span_classifier.h"
#include "models/operations/span_errors.h"

#include <algorithm>

namespace spanlight::operations {

bool isDisconnected(std::string_view state)
{
    const std::string word = normalized(std::string(state));
    return word == "disconnected" || word == "failed" || word == "error";
}

std::vector<ProviderConnect> readProviderConnects(const trace::TraceSet& traces, const Profile& profile)
{
    std::vector<ProviderConnect> connects;
    if (std::none_of(profile.spans.begin(), profile.spans.end(),
                     [](const SpanRule& rule) { return rule.role == Role::ProviderConnect; }))
        return connects;
    const AttributeReader reader(traces, profile);
    SpanClassifier classifier(traces, profile, reader);
    for (std::uint32_t s = 0; s < traces.stores().size(); ++s)
        for (const trace::SpanRow row : traces.store(s).byStart()) {
            const trace::SpanRef span{s, row};
            if (!classifier.mayBe(span, Role::ProviderConnect) || traces.isCopy(span) ||
                classifier.role(span) != Role::ProviderConnect)
                continue;
            const auto state = reader.text(span, Meaning::ProviderConnection);
            connects.push_back({span, isError(traces, span) || (state && isDisconnected(*state))});
        }
    std::sort(connects.begin(), connects.end(), [&](const ProviderConnect& a, const ProviderConnect& b) {
        return std::pair(traces.startNs(a.span), a.span) < std::pair(traces.startNs(b.span), b.span);
    });
    return connects;
}

} // namespace spanlight::operations
