#include "models/diagnosis/detectors/missing_data.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/reported_evidence.h"
#include "models/operations/glob.h"
#include "models/operations/operation_context.h"
#include "models/operations/span_errors.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace spanlight::diagnosis {

using operations::Meaning;
using operations::OperationSpan;
using operations::Role;

namespace {

constexpr std::size_t kMaxEvidence = 10;

struct Absence
{
    std::string kind; ///< not-found, empty, incomplete, disconnected
    trace::SpanRef span;
    Meaning meaning{};
    bool byAttribute = false;
    std::string message;
    std::string symbol;
    std::string explanation;
    trace::SpanRef waiting = {}; ///< span of the subject that waited for it, where `span` is of another trace
};

// "Data not found for AAPL (1d)" names the symbol itself.
std::string symbolInMessage(std::string_view message)
{
    const auto place = message.find(" for ");
    if (place == std::string_view::npos)
        return {};
    const std::string_view rest = message.substr(place + 5);
    const std::string_view word = rest.substr(0, rest.find_first_of(" (,.:"));
    const bool plain = !word.empty() && word.size() <= 16 && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/';
    });
    return plain ? std::string(word) : std::string();
}

std::string kindOfError(const RuleInput& input, std::string_view type, std::string_view message, bool inDataPhase,
                        bool provider)
{
    const operations::Profile& p = input.profile();
    if (p.isError("data-missing", type) || p.isMessage("data-missing", message))
        return "not-found";
    if (p.isMessage("data-empty", message))
        return "empty";
    if (p.isError("data-incomplete", type) || p.isMessage("data-incomplete", message))
        return "incomplete";
    if (p.isError("file-missing", type) && (inDataPhase || p.isMessage("data-file", message)))
        return "not-found";
    if (provider && (p.isError("connection", type) || p.isMessage("disconnected", message)))
        return "disconnected";
    return {};
}

bool inDataPhase(const RuleInput& input, trace::SpanRef span)
{
    const operations::PhaseRule* phase = input.profile().phase(phaseOfSpan(input.view, span));
    return phase != nullptr && phase->loadsData;
}

// The operation went on without this part; or it gave up, and the provider had not answered.
bool leavesDataMissing(const RuleInput& input, std::string_view type)
{
    return input.state.state == State::Completed ||
           (input.state.state == State::Failed && input.profile().isError("timeout", type));
}

// Whether any fetch brought data.
bool anyDelivered(const RuleInput& input)
{
    return std::any_of(input.view.spans.begin(), input.view.spans.end(), [&](const OperationSpan& span) {
        return span.role == Role::ProviderFetch && input.view.isWork(span) && !span.error &&
               input.view.reader.number(span.ref, Meaning::BarsReceived) != 0.0;
    });
}

// An error without a message has a name at least.
std::string saidBy(const operations::SpanError& error)
{
    if (!error.message.empty())
        return "The error says: " + error.message;
    const std::string_view type = operations::className(error.type);
    return type.empty() ? "The data were asked for, and that failed." : "It failed with " + std::string(type) + ".";
}

void addErrors(const RuleInput& input, std::vector<Absence>& absences)
{
    const bool delivered = input.state.state == State::Completed || anyDelivered(input);
    for (const OperationSpan& span : input.view.spans) {
        if (!input.view.isWork(span) || !span.error)
            continue;
        const auto error = operations::errorOf(input.view.traces(), input.view.reader, span.ref);
        if (!error)
            continue;
        const bool provider = span.role == Role::ProviderFetch || span.role == Role::ProviderConnect;
        std::string kind = kindOfError(input, error->type, error->message, inDataPhase(input, span.ref), provider);
        const bool fetch = span.role == Role::ProviderFetch;
        if (fetch && (kind == "empty" || (kind.empty() && leavesDataMissing(input, error->type))))
            kind = delivered ? "incomplete" : "empty";
        if (!kind.empty())
            absences.push_back({kind, span.ref, Meaning::ExceptionMessage, false, error->message,
                                symbolInMessage(error->message), saidBy(*error)});
    }
    const auto& terminal = input.view.lifeCycle.terminal;
    if (!terminal || terminal->to != "failed")
        return;
    const auto [type, text] = operations::splitErrorText(terminal->error);
    const std::string kind = kindOfError(input, type, terminal->error, false, false);
    // Where the operations API says it, the last span of the work is the nearest place.
    const trace::SpanRef place = terminal->span.valid() ? terminal->span : input.view.lastActivitySpan;
    if (!kind.empty())
        absences.push_back({kind, place, Meaning::OperationError, true, terminal->error,
                            symbolInMessage(terminal->error), "The operation ended with: " + terminal->error});
}

// Bars of all fetches together: one empty segment among full ones is a holiday, not a fault.
void addBars(const RuleInput& input, std::vector<Absence>& absences)
{
    double received = 0;
    double requested = 0;
    std::size_t counted = 0;
    trace::SpanRef emptiest;
    double least = 0;
    for (const OperationSpan& span : input.view.spans) {
        if (!input.view.isWork(span))
            continue;
        const auto bars = input.view.reader.number(span.ref, Meaning::BarsReceived);
        if (!bars)
            continue;
        received += *bars;
        requested += input.view.reader.number(span.ref, Meaning::BarsRequested).value_or(0);
        if (++counted == 1 || *bars < least) {
            least = *bars;
            emptiest = span.ref;
        }
    }
    if (counted == 0)
        return;
    const auto text = std::to_string(static_cast<std::int64_t>(received));
    if (received <= 0)
        absences.push_back(
            {"empty", emptiest, Meaning::BarsReceived, true, {}, {}, "The provider delivered no bars at all."});
    else if (requested > 0 && received < requested * input.thresholds().incompleteShare)
        absences.push_back({"incomplete",
                            emptiest,
                            Meaning::BarsReceived,
                            true,
                            {},
                            {},
                            "The provider delivered " + text + " of " +
                                std::to_string(static_cast<std::int64_t>(requested)) + " bars."});
}

void addConnection(const RuleInput& input, std::vector<Absence>& absences)
{
    for (const OperationSpan& span : input.view.spans) {
        const auto text = input.view.reader.text(span.ref, Meaning::ProviderConnection);
        if (!text || !input.view.isWork(span))
            continue;
        if (operations::isDisconnected(*text))
            absences.push_back(
                {"disconnected",
                 span.ref,
                 Meaning::ProviderConnection,
                 true,
                 {},
                 {},
                 "The provider's connection was " + operations::normalized(*text) + " when the data were asked for."});
    }
}

/// Spans of the subject that had begun and not ended when the connection was tried, in the same service: the latest.
const OperationSpan* spanWaitingFor(const RuleInput& input, trace::SpanRef connect)
{
    const trace::TraceSet& traces = input.view.traces();
    const OperationSpan* waiting = nullptr;
    for (const OperationSpan& span : input.view.spans) {
        if (traces.startNs(span.ref) > traces.startNs(connect))
            break;
        if (input.view.isWork(span) && traces.endNs(span.ref) >= traces.startNs(connect) &&
            traces.service(span.ref) == traces.service(connect))
            waiting = &span;
    }
    return waiting;
}

// Connections are made in traces of their own. One that failed while the operation waited in the same service, with
// none that succeeded before the end of that wait, left the operation without its data, if it failed right after.
void addForeignConnections(const RuleInput& input, std::vector<Absence>& absences)
{
    const auto& terminal = input.view.lifeCycle.terminal;
    if (input.state.state != State::Failed || !terminal)
        return;
    const trace::TraceSet& traces = input.view.traces();
    std::vector<operations::ProviderConnect> read;
    if (input.context == nullptr)
        read = operations::readProviderConnects(traces, input.profile());
    const auto& all = input.context != nullptr ? input.context->connects : read;
    for (auto connect = all.rbegin(); connect != all.rend(); ++connect) { // the last decides
        if (traces.startNs(connect->span) > input.view.endNs ||
            input.view.indexOf(connect->span) != operations::kNoIndex)
            continue;
        if (traces.endNs(connect->span) < input.view.startNs)
            return;
        const OperationSpan* waiting = spanWaitingFor(input, connect->span);
        if (waiting == nullptr)
            continue;
        const std::int64_t failedAfterNs = trace::saturatedDifference(terminal->timeNs, traces.endNs(waiting->ref));
        if (connect->failed && failedAfterNs <= input.thresholds().contextJoinNs)
            absences.push_back({"disconnected",
                                connect->span,
                                Meaning::ProviderConnection,
                                true,
                                {},
                                {},
                                "The provider could not be reached while " + std::string(traces.name(waiting->ref)) +
                                    " waited for it. The operation ended with: " + terminal->error,
                                waiting->ref});
        return;
    }
}

void addRows(const RuleInput& input, std::vector<Absence>& absences)
{
    const double minimum = input.view.type->minimumRows.value_or(input.thresholds().minimumRows);
    for (const OperationSpan& span : input.view.spans) {
        if (!input.view.isWork(span) || span.error)
            continue;
        const auto rows = input.view.reader.number(span.ref, Meaning::Rows);
        if (rows && *rows < minimum && inDataPhase(input, span.ref))
            absences.push_back({*rows <= 0 ? "empty" : "incomplete",
                                span.ref,
                                Meaning::Rows,
                                true,
                                {},
                                {},
                                "Only " + std::to_string(static_cast<std::int64_t>(*rows)) + " rows were loaded."});
    }
}

// What was asked for again with success later on, and so lost nothing. One pass over the spans serves all absences.
class Repeats
{
public:
    Repeats(const RuleInput& input, const std::vector<Absence>& absences) : m_input(input)
    {
        const auto& traces = input.view.traces();
        std::set<std::string_view> names;
        for (const Absence& absence : absences)
            names.insert(traces.name(absence.span));
        for (const OperationSpan& span : input.view.spans) {
            if (span.error || !names.contains(traces.name(span.ref)) || !input.view.isWork(span))
                continue;
            const bool empty = input.view.reader.number(span.ref, Meaning::BarsReceived) == 0.0 ||
                               input.view.reader.number(span.ref, Meaning::Rows) == 0.0;
            if (!empty)
                m_latest[requestOf(span.ref)].add(span.ref, traces.startNs(span.ref));
        }
        for (const operations::ClientCall& call : input.view.calls)
            if (call.healed)
                m_healedCalls.insert(call.span);
    }

    /// Whether the call, or the step with the same name, was repeated with success.
    [[nodiscard]] bool heal(const Absence& absence) const
    {
        if (absence.meaning != Meaning::OperationError) {
            const auto latest = m_latest.find(requestOf(absence.span));
            if (latest != m_latest.end() &&
                latest->second.hasOther(absence.span, m_input.view.traces().endNs(absence.span)))
                return true;
        }
        for (std::uint32_t i = m_input.view.indexOf(absence.span); i != operations::kNoIndex;
             i = m_input.view.spans[i].parent)
            if (m_healedCalls.contains(m_input.view.spans[i].ref))
                return true;
        return false;
    }

private:
    // A fetch of another part of the range, or for another symbol, repeats nothing.
    using Request = std::tuple<std::string_view, std::optional<std::string>, std::optional<std::string>>;
    [[nodiscard]] Request requestOf(trace::SpanRef span) const
    {
        return {m_input.view.traces().name(span), m_input.view.reader.text(span, Meaning::Symbol),
                m_input.view.reader.text(span, Meaning::RangeStart)};
    }

    /// The two spans that start last: the second counts where the first is the one that is asked about.
    class LatestTwo
    {
    public:
        void add(trace::SpanRef span, std::int64_t startNs)
        {
            if (!m_last || startNs > m_last->second) {
                m_before = m_last;
                m_last = {span, startNs};
            } else if (!m_before || startNs > m_before->second) {
                m_before = {span, startNs};
            }
        }
        [[nodiscard]] bool hasOther(trace::SpanRef than, std::int64_t fromNs) const
        {
            const auto& other = m_last && m_last->first == than ? m_before : m_last;
            return other && other->second >= fromNs;
        }

    private:
        std::optional<std::pair<trace::SpanRef, std::int64_t>> m_last;
        std::optional<std::pair<trace::SpanRef, std::int64_t>> m_before;
    };

    const RuleInput& m_input;
    std::map<Request, LatestTwo> m_latest;
    std::set<trace::SpanRef> m_healedCalls;
};

// No span failed and no text says why, or nothing of the work began after it: what was not delivered is all there is.
bool isAllThatIsKnown(const RuleInput& input, const Absence& absence)
{
    if (!absence.byAttribute || absence.meaning == Meaning::OperationError || !input.failure ||
        input.failure->origin.valid())
        return false;
    return input.failure->terminalText.empty() || input.view.traces().endNs(absence.span) >= input.view.newestStartNs;
}

int explanatoryRank(const std::string& kind)
{
    return kind == "disconnected" ? 0 : kind == "not-found" ? 1 : kind == "empty" ? 2 : 3;
}

Finding missingFinding(const RuleInput& input, const Absence& absence, const Repeats& repeats)
{
    const auto& view = input.view;
    const trace::SpanRef place = absence.waiting.valid() ? absence.waiting : absence.span;
    const std::string symbol = !absence.symbol.empty() ? absence.symbol : symbolNear(view, place).value_or("");
    const bool healed = !absence.waiting.valid() && repeats.heal(absence);
    Finding finding;
    finding.rule = "missing-data";
    finding.severity = faultSeverity(input.state.state, healed, Severity::Warning);
    finding.confidence = 0.9;
    finding.title = absence.kind == "disconnected" ? "Data provider disconnected"
                    : absence.kind == "empty"      ? "No data delivered"
                    : absence.kind == "incomplete" ? "Data incomplete"
                                                   : "Data not found";
    if (!symbol.empty())
        finding.title += ": " + symbol;
    finding.explanation = absence.explanation;
    finding.rootCause = absence.kind == "disconnected" ? "The data provider has no connection."
                        : absence.kind == "not-found"
                            ? "The data that the operation needs were never loaded, or are not where it looks."
                            : "The provider had no data, or not enough, for what was asked.";
    if (const std::string phase = phaseOfSpan(view, place); !phase.empty())
        finding.phase = phase;
    finding.facts = {{"symbol", textFact(symbol)}, {"kind", absence.kind}};
    const bool byApi =
        absence.meaning == Meaning::OperationError && view.lifeCycle.terminal && !view.lifeCycle.terminal->span.valid();
    Evidence evidence = byApi ? reportedEvidence(view, "the data are absent")
                        : absence.byAttribute
                            ? attributeEvidence(view, absence.span, absence.meaning, "the data are absent")
                            : spanEvidence(view, absence.span, "the data are absent");
    if (!absence.byAttribute) {
        evidence.attribute = "exception.message";
        evidence.value = absence.message;
    }
    finding.evidence = {std::move(evidence)};
    finding.fixes = adviceFor(view, "missing-data", {{"kind", absence.kind}, {"symbol", symbol}}, place);
    finding.bears = absence.waiting.valid() || isAllThatIsKnown(input, absence) ||
                            (absence.byAttribute && absence.meaning == Meaning::OperationError)
                        ? true
                        : bearsOnVerdict(input, absence.span, absence.message, healed);
    return finding;
}

} // namespace

RuleResult detectMissingData(const RuleInput& input)
{
    std::vector<Absence> absences;
    addErrors(input, absences);
    addBars(input, absences);
    addConnection(input, absences);
    addForeignConnections(input, absences);
    addRows(input, absences);
    if (absences.empty()) {
        const bool seen = input.view.reader.occurs(Meaning::Rows) || input.view.reader.occurs(Meaning::BarsReceived);
        return !seen && input.view.type->phases.empty()
                   ? RuleResult{}
                   : ruledOut("no error, count or connection speaks of missing data");
    }
    std::stable_sort(absences.begin(), absences.end(), [&](const Absence& a, const Absence& b) {
        const auto key = [&](const Absence& absence) { // where the failure began says most
            return std::tuple(explanatoryRank(absence.kind), absence.meaning == Meaning::OperationError,
                              !input.failure || input.failure->origin != absence.span,
                              input.view.traces().startNs(absence.span));
        };
        return key(a) < key(b);
    });
    const Repeats repeats(input, absences);
    std::vector<Finding> findings; // one per kind: further spans are further evidence
    for (const Absence& absence : absences) {
        const auto same = std::find_if(findings.begin(), findings.end(),
                                       [&](const Finding& f) { return f.facts[1].second == FactValue(absence.kind); });
        Finding finding = missingFinding(input, absence, repeats);
        if (same == findings.end()) {
            findings.push_back(std::move(finding));
            continue;
        }
        if (same->evidence.size() < kMaxEvidence)
            same->evidence.push_back(std::move(finding.evidence.front()));
        same->bears = same->bears || finding.bears;
        same->severity = std::min(same->severity, finding.severity);
    }
    return found(std::move(findings));
}

} // namespace spanlight::diagnosis
