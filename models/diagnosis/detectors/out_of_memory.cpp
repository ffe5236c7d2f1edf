#include "models/diagnosis/detectors/out_of_memory.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/span_errors.h"

#include <algorithm>

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::OperationSpan;

namespace {

struct Exhaustion
{
    trace::SpanRef span;
    std::string type;
    std::string message;
    bool terminal = false;
};

std::vector<Exhaustion> collect(const RuleInput& input)
{
    std::vector<Exhaustion> all;
    const auto matches = [&](std::string_view type, std::string_view message) {
        return input.profile().isError("memory", type) || input.profile().isMessage("memory", message);
    };
    for (const OperationSpan& span : input.view.spans) {
        if (!input.view.isWork(span) || !span.error)
            continue;
        const auto error = operations::errorOf(input.view.traces(), input.view.reader, span.ref);
        if (error && matches(error->type, error->message))
            all.push_back({span.ref, error->type, error->message, false});
    }
    if (const auto& terminal = input.view.lifeCycle.terminal; terminal && terminal->to == "failed") {
        const auto [type, text] = operations::splitErrorText(terminal->error);
        if (matches(type, terminal->error))
            all.push_back({terminal->span, type, terminal->error, true});
    }
    return all;
}

std::optional<std::int64_t> batchSizeNear(const RuleInput& input, trace::SpanRef span)
{
    for (std::uint32_t i = input.view.indexOf(span); i != operations::kNoIndex; i = input.view.spans[i].parent)
        if (const auto size = input.view.reader.number(input.view.spans[i].ref, Meaning::BatchSize))
            return static_cast<std::int64_t>(*size);
    for (const OperationSpan& other : input.view.spans)
        if (input.view.isWork(other))
            if (const auto size = input.view.reader.number(other.ref, Meaning::BatchSize))
                return static_cast<std::int64_t>(*size);
    return std::nullopt;
}

std::string deviceOf(const RuleInput& input, const Exhaustion& e)
{
    const bool gpu = input.profile().isMessage("gpu", e.message) || input.profile().isMessage("gpu", e.type) ||
                     e.type.find("cuda") != std::string::npos;
    return gpu ? "gpu" : "host";
}

} // namespace

RuleResult detectOutOfMemory(const RuleInput& input)
{
    std::vector<Exhaustion> all = collect(input);
    if (all.empty())
        return input.failure ? ruledOut("no error speaks of memory") : RuleResult{};
    // The origin first: the deepest span that shows it; the transition only when nothing else does.
    const auto origin = std::find_if(
        all.begin(), all.end(), [&](const Exhaustion& e) { return input.failure && input.failure->origin == e.span; });
    const Exhaustion chosen = origin != all.end() ? *origin : all.front();
    const std::string device = deviceOf(input, chosen);
    const auto batchSize = batchSizeNear(input, chosen.span);
    Finding finding;
    finding.rule = "out-of-memory";
    finding.severity = faultSeverity(input.state.state, false);
    finding.confidence = 0.95;
    finding.title = device == "gpu" ? "Out of GPU memory" : "Out of memory";
    finding.explanation = "The work needed more memory than the " + std::string(device == "gpu" ? "GPU" : "host") +
                          " has" + (batchSize ? ", with a batch size of " + std::to_string(*batchSize) : "") +
                          ". The error says: " + chosen.message;
    finding.rootCause =
        batchSize ? "The batch does not fit into the memory of the " + std::string(device == "gpu" ? "GPU." : "host.")
                  : "The memory of the " + std::string(device == "gpu" ? "GPU" : "host") + " is exhausted.";
    const std::string phase =
        chosen.terminal && input.failure ? input.failure->phase : phaseOfSpan(input.view, chosen.span);
    if (!phase.empty())
        finding.phase = phase;
    finding.facts = {{"device", device}, {"batchSize", countFact(batchSize)}};
    for (const Exhaustion& e : all) {
        Evidence evidence =
            e.terminal ? attributeEvidence(input.view, e.span, Meaning::OperationError, "why the operation failed")
                       : spanEvidence(input.view, e.span, "memory was exhausted here");
        if (!e.terminal) {
            evidence.attribute = "exception.message";
            evidence.value = e.message;
        }
        finding.evidence.insert(e.span == chosen.span ? finding.evidence.begin() : finding.evidence.end(),
                                std::move(evidence));
    }
    finding.fixes = adviceFor(input.view, "out-of-memory", {{"device", device}}, chosen.span);
    finding.bears = chosen.terminal || bearsOnVerdict(input, chosen.span, chosen.message, false);
    return found({std::move(finding)});
}

} // namespace spanlight::diagnosis
