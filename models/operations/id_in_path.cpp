#include "models/operations/id_in_path.h"

#include <algorithm>
#include <functional>
#include <set>

namespace spanlight::operations {

namespace {

bool startsWork(Role role)
{
    return role == Role::Dispatch || role == Role::DispatchCall || role == Role::StartRequest ||
           role == Role::StartCall;
}

// What stands for "{id}" in a pattern; empty when the text is no such path.
std::string_view idAt(std::string_view pattern, std::string_view text)
{
    const auto place = pattern.find("{id}");
    if (place == std::string_view::npos)
        return {};
    const std::string_view before = pattern.substr(0, place);
    const std::string_view after = pattern.substr(place + 4);
    if (text.size() <= before.size() + after.size() || !text.starts_with(before) || !text.ends_with(after))
        return {};
    const std::string_view id = text.substr(before.size(), text.size() - before.size() - after.size());
    return id.find_first_of("/?#") == std::string_view::npos ? id : std::string_view(); // else of something below it
}

} // namespace

std::string idInPaths(const trace::TraceSet& traces, const Profile& profile, SpanClassifier& classifier,
                      const std::vector<trace::SpanRef>& spansOfTrace)
{
    std::set<std::string, std::less<>> ids;
    for (const trace::SpanRef span : spansOfTrace)
        for (const SearchFallback& fallback : profile.searchFallbacks) {
            const auto value = traces.attributes(span).find(std::string_view(fallback.key));
            if (!value || value->type() != trace::ValueType::String)
                continue;
            const std::string_view id = idAt(fallback.value, value->string());
            if (!id.empty() && profile.operationType("", id) != nullptr)
                ids.emplace(id);
        }
    const bool works =
        ids.size() == 1 && std::any_of(spansOfTrace.begin(), spansOfTrace.end(),
                                       [&](trace::SpanRef span) { return startsWork(classifier.role(span)); });
    return works ? *ids.begin() : std::string();
}

} // namespace spanlight::operations
