#include "models/operations/profile.h"

#include "models/operations/glob.h"

#include <algorithm>

namespace spanlight::operations {

namespace {

// Messages can have megabytes; what they say stands at their beginning.
constexpr std::size_t kComparedMessage = 16'384;

} // namespace

const PhaseRule* Profile::phase(std::string_view id) const
{
    const auto it = std::find_if(phases.begin(), phases.end(), [&](const PhaseRule& p) { return p.id == id; });
    return it != phases.end() ? &*it : nullptr;
}

const PhaseRule* Profile::phaseWith(const OperationType& type, Role role) const
{
    for (const std::string& id : type.phases)
        if (const PhaseRule* rule = phase(id); rule != nullptr && rule->role == role)
            return rule;
    return nullptr;
}

std::string Profile::phaseIdWith(const OperationType& type, Role role) const
{
    if (const PhaseRule* own = phaseWith(type, role))
        return own->id;
    const auto it = std::find_if(phases.begin(), phases.end(), [&](const PhaseRule& p) { return p.role == role; });
    return it != phases.end() ? it->id : std::string();
}

const OperationType* Profile::operationType(std::string_view type, std::string_view operationId) const
{
    const std::string wanted = normalized(type);
    for (const OperationType& known : operationTypes) {
        const bool alias = std::find(known.aliases.begin(), known.aliases.end(), wanted) != known.aliases.end();
        if (!wanted.empty() ? known.id == wanted || alias : globMatchAny(known.idPatterns, operationId))
            return &known;
    }
    return nullptr;
}

PartyRole Profile::serviceRole(std::string_view service) const
{
    for (const ServiceRule& rule : services)
        if (globMatch(rule.pattern, service))
            return rule.role;
    return PartyRole::Other;
}

std::string Profile::stateOf(std::string_view word) const
{
    const std::string wanted = normalized(word);
    for (const auto& [state, words] : states)
        if (std::find(words.begin(), words.end(), wanted) != words.end())
            return state;
    return {};
}

bool Profile::isError(std::string_view errorClass, std::string_view type) const
{
    const auto it = errors.find(std::string(errorClass));
    return it != errors.end() && !type.empty() && globMatchAny(it->second, className(type));
}

bool Profile::isMessage(std::string_view messageClass, std::string_view message) const
{
    const auto it = messages.find(std::string(messageClass));
    return it != messages.end() && !message.empty() && globMatchAny(it->second, message.substr(0, kComparedMessage));
}

bool Profile::isValue(std::string_view valueClass, std::string_view value) const
{
    const auto it = values.find(std::string(valueClass));
    return it != values.end() && globMatchAny(it->second, normalized(value));
}

std::string_view className(std::string_view qualified)
{
    const auto end = qualified.find_last_of(".:$/");
    return end == std::string_view::npos || end + 1 == qualified.size() ? qualified : qualified.substr(end + 1);
}

} // namespace spanlight::operations
