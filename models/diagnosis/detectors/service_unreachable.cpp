#include "models/diagnosis/detectors/service_unreachable.h"

#include "models/diagnosis/detectors/unanswered_calls.h"
#include "models/diagnosis/finding_parts.h"
#include "models/operations/glob.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;

namespace {

/// What the caller's error tells about the way to the service.
enum class Obstacle : std::uint8_t { Name, Refused, Broken, Route, Connect, Unknown };

// Words of the common client libraries, in lower case; the more telling ones first.
constexpr std::array<std::pair<const char*, Obstacle>, 22> kWords{{{"name or service not known", Obstacle::Name},
                                                                   {"nodename nor servname", Obstacle::Name},
                                                                   {"name resolution", Obstacle::Name},
                                                                   {"name_resolution", Obstacle::Name},
                                                                   {"name does not resolve", Obstacle::Name},
                                                                   {"no address associated", Obstacle::Name},
                                                                   {"no such host", Obstacle::Name},
                                                                   {"unknownhost", Obstacle::Name},
                                                                   {"gaierror", Obstacle::Name},
                                                                   {"enotfound", Obstacle::Name},
                                                                   {"no route to host", Obstacle::Route},
                                                                   {"noroutetohost", Obstacle::Route},
                                                                   {"ehostunreach", Obstacle::Route},
                                                                   {"refused", Obstacle::Refused},
                                                                   {"reset", Obstacle::Broken},
                                                                   {"hang up", Obstacle::Broken},
                                                                   {"broken", Obstacle::Broken},
                                                                   {"aborted", Obstacle::Broken},
                                                                   {"disconnected", Obstacle::Broken},
                                                                   {"remoteprotocolerror", Obstacle::Broken},
                                                                   {"connection attempts failed", Obstacle::Connect},
                                                                   {"connecterror", Obstacle::Connect}}};

Obstacle obstacleOf(const ClientCall& call)
{
    const std::string text = operations::normalized(call.errorType() + " " + call.errorMessage());
    const auto it = std::find_if(kWords.begin(), kWords.end(),
                                 [&](const auto& word) { return text.find(word.first) != std::string::npos; });
    return it != kWords.end() ? it->second : Obstacle::Unknown;
}

std::string obstacleText(const ClientCall& call, const std::string& target, const std::string& caller)
{
    const std::string host = call.route->address.host.empty() ? target : call.route->address.host;
    switch (obstacleOf(call)) {
    case Obstacle::Name:
        return caller + " finds no host named " + host +
               ": the service does not run, is not in the caller's network, or has another name";
    case Obstacle::Refused:
        return "The host of " + target +
               " refused the connection: nothing listens on that port there, so the service "
               "does not run, ended, or listens elsewhere";
    case Obstacle::Broken:
        return "The connection to " + target +
               " was closed before an answer came: the service ended or restarted in "
               "between, or something on the way cut it";
    case Obstacle::Route:
        return "No way leads from " + caller + " to " + host + ": the host is down, or the network does not reach it";
    case Obstacle::Connect:
        return "No connection to " + target +
               " could be made: the service does not run, ended, or listens elsewhere, "
               "or the network does not let it through";
    case Obstacle::Unknown:
        break;
    }
    return "No answer comes from " + target +
           ": the service does not run, ended, or listens elsewhere, or the network "
           "does not reach it under that name; the error does not say which";
}

// A service that answered before is there, or was.
std::string earlierAnswers(const RuleInput& input, const ClientCall& failed)
{
    if (failed.route->target.empty())
        return {};
    const auto startNs = input.view.traces().startNs(failed.span);
    const auto answered = std::count_if(input.view.calls.begin(), input.view.calls.end(), [&](const ClientCall& call) {
        return call.route->target == failed.route->target && (call.status || call.hasServerSpan) &&
               input.view.traces().startNs(call.span) < startNs;
    });
    if (answered == 0)
        return " No span shows that anybody answered there.";
    return " It did answer " + std::to_string(answered) + (answered == 1 ? " call" : " calls") +
           " of this operation before.";
}

std::string rootCauseOf(const RuleInput& input, const ClientCall& call, std::uint32_t attempts)
{
    const std::string& target = call.route->target;
    return obstacleText(call, target.empty() ? std::string("the called address") : target,
                        std::string(input.view.traces().service(call.span))) +
           (attempts == 1 ? " (1 attempt)." : " (" + std::to_string(attempts) + " attempts).") +
           earlierAnswers(input, call);
}

// ": Type: message", as much of it as is known.
std::string errorText(const ClientCall& call)
{
    return (call.errorType().empty() ? "" : ": " + call.errorType()) +
           (call.errorMessage().empty() ? "" : ": " + call.errorMessage());
}

Finding unreachableFinding(const RuleInput& input, const ClientCall& call, std::uint32_t attempts)
{
    const std::string target = call.route->target;
    Finding finding = unansweredFinding(input, call, "service-unreachable");
    finding.title = "No answer from " + (target.empty() ? std::string("a service") : target);
    finding.explanation = std::string(input.view.traces().service(call.span)) + " called " + calledParty(call) +
                          " and got no answer" + errorText(call) + ". " + std::to_string(attempts) +
                          (attempts == 1 ? " attempt failed" : " attempts failed") +
                          (call.healed ? ", a later one was answered." : ", none was answered.");
    if (!call.healed)
        finding.rootCause = rootCauseOf(input, call, attempts);
    finding.facts.emplace_back("errorType", textFact(call.errorType()));
    return finding;
}

} // namespace

RuleResult detectServiceUnreachable(const RuleInput& input)
{
    return detectUnansweredCalls(input, CallOutcome::Unreachable, unreachableFinding,
                                 "none without an answer because of the connection");
}

} // namespace spanlight::diagnosis
