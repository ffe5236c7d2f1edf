#include "models/diagnosis/detectors/busy_answers.h"

#include "models/operations/span_errors.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::CallOutcome;
using operations::ClientCall;

namespace {

constexpr std::int64_t kHttpUnavailable = 503;
constexpr std::int64_t kHttpTooManyRequests = 429;
constexpr std::size_t kAsked = 3; // workers, one after the other

bool isRefusal(const ClientCall& call)
{
    return call.outcome == CallOutcome::Rejected &&
           (call.status == kHttpUnavailable || call.status == kHttpTooManyRequests);
}

std::size_t neededWorkers(const RuleInput& input)
{
    std::size_t needed = kAsked;
    for (const operations::WorkerSelection& selection : input.view.selections)
        if (selection.capable && *selection.capable > 0)
            needed = std::min(kAsked, static_cast<std::size_t>(*selection.capable));
    return needed;
}

bool countedFreeWorkers(const RuleInput& input)
{
    const auto& selections = input.view.selections;
    return std::any_of(selections.begin(), selections.end(), [](const operations::WorkerSelection& selection) {
        return selection.available.value_or(0) > 0;
    });
}

bool saysBusy(const RuleInput& input, std::string_view text)
{
    return input.profile().isMessage("workers-busy", text);
}

// What the call or the request on the other side says about its failure.
std::string wordsOf(const RuleInput& input, trace::SpanRef call)
{
    std::vector<trace::SpanRef> spans = input.view.traces().children(call);
    spans.insert(spans.begin(), call);
    for (const trace::SpanRef span : spans) {
        const auto error = operations::errorOf(input.view.traces(), input.view.reader, span);
        if (error && saysBusy(input, error->message))
            return error->message;
    }
    return {};
}

} // namespace

std::optional<BusyAnswers> findBusyAnswers(const RuleInput& input)
{
    BusyAnswers answers;
    for (const ClientCall& call : input.view.calls) {
        if (call.role != operations::Role::DispatchCall)
            continue;
        if (!isRefusal(call)) // taken, or lost in another way
            return std::nullopt;
        const auto known = std::find_if(answers.calls.begin(), answers.calls.end(), [&](const ClientCall* other) {
            return other->route->target == call.route->target;
        });
        if (known != answers.calls.end())
            *known = &call;
        else if (!call.route->target.empty())
            answers.calls.push_back(&call);
        if (answers.words.empty()) {
            answers.words = wordsOf(input, call.span);
            answers.saidBy = call.span;
        }
    }
    const auto& end = input.view.lifeCycle.terminal;
    // What the operation ends with is the summary of who selected the workers: worth less than its own count.
    if (answers.words.empty() && end && saysBusy(input, end->error) && !countedFreeWorkers(input)) {
        answers.words = end->error;
        answers.saidBy = end->span;
    }
    if (answers.words.empty() || answers.calls.size() < neededWorkers(input))
        return std::nullopt;
    return answers;
}

} // namespace spanlight::diagnosis
