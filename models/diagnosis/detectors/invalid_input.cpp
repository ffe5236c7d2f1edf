#include "models/diagnosis/detectors/invalid_input.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/span_errors.h"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::OperationSpan;
using operations::Role;
using operations::SpanError;

namespace {

bool isRequest(Role role)
{
    return role == Role::StartRequest || role == Role::Register || role == Role::Create || role == Role::WorkerRequest;
}

bool isCall(Role role)
{
    return role == Role::StartCall || role == Role::DispatchCall;
}

// A span that says that the request was rejected. Servers do not mark it as failed: the caller did wrong.
struct Rejection
{
    const OperationSpan* span = nullptr;
    SpanError error; ///< may say nothing
};

// Bad values are the request's fault only where the request itself is looked at: later they are the program's own, as
// they are where the answer says that the server failed.
bool rejects(const RuleInput& input, const OperationSpan& span, const SpanError& error)
{
    const auto& view = input.view;
    const bool plain = view.request.isTrace && view.operationId.empty();
    const auto status = view.reader.number(span.ref, Meaning::HttpStatus);
    const bool says = status && (*status == 400 || *status == 422);
    const bool typed = view.profile().isError("invalid-input", error.type);
    const bool valueError = view.profile().isError("bad-value", error.type);
    const bool serverFailed = status && *status >= 500;
    if (typed && !serverFailed && (plain || span.phase < 0 || isRequest(span.role)))
        return true;
    if (valueError && !serverFailed && isRequest(span.role))
        return true;
    return says && (isRequest(span.role) || isCall(span.role) || (plain && span.error));
}

std::vector<Rejection> collect(const RuleInput& input)
{
    std::vector<Rejection> rejections;
    for (const OperationSpan& span : input.view.spans) {
        if (!input.view.isWork(span) || !(span.error || isRequest(span.role) || isCall(span.role)))
            continue;
        SpanError error = operations::recordedException(input.view.traces(), input.view.reader, span.ref)
                              .value_or(SpanError{span.ref, {}, {}, {}});
        if (rejects(input, span, error))
            rejections.push_back({&span, std::move(error)});
    }
    return rejections;
}

// The span that tells most: with a message, of a known type, at the server, deep.
const Rejection& mostTelling(const RuleInput& input, const std::vector<Rejection>& rejections)
{
    const auto key = [&](const Rejection& r) {
        const bool server = input.view.traces().kind(r.span->ref) == trace::SpanKind::Server;
        return std::tuple(!r.error.message.empty(), !r.error.type.empty(), server,
                          input.view.traces().startNs(r.span->ref));
    };
    return *std::max_element(rejections.begin(), rejections.end(),
                             [&](const Rejection& a, const Rejection& b) { return key(a) < key(b); });
}

// "422" of any of them; the answer is all there is where no message was recorded.
std::string said(const RuleInput& input, const std::vector<Rejection>& rejections, const Rejection& chosen)
{
    if (!chosen.error.message.empty())
        return chosen.error.message;
    for (const Rejection& r : rejections)
        if (const auto status = input.view.reader.number(r.span->ref, Meaning::HttpStatus))
            return "HTTP " + std::to_string(static_cast<int>(*status));
    return chosen.error.type;
}

// "symbol: …", "'batch_size' must be …", "field required: symbol"
std::string fieldIn(const std::string& message)
{
    const auto quoted = message.find('\'');
    if (quoted != std::string::npos) {
        const auto end = message.find('\'', quoted + 1);
        std::string word = end == std::string::npos ? std::string() : message.substr(quoted + 1, end - quoted - 1);
        const bool isName =
            !word.empty() && word.size() <= 40 &&
            word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") ==
                std::string::npos;
        if (isName && std::isalpha(static_cast<unsigned char>(word.front())) != 0)
            return word;
    }
    const auto colon = message.find(':');
    const std::string head = message.substr(0, colon == std::string::npos ? 0 : colon);
    const bool isName = !head.empty() && head.size() <= 40 &&
                        head.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos;
    return isName ? head : std::string();
}

} // namespace

RuleResult detectInvalidInput(const RuleInput& input)
{
    const std::vector<Rejection> rejections = collect(input);
    if (rejections.empty())
        return ruledOut("no request was rejected because of its input");
    const Rejection& chosen = mostTelling(input, rejections);
    const trace::SpanRef span = chosen.span->ref;
    const std::string message = said(input, rejections, chosen);
    Finding finding;
    finding.rule = "invalid-input";
    finding.severity = faultSeverity(input.state.state, false);
    finding.confidence = chosen.error.type.empty() ? 0.75 : 0.9;
    finding.title = "The request was rejected";
    finding.explanation = std::string(input.view.traces().service(span)) + " rejected what was asked for: " + message;
    finding.rootCause = "The request holds a value that is not accepted: " + message;
    finding.facts = {{"field", textFact(fieldIn(chosen.error.message))}, {"message", message}};
    finding.evidence = {spanEvidence(input.view, span, message.empty() ? "rejected" : message)};
    finding.fixes = adviceFor(input.view, "invalid-input", {}, span);
    finding.bears = std::any_of(rejections.begin(), rejections.end(), [&](const Rejection& r) {
        return bearsOnVerdict(input, r.span->ref, r.error.message, false);
    });
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
