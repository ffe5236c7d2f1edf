#include "models/diagnosis/detectors/invalid_input.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/span_errors.h"

#include <cctype>

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

// Bad values are the request's fault only where the request itself is looked at: later they are the program's own.
bool rejects(const RuleInput& input, const OperationSpan& span, const SpanError& error)
{
    const auto& view = input.view;
    const bool plain = view.request.isTrace && view.operationId.empty();
    const auto status = view.reader.number(span.ref, Meaning::HttpStatus);
    const bool says = status && (*status == 400 || *status == 422);
    const bool typed = view.profile().isError("invalid-input", error.type);
    const bool valueError = view.profile().isError("bad-value", error.type);
    const bool atServer = view.traces().kind(span.ref) == trace::SpanKind::Server;
    if (typed && (plain || span.phase < 0 || isRequest(span.role)))
        return true;
    if (valueError && isRequest(span.role))
        return true;
    return says && atServer && (plain || isRequest(span.role));
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
    std::vector<Finding> findings;
    for (const OperationSpan& span : input.view.spans) {
        if (!input.view.isWork(span) || !span.error || !findings.empty())
            continue;
        const auto error = operations::errorOf(input.view.traces(), input.view.reader, span.ref);
        if (!error || !rejects(input, span, *error))
            continue;
        Finding finding;
        finding.rule = "invalid-input";
        finding.severity = faultSeverity(input.state.state, false);
        finding.confidence = error->type.empty() ? 0.75 : 0.9;
        finding.title = "The request was rejected";
        finding.explanation =
            std::string(input.view.traces().service(span.ref)) + " rejected what was asked for: " + error->message;
        finding.rootCause = "The request holds a value that is not accepted: " + error->message;
        finding.facts = {{"field", textFact(fieldIn(error->message))}, {"message", error->message}};
        finding.evidence = {spanEvidence(input.view, span.ref, error->message.empty() ? "rejected" : error->message)};
        finding.fixes = adviceFor(input.view, "invalid-input", {}, span.ref);
        finding.bears = bearsOnVerdict(input, span.ref, error->message, false);
        findings.push_back(std::move(finding));
    }
    return findings.empty() ? ruledOut("no request was rejected because of its input") : found(std::move(findings));
}

} // namespace spanlight::diagnosis
