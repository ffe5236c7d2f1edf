#include "models/operations/profile_lint.h"

#include "models/operations/glob.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace spanlight::operations {

namespace {

// What rules offer to the texts and commands of their advice, and to its conditions.
constexpr std::array<std::string_view, 23> kPlaceholders{
    "operationsApi", "baseline",         "errorType", "id",         "service", "traceId",   "symbol", "timeframe",
    "container",     "serviceContainer", "target",    "targetPort", "phase",   "kind",      "cause",  "role",
    "boundary",      "device",           "reason",    "name",       "outcome", "attribute", "host"};

// Looks at one profile; one function per kind of oversight.
class Linter
{
public:
    explicit Linter(const Profile& profile) : m_profile(profile) {}

    std::vector<ProfileError> run()
    {
        lookForForeignPatterns();
        lookForHiddenRules();
        lookForIdlePhases();
        lookForTypes();
        lookForMissingEnds();
        lookForPlaceholders();
        return std::move(m_found);
    }

private:
    void say(std::string pointer, std::string message) { m_found.push_back({std::move(pointer), std::move(message)}); }

    void checkPatterns(const std::string& pointer, const std::vector<std::string>& patterns)
    {
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            const std::string& p = patterns[i];
            const auto has = [&](std::string_view sign) { return p.find(sign) != std::string::npos; };
            const bool looksLikeExpression = p.starts_with('^') || p.ends_with('$') || has(".+") || has("\\d") ||
                                             has("\\w") || has("\\.") || has("(?") || has("[0-9");
            if (looksLikeExpression)
                say(pointer + '/' + std::to_string(i),
                    "looks like a regular expression, but patterns know only '*' for any run of characters; "
                    "everything else is taken as it stands");
        }
    }

    void lookForForeignPatterns()
    {
        checkPatterns("/recognise/services", m_profile.recogniseServices);
        for (std::size_t i = 0; i < m_profile.spans.size(); ++i) {
            const std::string at = "/spans/" + std::to_string(i);
            checkPatterns(at + "/names", m_profile.spans[i].names);
            checkPatterns(at + "/paths", m_profile.spans[i].paths);
        }
        for (std::size_t i = 0; i < m_profile.phases.size(); ++i) {
            const std::string at = "/phases/" + std::to_string(i);
            checkPatterns(at + "/spans", m_profile.phases[i].spans);
            checkPatterns(at + "/paths", m_profile.phases[i].paths);
        }
        for (std::size_t i = 0; i < m_profile.operationTypes.size(); ++i) {
            const std::string at = "/operationTypes/" + std::to_string(i);
            checkPatterns(at + "/idPatterns", m_profile.operationTypes[i].idPatterns);
            checkPatterns(at + "/spans", m_profile.operationTypes[i].spans);
        }
    }

    // Whether every span of `rule` has already been taken by `earlier`.
    [[nodiscard]] static bool hides(const SpanRule& earlier, const SpanRule& rule)
    {
        const bool sameKinds = earlier.kinds.empty() || earlier.kinds == rule.kinds;
        if (!sameKinds || !earlier.paths.empty() || rule.names.empty())
            return false;
        return std::all_of(rule.names.begin(), rule.names.end(),
                           [&](const std::string& name) { return globMatchAny(earlier.names, name); });
    }

    void lookForHiddenRules()
    {
        for (std::size_t i = 0; i < m_profile.spans.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (hides(m_profile.spans[j], m_profile.spans[i])) {
                    say("/spans/" + std::to_string(i),
                        "never applies: the rule /spans/" + std::to_string(j) + " takes all of its spans before");
                    break;
                }
        for (std::size_t i = 0; i < m_profile.services.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (globMatch(m_profile.services[j].pattern, m_profile.services[i].pattern)) {
                    say("/services/" + std::to_string(i),
                        "never applies: /services/" + std::to_string(j) + " takes all of its services before");
                    break;
                }
    }

    [[nodiscard]] bool isUsed(const std::string& phase) const
    {
        const auto has = [&](const OperationType& type) {
            return std::find(type.phases.begin(), type.phases.end(), phase) != type.phases.end();
        };
        return has(m_profile.otherType) ||
               std::any_of(m_profile.operationTypes.begin(), m_profile.operationTypes.end(), has);
    }

    void lookForIdlePhases()
    {
        for (std::size_t i = 0; i < m_profile.phases.size(); ++i) {
            const PhaseRule& phase = m_profile.phases[i];
            const std::string at = "/phases/" + std::to_string(i);
            if (!isUsed(phase.id))
                say(at, "no operation type has the phase \"" + phase.id + "\"");
            const bool canBeSeen = phase.role != Role::None || !phase.spans.empty() || !phase.paths.empty();
            if (!canBeSeen && !phase.silent)
                say(at, "no span can show it: give it \"spans\", \"paths\" or a \"role\", or say \"silent\": true");
            if (phase.reportsProgress && m_profile.keysOf(Meaning::ProgressPercentage).empty())
                say(at + "/reportsProgress", "no attribute has the meaning \"progress-percentage\"");
        }
    }

    [[nodiscard]] bool hasRole(std::initializer_list<Role> roles) const
    {
        return std::any_of(m_profile.spans.begin(), m_profile.spans.end(), [&](const SpanRule& rule) {
            return std::find(roles.begin(), roles.end(), rule.role) != roles.end();
        });
    }

    void lookForTypes()
    {
        for (std::size_t i = 0; i < m_profile.operationTypes.size(); ++i) {
            const OperationType& type = m_profile.operationTypes[i];
            const std::string at = "/operationTypes/" + std::to_string(i);
            if (type.phases.empty())
                say(at, "has no phases, and neither has \"otherTypes\"");
            if (type.workers && !hasRole({Role::Dispatch, Role::DispatchCall, Role::WorkerRoot, Role::WorkerRequest}))
                say(at + "/workers", "no rule in \"spans\" says which spans hand work to a worker (roles dispatch, "
                                     "dispatch-call) or are its work (worker-root, worker-request)");
        }
    }

    void lookForMissingEnds()
    {
        if (m_profile.subjectIsTrace)
            return;
        if (m_profile.keysOf(Meaning::OperationState).empty())
            say("/attributes", "no attribute has the meaning \"operation-state\": nothing tells that work has ended");
        else if (m_profile.states.empty())
            say("/operationStates", "no word means completed, failed, cancelled or running");
        if (m_profile.operationTypes.empty())
            say("/operationTypes", "there is no type of operation, so there are no phases");
    }

    void checkTemplate(const std::string& pointer, const std::string& text)
    {
        for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
            const auto close = text.find('}', open);
            if (close == std::string::npos)
                return;
            const std::string name = text.substr(open + 1, close - open - 1);
            const bool isPlaceholder = open == 0 || (text[open - 1] != '%' && text[open - 1] != '$');
            if (isPlaceholder && !isOffered(name))
                say(pointer, "no rule fills {" + name + "}, so this is never shown");
        }
    }

    [[nodiscard]] static bool isOffered(std::string_view name)
    {
        return std::find(kPlaceholders.begin(), kPlaceholders.end(), name) != kPlaceholders.end();
    }

    void lookForPlaceholders()
    {
        for (const auto& [rule, list] : m_profile.advice) {
            for (std::size_t i = 0; i < list.size(); ++i) {
                const std::string at = "/advice/" + rule + '/' + std::to_string(i);
                checkTemplate(at + "/text", list[i].text);
                checkTemplate(at + "/command", list[i].command);
                for (const auto& [key, value] : list[i].when)
                    if (!isOffered(key))
                        say(at + "/when/" + key, "no rule offers this, so the advice is never shown");
            }
        }
    }

    const Profile& m_profile;
    std::vector<ProfileError> m_found;
};

} // namespace

std::vector<ProfileError> lintProfile(const Profile& profile)
{
    return Linter(profile).run();
}

} // namespace spanlight::operations
