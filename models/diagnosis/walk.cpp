#include "models/diagnosis/walk.h"

#include "models/diagnosis/finding_parts.h"
#include "models/diagnosis/rule.h"
#include "models/diagnosis/walk_facts.h"
#include "models/diagnosis/walk_search.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>

namespace spanlight::diagnosis {

using operations::OperationSpan;
using operations::OperationView;
using operations::PartyRole;
using operations::Role;

namespace {

constexpr std::size_t kEvidence = 4; // per step; the report has all of it

template <typename T>
bool holds(const std::vector<T>& list, const T& value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

// A text that a shell takes as one word.
std::string shellWord(const std::string& text)
{
    const bool harmless = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("._-:/@+=,").find(c) != std::string_view::npos;
    });
    if (harmless && text.front() != '-')
        return text;
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? "'\\''" : c == '\n' || c == '\r' ? " " : std::string(1, c);
    return quoted + "'";
}

std::string factText(const FactValue& value)
{
    if (const auto* text = std::get_if<std::string>(&value))
        return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value))
        return numberText(*real);
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag ? "yes" : "no";
    std::string out;
    if (const auto* list = std::get_if<std::vector<std::string>>(&value))
        for (const std::string& item : *list)
            out += (out.empty() ? "" : ", ") + item;
    if (const auto* map = std::get_if<std::map<std::string, std::vector<std::string>>>(&value))
        for (const auto& [key, items] : *map)
            out += (out.empty() ? "" : "; ") + key + ": " + factText(items);
    return out;
}

std::string becauseOf(const std::vector<RuleNote>& notes, const std::string& rule)
{
    const auto it = std::find_if(notes.begin(), notes.end(), [&](const RuleNote& note) { return note.rule == rule; });
    return it == notes.end() ? std::string() : it->because;
}

bool isNotChecked(const Diagnosis& document, const std::string& rule)
{
    const Rule* known = findRule(rule);
    return known == nullptr || known->detect == nullptr || !becauseOf(document.notChecked, rule).empty();
}

bool counts(const Finding& finding, const RulesLook& look)
{
    if (!holds(look.rules, finding.rule) || finding.severity > look.severity)
        return false;
    return std::all_of(look.facts.begin(), look.facts.end(), [&](const auto& wanted) {
        return std::any_of(finding.facts.begin(), finding.facts.end(), [&](const auto& fact) {
            return fact.first == wanted.first && holds(wanted.second, factText(fact.second));
        });
    });
}

// The finding that explains most: they are ranked.
const Finding* findingFor(const Diagnosis& document, const RulesLook& look)
{
    const auto it = std::find_if(document.findings.begin(), document.findings.end(),
                                 [&](const Finding& finding) { return counts(finding, look); });
    return it == document.findings.end() ? nullptr : &*it;
}

// Milliseconds and seconds as durations, shares as percentages: {fact.durationMs} is for programs, {fact.duration} is
// for people.
void addForPeople(std::string_view key, const FactValue& value, StepValues& values)
{
    const auto* whole = std::get_if<std::int64_t>(&value);
    const auto* real = std::get_if<double>(&value);
    if (whole == nullptr && real == nullptr)
        return;
    const double number = whole != nullptr ? static_cast<double>(*whole) : *real;
    const auto duration = [&](std::string_view unit, double ns) {
        if (key.ends_with(unit) && std::abs(number * ns) < 9e18)
            values["fact." + std::string(key.substr(0, key.size() - unit.size()))] =
                trace::toDurationText(static_cast<std::int64_t>(number * ns));
    };
    duration("Ms", 1e6);
    duration("Seconds", 1e9);
    if (key.ends_with("hare"))
        values["fact." + std::string(key) + "Percent"] = numberText(std::round(number * 100));
}

void addFinding(const Finding& finding, Seen& seen)
{
    seen.verdict = StepVerdict::Fail;
    seen.rule = finding.rule;
    seen.fixes = finding.fixes;
    seen.values = {{"rule", finding.rule},
                   {"title", finding.title},
                   {"explanation", finding.explanation},
                   {"cause", finding.rootCause.empty() ? finding.explanation : finding.rootCause},
                   {"severity", std::string(name(finding.severity))}};
    if (finding.phase)
        seen.values["phase"] = phaseText(*finding.phase);
    for (const auto& [key, value] : finding.facts) {
        seen.values["fact." + key] = factText(value);
        addForPeople(key, value, seen.values);
    }
    for (std::size_t i = 0; i < std::min(finding.evidence.size(), kEvidence); ++i)
        seen.evidence.push_back(finding.evidence[i]);
}

class Walker
{
public:
    Walker(const WalkRequest& request, const OperationView& view)
        : m_request(request), m_document(*request.document), m_view(view), m_values(subjectValues(view, request))
    {
        m_commandValues = m_values;
        for (auto& [key, value] : m_commandValues)
            if (!value.empty())
                value = shellWord(value);
        const bool isTrace = request.subject->kind == DiagnoseRequest::Kind::Trace;
        m_commandValues["subject"] = (isTrace ? "--trace " : "--operation ") + m_commandValues["id"];
        const std::string source = request.source.empty() ? "SOURCE" : request.source;
        m_commandValues["source"] = source;
        if (const SearchContext& search = request.subject->search; search.live) {
            m_commandValues["server"] = source;
            if (search.origin.starts_with("Jaeger") || search.origin.starts_with("jaeger"))
                m_commandValues["jaeger"] = "Jaeger";
            if (search.fromNs || search.limitedRange)
                m_commandValues["serverInPart"] = source;
        }
    }

    [[nodiscard]] WalkStep take(const ScenarioStep& step) const;

private:
    [[nodiscard]] Seen look(const ScenarioStep& step) const;
    [[nodiscard]] Seen lookAt(const RulesLook& look) const;
    [[nodiscard]] Seen lookAt(const StateLook& look) const;
    [[nodiscard]] Seen lookAt(const PhasesLook& look) const;
    [[nodiscard]] Seen lookAt(const SpansLook& look) const;
    [[nodiscard]] Seen lookAt(const MeasureLook& look) const;
    [[nodiscard]] std::vector<trace::SpanRef> matching(const SpansLook& look) const;
    [[nodiscard]] bool isKnown(const SpansLook& look) const;
    [[nodiscard]] std::string spanNames(const SpansLook& look) const;
    [[nodiscard]] std::vector<Fix> adviceOf(const ScenarioStep& step, const StepValues& found) const;

    const WalkRequest& m_request;
    const Diagnosis& m_document;
    const OperationView& m_view;
    StepValues m_values;
    StepValues m_commandValues; // quoted for a shell
};

Seen Walker::lookAt(const RulesLook& look) const
{
    Seen seen;
    if (const Finding* finding = findingFor(m_document, look)) {
        addFinding(*finding, seen);
        return seen;
    }
    if (!m_view.found())
        return seen;
    for (const std::string& rule : look.rules) {
        if (isNotChecked(m_document, rule))
            continue;
        seen.verdict = StepVerdict::Pass;
        if (const std::string because = becauseOf(m_document.ruledOut, rule); !because.empty())
            seen.values.try_emplace("because", because);
    }
    for (const std::string& rule : look.rules)
        if (seen.verdict == StepVerdict::Unknown)
            if (const std::string because = becauseOf(m_document.notChecked, rule); !because.empty())
                seen.values.try_emplace("because", because);
    return seen;
}

Seen Walker::lookAt(const StateLook& look) const
{
    Seen seen;
    const State state = m_document.verdict.state;
    seen.verdict = holds(look.fail, state)   ? StepVerdict::Fail
                   : holds(look.pass, state) ? StepVerdict::Pass
                                             : StepVerdict::Unknown;
    const auto& terminal = m_view.lifeCycle.terminal;
    const trace::SpanRef span = terminal ? terminal->span : m_view.lastActivitySpan;
    if (m_view.found() && (span.valid() || m_view.reported))
        seen.evidence.push_back(spanEvidence(m_view, span, terminal ? "the last word" : "the last sign of life"));
    return seen;
}

Seen Walker::lookAt(const PhasesLook& look) const
{
    Seen seen;
    if (m_document.phases.empty())
        return seen;
    const auto it = std::find_if(m_document.phases.begin(), m_document.phases.end(),
                                 [&](const PhaseResult& phase) { return holds(look.fail, phase.state); });
    seen.verdict = it == m_document.phases.end() ? StepVerdict::Pass : StepVerdict::Fail;
    if (it == m_document.phases.end())
        return seen;
    seen.values["phase"] = phaseText(it->phase);
    seen.values["phaseDuration"] = trace::toDurationText(it->durationNs);
    if (it->span.valid())
        seen.evidence.push_back(spanEvidence(m_view, it->span, std::string(name(it->state))));
    return seen;
}

std::vector<trace::SpanRef> Walker::matching(const SpansLook& look) const
{
    const bool wantsWorker = holds(look.parties, PartyRole::Worker);
    std::vector<trace::SpanRef> spans;
    for (const OperationSpan& span : m_view.spans) {
        const bool isWorkers = span.role == Role::WorkerRoot || span.role == Role::WorkerRequest;
        const bool fits = holds(look.roles, span.role) || (wantsWorker && isWorkers) ||
                          (!look.parties.empty() &&
                           holds(look.parties, m_view.profile().serviceRole(m_view.traces().service(span.ref))));
        if (fits && span.own && !span.observer && (!look.failed || span.error))
            spans.push_back(span.ref);
    }
    // Some workers call themselves like the backend: then their phases tell.
    if (spans.empty() && wantsWorker && m_view.workerSeen && !look.failed)
        for (const auto& phase : m_view.phases.phases)
            if (phase.isWork && !phase.runs.empty())
                spans.push_back(phase.runs.front().span);
    return spans;
}

// Whether the vocabulary has a word for any of it at all.
bool Walker::isKnown(const SpansLook& look) const
{
    const auto& profile = m_view.profile();
    return std::any_of(profile.spans.begin(), profile.spans.end(),
                       [&](const auto& rule) { return holds(look.roles, rule.role); }) ||
           std::any_of(profile.services.begin(), profile.services.end(),
                       [&](const auto& rule) { return holds(look.parties, rule.role); });
}

std::string Walker::spanNames(const SpansLook& look) const
{
    std::string names;
    int listed = 0;
    for (const Role role : look.roles)
        for (const auto& rule : m_view.profile().spans)
            for (const std::string& name : rule.names)
                if (rule.role == role && listed++ < 3)
                    names += (names.empty() ? "" : " or ") + name;
    return names;
}

Seen Walker::lookAt(const SpansLook& look) const
{
    Seen seen;
    seen.values["spanNames"] = spanNames(look);
    if (!m_view.found())
        return seen;
    const auto spans = matching(look);
    const auto count = static_cast<std::int64_t>(spans.size());
    const bool tooFew = look.atLeast && count < *look.atLeast;
    const bool open = m_document.verdict.state == State::Running || m_document.verdict.state == State::Unknown;
    if ((look.atMost && count > *look.atMost) || (tooFew && isKnown(look) && !open))
        seen.verdict = StepVerdict::Fail;
    else if (!tooFew)
        seen.verdict = StepVerdict::Pass;
    seen.values["count"] = std::to_string(count);
    if (spans.empty())
        return seen;
    const trace::SpanRef first = spans.front();
    seen.values["name"] = m_view.traces().name(first);
    seen.values["service"] = m_view.traces().service(first);
    seen.values["time"] = trace::toTimeOfDay(m_view.traces().startNs(first));
    seen.values["spanDuration"] = trace::toDurationText(m_view.traces().durationNs(first));
    for (std::size_t i = 0; i < std::min(spans.size(), kEvidence); ++i)
        seen.evidence.push_back(spanEvidence(m_view, spans[i], ""));
    return seen;
}

Seen Walker::lookAt(const MeasureLook& look) const
{
    Seen seen;
    const auto measured = measure(look.of, m_view, m_document);
    if (!measured)
        return seen;
    const bool tooLow = look.atLeast && measured->value < *look.atLeast;
    const bool tooHigh = look.atMost && measured->value > *look.atMost;
    const bool enough = static_cast<std::int64_t>(m_view.spans.size()) >= look.fromSpans;
    seen.verdict = enough && (tooLow || tooHigh) ? StepVerdict::Fail : StepVerdict::Pass;
    seen.values["value"] = numberText(measured->value);
    seen.values["limit"] = numberText(tooLow ? *look.atLeast : look.atMost.value_or(look.atLeast.value_or(0)));
    if (measured->span.valid())
        seen.evidence.push_back(spanEvidence(m_view, measured->span, ""));
    return seen;
}

Seen Walker::look(const ScenarioStep& step) const
{
    std::vector<Seen> all;
    if (step.search)
        all.push_back(lookAtSearch(*step.search, m_request, m_view));
    if (step.rules)
        all.push_back(lookAt(*step.rules));
    if (step.state)
        all.push_back(lookAt(*step.state));
    if (step.phases)
        all.push_back(lookAt(*step.phases));
    if (step.spans)
        all.push_back(lookAt(*step.spans));
    if (step.measure)
        all.push_back(lookAt(*step.measure));
    const auto with = [&](StepVerdict verdict) {
        return std::find_if(all.begin(), all.end(), [&](const Seen& seen) { return seen.verdict == verdict; });
    };
    auto chosen = with(StepVerdict::Fail);
    if (chosen == all.end())
        chosen = with(StepVerdict::Pass);
    if (chosen == all.end())
        chosen = all.begin();
    Seen result = *chosen;
    for (const Seen& other : all) {
        result.values.insert(other.values.begin(), other.values.end());
        if (result.evidence.empty() && other.verdict == result.verdict)
            result.evidence = other.evidence;
    }
    return result;
}

std::vector<Fix> Walker::adviceOf(const ScenarioStep& step, const StepValues& found) const
{
    StepValues texts = m_values;
    texts.insert(found.begin(), found.end());
    StepValues words = m_commandValues;
    for (const auto& [key, value] : found)
        if (!value.empty())
            words.try_emplace(key, shellWord(value));
    std::vector<Fix> fixes;
    for (const Fix& fix : step.then) {
        const std::string text = filled({fix.text}, texts);
        const std::string command = fix.command.empty() ? "" : filled({fix.command}, words);
        if (!text.empty() && (fix.command.empty() || !command.empty()))
            fixes.push_back({text, command});
    }
    return fixes;
}

WalkStep Walker::take(const ScenarioStep& step) const
{
    WalkStep result;
    result.id = step.id;
    result.question = step.question;
    const bool isTrace = m_request.subject->kind == DiagnoseRequest::Kind::Trace;
    const bool applies =
        !m_view.found() || ((!step.workersOnly || m_view.type->workers) && (!step.operationsOnly || !isTrace));
    Seen seen;
    if (applies)
        seen = look(step);
    else
        seen.verdict = StepVerdict::Pass;
    StepValues values = seen.values;
    values.insert(m_values.begin(), m_values.end());
    result.verdict = seen.verdict;
    result.evidence = std::move(seen.evidence);
    result.rule = seen.rule;
    const StepText& text = !applies                            ? step.otherwise
                           : seen.verdict == StepVerdict::Pass ? step.pass
                           : seen.verdict == StepVerdict::Fail ? step.fail
                                                               : step.unknown;
    result.answer = filled(text, values);
    if (result.answer.empty())
        result.answer = seen.verdict == StepVerdict::Pass   ? "Yes"
                        : seen.verdict == StepVerdict::Fail ? "No"
                                                            : "The traces do not tell";
    StepValues words = m_commandValues;
    if (const auto names = values.find("spanNames"); names != values.end())
        words.insert(*names);
    if (applies)
        result.query = filled(step.query, words);
    if (step.search)
        result.asked = searchText(m_request);
    if (seen.verdict == StepVerdict::Fail)
        result.conclusion = filled(step.conclusion, values);
    if (seen.verdict != StepVerdict::Pass) {
        result.then = seen.fixes;
        const auto known = [&result](const Fix& fix) {
            return std::any_of(result.then.begin(), result.then.end(), [&](const Fix& other) {
                return fix.command.empty() ? other.text == fix.text : other.command == fix.command;
            });
        };
        auto at = step.search ? result.then.begin() : result.then.end(); // what was asked says more than the rule
        for (Fix& fix : adviceOf(step, seen.values))
            if (!known(fix))
                at = result.then.insert(at, std::move(fix)) + 1;
    }
    return result;
}

const Finding* findingOf(const Diagnosis& document, const std::string& rule)
{
    const auto it = std::find_if(document.findings.begin(), document.findings.end(),
                                 [&](const Finding& finding) { return finding.rule == rule; });
    return it == document.findings.end() ? nullptr : &*it;
}

bool asksFor(const Scenario& scenario, const std::string& rule)
{
    return std::any_of(scenario.steps.begin(), scenario.steps.end(), [&](const ScenarioStep& step) {
        const bool searches = step.search && *step.search != SearchAspect::Found;
        return (step.rules && holds(step.rules->rules, rule)) || (searches && rule == "operation-not-found");
    });
}

// The step that explains the symptom: the one that found the primary, else the first with a finding, else the first.
const WalkStep* decisiveStep(const Walk& walk, const Diagnosis& document)
{
    const WalkStep* decisive = nullptr;
    for (const WalkStep& step : walk.steps) {
        if (step.verdict != StepVerdict::Fail)
            continue;
        if (document.verdict.primary && step.rule == *document.verdict.primary)
            return &step;
        if (decisive == nullptr || (decisive->rule.empty() && !step.rule.empty()))
            decisive = &step;
    }
    return decisive;
}

// The step that decides about the symptom, if it was taken and could not be told.
const WalkStep* unansweredStep(const Scenario& scenario, const Walk& walk)
{
    for (const WalkStep& step : walk.steps)
        for (const ScenarioStep& asked : scenario.steps)
            if (asked.id == step.id && asked.decisive && step.verdict == StepVerdict::Unknown)
                return &step;
    return nullptr;
}

std::string sentence(std::string text)
{
    if (!text.empty() && std::string_view(".!?:").find(text.back()) == std::string_view::npos)
        text += '.';
    return text;
}

void suggestOther(Walk& walk, const WalkRequest& request)
{
    const auto& primary = request.document->verdict.primary;
    if (!primary)
        return;
    const auto it = std::find_if(request.others.begin(), request.others.end(), [&](const Scenario& other) {
        return other.id != walk.scenario && asksFor(other, *primary);
    });
    if (it != request.others.end())
        walk.suggested = it->id;
}

void conclude(const Scenario& scenario, const WalkRequest& request, const StepValues& values, Walk& walk)
{
    const Diagnosis& document = *request.document;
    const auto& primary = document.verdict.primary;
    const WalkStep* decisive = decisiveStep(walk, document);
    if (decisive == nullptr) {
        const WalkStep* unanswered = unansweredStep(scenario, walk);
        walk.undecided = unanswered != nullptr;
        walk.conclusion = sentence(unanswered != nullptr ? "The traces cannot tell: " + unanswered->answer
                                                         : filled(scenario.healthy, values));
        if (unanswered != nullptr)
            walk.fixes = unanswered->then;
        if (primary && !asksFor(scenario, *primary)) {
            walk.conclusion += " The traces show something else: " + sentence(document.verdict.headline);
            suggestOther(walk, request);
        }
        return;
    }
    walk.fixes = decisive->then;
    if (!decisive->rule.empty())
        walk.rule = decisive->rule;
    const Finding* finding = findingOf(document, decisive->rule);
    if (primary && decisive->rule == *primary) {
        const std::string& headline = document.verdict.headline;
        const bool explains = finding == nullptr || headline.find(": ") != std::string::npos;
        walk.conclusion = sentence(explains ? headline : headline + ": " + finding->title); // "Running for 36 min"
    } else if (finding != nullptr) {
        walk.conclusion =
            sentence(finding->title + ": " + (finding->rootCause.empty() ? finding->explanation : finding->rootCause));
    } else {
        walk.conclusion = sentence(!decisive->conclusion.empty() ? decisive->conclusion
                                                                 : decisive->question + " " + decisive->answer);
    }
    if (!primary || asksFor(scenario, *primary))
        return;
    walk.conclusion += " What explains the operation as a whole: " + sentence(document.verdict.headline);
    suggestOther(walk, request);
}

using Next = std::map<std::string, std::string>;

Next::const_iterator nextAfter(const ScenarioStep& step, StepVerdict verdict, const Diagnosis& document)
{
    const bool isHealthy =
        verdict == StepVerdict::Pass && std::all_of(document.findings.begin(), document.findings.end(),
                                                    [](const Finding& f) { return f.severity == Severity::Info; });
    const auto healthy = isHealthy ? step.next.find("healthy") : step.next.end();
    return healthy != step.next.end() ? healthy : step.next.find(std::string(name(verdict)));
}

} // namespace

std::string_view name(StepVerdict verdict)
{
    return verdict == StepVerdict::Pass ? "pass" : verdict == StepVerdict::Fail ? "fail" : "unknown";
}

std::optional<std::size_t> Walk::firstFailure() const
{
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i].verdict == StepVerdict::Fail)
            return i;
    return std::nullopt;
}

Walk walkScenario(const Scenario& scenario, const WalkRequest& request)
{
    const DiagnoseRequest& subject = *request.subject;
    const OperationView view =
        operations::buildOperationView({subject.traces, subject.profile, subject.kind == DiagnoseRequest::Kind::Trace,
                                        subject.id, subject.asOfNs, nullptr, true, subject.companions});
    const Walker walker(request, view);
    Walk walk;
    walk.scenario = scenario.id;
    walk.title = scenario.title;
    for (std::size_t i = 0; i < scenario.steps.size();) {
        const ScenarioStep& step = scenario.steps[i];
        WalkStep taken = walker.take(step);
        for (const WalkStep& before : walk.steps)
            if (before.asked == taken.asked)
                taken.asked.clear(); // one search, looked at from several sides
        walk.steps.push_back(std::move(taken));
        const auto next = nextAfter(step, walk.steps.back().verdict, *request.document);
        if (next == step.next.end()) {
            ++i;
            continue;
        }
        const auto target = std::find_if(scenario.steps.begin(), scenario.steps.end(),
                                         [&](const ScenarioStep& other) { return other.id == next->second; });
        i = static_cast<std::size_t>(target - scenario.steps.begin());
    }
    conclude(scenario, request, subjectValues(view, request), walk);
    return walk;
}

} // namespace spanlight::diagnosis
