#include "models/operations/profile_catalog.h"

#include "models/operations/glob.h"
#include "models/operations/profile_texts.h"

#include <algorithm>
#include <unordered_set>

namespace spanlight::operations {

std::vector<std::string> builtinProfiles()
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kAutomaticProfiles; ++i)
        names.emplace_back(kProfileTexts[i].first);
    return names;
}

std::vector<std::string> exampleProfiles()
{
    std::vector<std::string> names;
    for (std::size_t i = kAutomaticProfiles; i < kProfileTexts.size(); ++i)
        names.emplace_back(kProfileTexts[i].first);
    return names;
}

std::string_view builtinProfileText(std::string_view name)
{
    for (const auto& [known, text] : kProfileTexts)
        if (known == name)
            return text;
    return {};
}

std::shared_ptr<const Profile> builtinProfile(std::string_view name)
{
    const std::string_view text = builtinProfileText(name);
    if (text.empty())
        return nullptr;
    auto profile = parseProfile(text);
    return profile ? std::make_shared<const Profile>(std::move(*profile)) : nullptr;
}

namespace {

bool occursIn(const Profile& profile, const trace::TraceStore& store)
{
    for (const std::string& key : profile.operationKeys)
        if (store.findText(key))
            return true;
    for (std::uint32_t i = 0; i < store.resourceCount(); ++i)
        if (globMatchAny(profile.recogniseServices, store.resource(trace::ResourceRow{i}).service))
            return true;
    return std::any_of(profile.recogniseSpans.begin(), profile.recogniseSpans.end(),
                       [&](const std::string& name) { return store.findText(name).has_value(); });
}

} // namespace

std::shared_ptr<const Profile> chooseProfile(const trace::TraceSet& traces)
{
    std::shared_ptr<const Profile> generic;
    for (const std::string& name : builtinProfiles()) {
        auto profile = builtinProfile(name);
        if (profile->subjectIsTrace) {
            generic = generic ? generic : profile;
            continue;
        }
        for (const auto& store : traces.stores())
            if (occursIn(*profile, *store))
                return profile;
    }
    return generic;
}

std::shared_ptr<const Profile> chooseOperationsProfile(const trace::TraceSet& traces)
{
    auto chosen = chooseProfile(traces);
    if (!chosen->subjectIsTrace)
        return chosen;
    for (const std::string& name : builtinProfiles())
        if (auto profile = builtinProfile(name); !profile->subjectIsTrace)
            return profile;
    return chosen;
}

} // namespace spanlight::operations
