#include "models/operations/phase_timeline.h"

#include "models/operations/glob.h"
#include "models/operations/operation_view.h"

#include <algorithm>

namespace spanlight::operations {

namespace {

// Below this share of the envelope a stretch without spans is the time between two statements, not a phase.
constexpr double kSmallestGapShare = 0.005;

std::int64_t unionNs(const std::vector<PhaseRun>& runs)
{
    std::int64_t sum = 0;
    std::int64_t covered = runs.empty() ? 0 : runs.front().startNs;
    for (const PhaseRun& run : runs) {
        sum += std::max<std::int64_t>(0, run.endNs - std::max(run.startNs, covered));
        covered = std::max(covered, run.endNs);
    }
    return sum;
}

// Builds the list step by step; one object per operation.
class PhaseBuilder
{
public:
    explicit PhaseBuilder(const OperationView& view) : m_view(view), m_ids(view.type->phases) {}

    PhaseTimeline build()
    {
        collectSeen();
        if (m_view.lifeCycle.terminal || m_view.lifeCycle.failedRoot.valid())
            addGapBeforeEnd();
        else if (!m_ids.empty() && m_view.hasVocabulary)
            addOpenPhase();
        sortPhases();
        return std::move(m_result);
    }

private:
    [[nodiscard]] const PhaseRule* rule(std::size_t i) const { return m_view.profile().phase(m_ids[i]); }

    void collectSeen()
    {
        std::vector<std::vector<PhaseRun>> runs(m_ids.size());
        for (const OperationSpan& span : m_view.spans) {
            if (span.phase < 0 || !m_view.isWork(span))
                continue;
            const bool outermost = span.parent == kNoIndex || m_view.spans[span.parent].phase != span.phase;
            if (outermost)
                runs[static_cast<std::size_t>(span.phase)].push_back(
                    {span.ref, m_view.traces().startNs(span.ref), m_view.traces().endNs(span.ref), span.error});
        }
        for (std::size_t i = 0; i < m_ids.size(); ++i) {
            if (runs[i].empty())
                continue;
            Phase phase;
            phase.rule = rule(i);
            phase.isWork = phase.rule->role == Role::None;
            phase.startNs = runs[i].front().startNs;
            for (const PhaseRun& run : runs[i])
                phase.endNs = std::max(phase.endNs, run.endNs);
            phase.busyNs = unionNs(runs[i]);
            phase.failed = runs[i].back().failed;
            phase.runs = std::move(runs[i]);
            m_result.phases.push_back(std::move(phase));
        }
    }

    // The phase of the work that was seen last on the time line.
    [[nodiscard]] Phase* lastWork()
    {
        Phase* last = nullptr;
        for (Phase& phase : m_result.phases)
            if (phase.isWork && (last == nullptr || phase.endNs >= last->endNs))
                last = &phase;
        return last;
    }

    [[nodiscard]] const Phase* seenWith(Role role) const
    {
        const PhaseRule* phase = m_view.profile().phaseWith(*m_view.type, role);
        return phase != nullptr ? m_result.find(phase->id) : nullptr;
    }
    [[nodiscard]] bool seen(std::string_view id) const { return m_result.find(id) != nullptr; }
    [[nodiscard]] std::size_t position(std::string_view id) const
    {
        return static_cast<std::size_t>(std::find(m_ids.begin(), m_ids.end(), id) - m_ids.begin());
    }

    // Which phase a stretch after `after` belongs to: the profile's word, else the next one in order.
    [[nodiscard]] const PhaseRule* phaseAfter(std::string_view after) const
    {
        for (const GapRule& gap : m_view.type->gaps)
            if (gap.after == after && !seen(gap.phase))
                return m_view.profile().phase(gap.phase);
        for (std::size_t i = position(after) + 1; i < m_ids.size(); ++i)
            if (!seen(m_ids[i]))
                return rule(i);
        return nullptr;
    }

    [[nodiscard]] const PhaseRule* firstWork() const
    {
        for (std::size_t i = 0; i < m_ids.size(); ++i)
            if (rule(i)->role == Role::None)
                return rule(i);
        return nullptr;
    }

    // Where the work stands when no phase of it has been seen.
    [[nodiscard]] const PhaseRule* phaseBeforeWork() const
    {
        const Phase* dispatch = seenWith(Role::Dispatch);
        if (!m_view.workerSeen && dispatch != nullptr && dispatch->failed)
            return dispatch->rule;
        if (!m_view.type->workers || m_view.workerSeen || dispatch != nullptr)
            return firstWork();
        for (const Role role : {Role::Register, Role::Selection, Role::Dispatch}) {
            const PhaseRule* phase = m_view.profile().phaseWith(*m_view.type, role);
            if (phase != nullptr && !seen(phase->id) && !(m_view.weakSelection && role == Role::Selection) &&
                !(role == Role::Register && !m_view.selections.empty()))
                return phase;
        }
        return firstWork();
    }

    [[nodiscard]] std::int64_t startOfGap(const Phase* last) const
    {
        if (last != nullptr)
            return last->endNs;
        std::int64_t start = m_view.startNs;
        for (const Phase& phase : m_result.phases)
            if (phase.rule->role != Role::Entry && phase.rule->role != Role::Transition)
                start = std::max(start, phase.endNs);
        return start;
    }

    // Phases that the same gap may hold besides the one it is named after.
    void nameOthersInGap(std::string_view after, const PhaseRule& chosen)
    {
        for (std::size_t i = position(after) + 1; i < m_ids.size(); ++i)
            if (rule(i)->role == Role::None && m_ids[i] != chosen.id && !seen(m_ids[i]))
                m_result.alsoInGap.push_back(m_ids[i]);
    }

    Phase& addGap(const PhaseRule& rule, PhaseShape shape, std::int64_t start, std::int64_t end)
    {
        Phase phase;
        phase.rule = &rule;
        phase.shape = shape;
        phase.startNs = std::min(start, end);
        phase.endNs = end;
        phase.busyNs = shape == PhaseShape::Missing ? 0 : end - phase.startNs;
        phase.isWork = rule.role == Role::None;
        m_result.phases.push_back(std::move(phase));
        return m_result.phases.back();
    }

    void addGapBeforeEnd()
    {
        const auto& terminal = m_view.lifeCycle.terminal;
        const Phase* last = lastWork();
        const bool reachedWork = last != nullptr || m_view.workerSeen;
        if (!terminal || !reachedWork || (last != nullptr && last->failed))
            return;
        const PhaseRule* next = last != nullptr ? phaseAfter(last->rule->id) : phaseAfterNothing();
        const std::int64_t start = startOfGap(last);
        const std::int64_t length = terminal->timeNs - start;
        const std::int64_t envelope = std::max<std::int64_t>(m_view.endNs - m_view.startNs, 1);
        const bool failed = terminal->to == "failed";
        if (next == nullptr || next->role != Role::None || length <= 0 ||
            (!failed && static_cast<double>(length) < kSmallestGapShare * static_cast<double>(envelope)))
            return;
        if (last != nullptr)
            nameOthersInGap(last->rule->id, *next);
        Phase& gap = addGap(*next, PhaseShape::Gap, start, terminal->timeNs);
        gap.failed = failed;
    }

    // A worker ran, but no phase of it is known: name the stretch after the phase that is usually silent.
    [[nodiscard]] const PhaseRule* phaseAfterNothing() const
    {
        if (m_view.lifeCycle.terminal->to == "completed")
            for (std::size_t i = 0; i < m_ids.size(); ++i)
                if (rule(i)->silent)
                    return rule(i);
        return firstWork();
    }

    // The last seen phase still runs when its own span says so: progress below 100 %, epochs left, or state running.
    [[nodiscard]] bool saysUnfinished(const Phase& phase) const
    {
        const trace::SpanRef span = phase.runs.back().span;
        const auto percentage = m_view.reader.number(span, Meaning::ProgressPercentage);
        const auto done = m_view.reader.number(span, Meaning::EpochsDone);
        const auto total = m_view.reader.number(span, Meaning::EpochsTotal);
        const auto state = m_view.reader.text(span, Meaning::OperationState);
        const bool cutByNow = phase.endNs >= m_view.request.asOfNs - m_view.profile().thresholds.exportDelayNs / 5;
        return (percentage && *percentage < 100) || (done && total && *done < *total) ||
               (state && m_view.profile().stateOf(*state) == "running") || cutByNow;
    }

    // It failed and nothing came after: it is tried again, or nothing follows it. Or it is done call by call, and
    // nobody knows whether this was the last one.
    [[nodiscard]] bool mayGoOn(const Phase& phase) const
    {
        return phase.failed ||
               (phase.rule->inParts && m_view.traces().kind(phase.runs.back().span) == trace::SpanKind::Client);
    }

    [[nodiscard]] const PhaseRule* phaseInFlight(std::int64_t& start) const
    {
        for (const AbsentParent& absent : m_view.absentParents) {
            if (!absent.requestInFlight)
                continue;
            const auto path = absent.route.substr(absent.route.find(' ') + 1);
            for (std::size_t i = 0; i < m_ids.size(); ++i) {
                if (globMatchAny(rule(i)->paths, path)) {
                    start = m_view.traces().startNs(absent.children.front());
                    return rule(i);
                }
            }
        }
        return nullptr;
    }

    void addOpenPhase()
    {
        const std::int64_t now = m_view.isFinished() ? m_view.endNs : std::max(m_view.request.asOfNs, m_view.endNs);
        std::int64_t start = 0;
        Phase* last = lastWork();
        const PhaseRule* current = phaseInFlight(start);
        if (current == nullptr && last != nullptr && saysUnfinished(*last)) {
            current = last->rule;
            start = last->startNs;
        } else if (current == nullptr && last != nullptr && mayGoOn(*last)) {
            current = last->rule;
            start = last->startNs;
            if (!last->failed)
                nameOthersInGap(last->rule->id, *current);
        } else if (current == nullptr) {
            start = startOfGap(last);
            current = last != nullptr ? phaseAfter(last->rule->id) : phaseBeforeWork();
            if (last != nullptr && current != nullptr)
                nameOthersInGap(last->rule->id, *current);
        }
        if (current == nullptr)
            return;
        const auto known = std::find_if(m_result.phases.begin(), m_result.phases.end(),
                                        [&](const Phase& p) { return p.rule == current; });
        Phase& phase = known != m_result.phases.end() ? *known : addGap(*current, PhaseShape::OpenGap, start, now);
        phase.open = true;
        if (phase.shape == PhaseShape::Seen) {
            phase.busyNs += std::max<std::int64_t>(0, now - phase.endNs);
            phase.endNs = now;
        }
        if (const PhaseRule* next = phaseAfter(current->id);
            next != nullptr && next->role == Role::None && phase.isWork)
            addGap(*next, PhaseShape::Missing, now, now);
    }

    void sortPhases()
    {
        std::stable_sort(m_result.phases.begin(), m_result.phases.end(), [&](const Phase& a, const Phase& b) {
            return std::pair(a.startNs, position(a.rule->id)) < std::pair(b.startNs, position(b.rule->id));
        });
        for (std::size_t i = 0; i < m_result.phases.size(); ++i)
            if (m_result.phases[i].open)
                m_result.open = static_cast<int>(i);
    }

    const OperationView& m_view;
    const std::vector<std::string>& m_ids;
    PhaseTimeline m_result;
};

} // namespace

const Phase* PhaseTimeline::find(std::string_view id) const
{
    const auto it = std::find_if(phases.begin(), phases.end(), [&](const Phase& p) { return p.rule->id == id; });
    return it != phases.end() ? &*it : nullptr;
}

PhaseTimeline buildPhases(const OperationView& view)
{
    return PhaseBuilder(view).build();
}

int phaseOf(const Profile& profile, const OperationType& type, Role role, std::string_view name,
            std::string_view service, std::string_view path, trace::SpanKind kind)
{
    const bool request = kind == trace::SpanKind::Client || kind == trace::SpanKind::Server;
    for (std::size_t i = 0; i < type.phases.size(); ++i) {
        const PhaseRule* rule = profile.phase(type.phases[i]);
        if (rule->role != Role::None) {
            const bool dispatch = rule->role == Role::Dispatch && role == Role::DispatchCall;
            if (role == rule->role || dispatch)
                return static_cast<int>(i);
            continue;
        }
        const bool byName = globMatchAny(rule->spans, name);
        const bool byPath = request && !path.empty() && globMatchAny(rule->paths, path);
        if ((byName || byPath) && !globMatchAny(rule->notServices, service))
            return static_cast<int>(i);
    }
    return -1;
}

} // namespace spanlight::operations
