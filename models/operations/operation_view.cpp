#include "models/operations/operation_view.h"

#include "models/operations/glob.h"
#include "models/operations/id_in_path.h"
#include "models/operations/span_classifier.h"
#include "models/trace/intervals.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace spanlight::operations {

namespace {

using trace::SpanRef;
using trace::TraceId;

std::string fill(std::string pattern, std::string_view id)
{
    if (const auto place = pattern.find("{id}"); place != std::string::npos)
        pattern.replace(place, 4, id);
    return pattern;
}

// Fills a view step by step; one object per operation.
class ViewBuilder
{
public:
    explicit ViewBuilder(const OperationRequest& request)
        : m_view(request), m_classifier(*request.traces, *request.profile, m_view.reader)
    {
    }

    OperationView build()
    {
        findTraces();
        if (m_view.traceIds.empty())
            return std::move(m_view);
        collectSpans();
        spreadNoise();
        markOwners();
        markObservers();
        findType();
        assignPhases();
        measure();
        readSelections();
        readProgress();
        readInstanceIds();
        readAbsentParents();
        m_view.lifeCycle = readLifeCycle(m_view);
        applyReported();
        m_view.calls = readClientCalls(m_view, m_classifier);
        m_view.phases = buildPhases(m_view);
        findLastActivity();
        m_view.newestSignNs = m_view.lastActivityNs;
        if (!m_view.isFinished() && m_view.reported && m_view.reported->progressedNs)
            m_view.newestSignNs = std::max(m_view.newestSignNs, *m_view.reported->progressedNs);
        return std::move(m_view);
    }

private:
    [[nodiscard]] const trace::TraceSet& traces() const { return m_view.traces(); }
    [[nodiscard]] const Profile& profile() const { return m_view.profile(); }

    // ---- which traces ----

    void findTraces()
    {
        std::vector<TraceId> found;
        if (m_view.request.isTrace) {
            if (const auto id = trace::parseTraceId(m_view.request.id); id && traces().hasTrace(*id))
                found.push_back(*id);
            for (const TraceId& id : traces().traces()) // ids that are no hexadecimal numbers
                if (found.empty() && oddTraceText(id) == m_view.request.id)
                    found.push_back(id);
        } else {
            const auto* own = m_view.request.ownTraces;
            found = own != nullptr ? *own : tracesWithId();
            if (found.empty())
                found = tracesByFallback();
            m_view.operationId = m_view.request.id;
        }
        if (!found.empty() && !m_view.request.isTrace && m_view.request.joinOthers)
            join(found);
        m_view.traceIds = std::move(found);
    }

    [[nodiscard]] std::string oddTraceText(TraceId id) const
    {
        for (const auto& store : traces().stores())
            if (store->findTrace(id))
                return store->traceIdText(id);
        return {};
    }

    template <typename Matches>
    [[nodiscard]] std::vector<TraceId> tracesWhere(const Matches& matches) const
    {
        std::vector<TraceId> found;
        std::unordered_set<TraceId> known;
        for (std::uint32_t s = 0; s < traces().stores().size(); ++s) {
            const trace::TraceStore& store = traces().store(s);
            for (const trace::SpanRow row : store.byStart()) {
                const TraceId id = store.traceId(store.traceOf(row));
                if (!known.contains(id) && matches(SpanRef{s, row})) {
                    known.insert(id);
                    found.push_back(id);
                }
            }
        }
        return found;
    }

    [[nodiscard]] std::vector<TraceId> tracesWithId() const
    {
        std::vector<bool> possible; // stores that have the id as a text at all
        for (const auto& store : traces().stores())
            possible.push_back(store->findText(m_view.request.id).has_value());
        return tracesWhere([&](SpanRef span) {
            return possible[span.store] && m_view.reader.text(span, Meaning::OperationId) == m_view.request.id;
        });
    }

    // Only requests about the operation were traced: the id stands in their path.
    [[nodiscard]] std::vector<TraceId> tracesByFallback() const
    {
        std::vector<std::pair<std::string, std::string>> wanted;
        for (const SearchFallback& fallback : profile().searchFallbacks)
            wanted.emplace_back(fallback.key, fill(fallback.value, m_view.request.id));
        return tracesWhere([&](SpanRef span) {
            return std::any_of(wanted.begin(), wanted.end(), [&](const auto& tag) {
                const auto value = traces().attributes(span).find(std::string_view(tag.first));
                return value && value->string() == tag.second;
            });
        });
    }

    void join(std::vector<TraceId>& found)
    {
        m_view.joints = findJoints(m_view, m_classifier, found);
        for (const TraceJoint& joint : m_view.joints)
            if (const TraceId id = traces().traceId(joint.client);
                std::find(found.begin(), found.end(), id) == found.end())
                found.push_back(id);
    }

    // ---- spans and what they are ----

    void collectSpans()
    {
        std::vector<std::pair<std::int64_t, TraceId>> starts;
        for (const TraceId& id : m_view.traceIds) {
            const std::vector<SpanRef> refs = traces().traceSpans(id);
            starts.emplace_back(traces().startNs(refs.front()), id);
            if (m_view.traceIds.size() == 1)
                m_view.spans.reserve(refs.size());
            const auto classified = m_classifier.classifyAll(refs);
            for (std::size_t i = 0; i < refs.size(); ++i) {
                const auto& [role, destination, pathHash] = classified[i];
                m_view.spans.push_back(
                    {refs[i], kNoIndex, -1, destination, pathHash, role, true, false, isError(traces(), refs[i])});
            }
        }
        std::stable_sort(starts.begin(), starts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (std::size_t i = 0; i < starts.size(); ++i)
            m_view.traceIds[i] = starts[i].second;
        const auto earlier = [&](const OperationSpan& a, const OperationSpan& b) {
            return std::pair(traces().startNs(a.ref), a.ref) < std::pair(traces().startNs(b.ref), b.ref);
        };
        if (!std::is_sorted(m_view.spans.begin(), m_view.spans.end(), earlier)) // a single trace is
            std::sort(m_view.spans.begin(), m_view.spans.end(), earlier);
        m_index.resize(traces().stores().size());
        for (std::uint32_t i = 0; i < m_view.spans.size(); ++i) {
            auto& rows = m_index[m_view.spans[i].ref.store];
            rows.resize(traces().store(m_view.spans[i].ref).spanCount(), kNoIndex);
            rows[trace::index(m_view.spans[i].ref.row)] = i;
        }
        for (OperationSpan& span : m_view.spans)
            if (const SpanRef parent = traces().parent(span.ref); parent.valid())
                span.parent = m_index[parent.store][trace::index(parent.row)];
        orderParentsFirst();
    }

    // Parents before children, whatever their clocks say: later steps pass properties down in this order.
    void orderParentsFirst()
    {
        std::vector<std::uint32_t> stack;
        std::vector<std::uint8_t> done(m_view.spans.size(), 0);
        for (std::uint32_t i = 0; i < m_view.spans.size(); ++i) {
            for (std::uint32_t j = i; j != kNoIndex && done[j] == 0; j = m_view.spans[j].parent) {
                done[j] = 1;
                stack.push_back(j);
            }
            m_downwards.insert(m_downwards.end(), stack.rbegin(), stack.rend());
            stack.clear();
        }
    }

    // What a poll or health check causes is noise as well.
    void spreadNoise()
    {
        for (const std::uint32_t i : m_downwards) {
            OperationSpan& span = m_view.spans[i];
            if (span.parent == kNoIndex || span.role != Role::None)
                continue;
            const Role above = m_view.spans[span.parent].role;
            if (above == Role::Poll || above == Role::Health)
                span.role = above;
        }
    }

    // A span belongs to the operation that it or its nearest ancestor names; spans that name none belong to all.
    void markOwners()
    {
        std::set<std::string> ids;
        std::vector<const std::string*> owner(m_view.spans.size(), nullptr);
        for (const std::uint32_t i : m_downwards) {
            const OperationSpan& span = m_view.spans[i];
            if (const auto id = m_view.reader.text(span.ref, Meaning::OperationId); id && !isNoise(span.role))
                owner[i] = &*ids.insert(*id).first;
            else if (span.parent != kNoIndex)
                owner[i] = owner[span.parent];
        }
        if (m_view.request.isTrace && ids.size() < 2)
            m_view.operationId = ids.empty() ? idOnlyInPaths() : *ids.begin();
        if (m_view.request.isTrace)
            return;
        for (std::uint32_t i = 0; i < m_view.spans.size(); ++i)
            m_view.spans[i].own = owner[i] == nullptr || *owner[i] == m_view.request.id;
    }

    [[nodiscard]] std::string idOnlyInPaths()
    {
        std::vector<SpanRef> refs;
        refs.reserve(m_view.spans.size());
        for (const OperationSpan& span : m_view.spans)
            refs.push_back(span.ref);
        return idInPaths(traces(), profile(), m_classifier, refs);
    }

    [[nodiscard]] static bool showsWork(const OperationSpan& span)
    {
        return span.own && span.role >= Role::Register && span.role != Role::Transition &&
               span.role != Role::WeakSelection && span.role != Role::ProviderConnect;
    }

    // A trace without any work in it is about the operation, not of it: a status command, a cancellation.
    void markObservers()
    {
        std::unordered_map<TraceId, bool> hasWork;
        for (const OperationSpan& span : m_view.spans)
            hasWork[traces().traceId(span.ref)] |= showsWork(span) || looksLikePhase(span);
        const bool any = std::any_of(hasWork.begin(), hasWork.end(), [](const auto& entry) { return entry.second; });
        for (OperationSpan& span : m_view.spans) {
            m_view.hasVocabulary = m_view.hasVocabulary || (span.own && span.role >= Role::Entry);
            span.observer = span.role == Role::Observer ||
                            (any && !hasWork[traces().traceId(span.ref)] && span.role != Role::Transition);
        }
        for (const std::uint32_t i : m_downwards) // what an observer's command calls
            if (m_view.spans[i].parent != kNoIndex && m_view.spans[m_view.spans[i].parent].observer &&
                m_view.spans[i].role != Role::Transition)
                m_view.spans[i].observer = true;
    }

    [[nodiscard]] bool looksLikePhase(const OperationSpan& span) const
    {
        return std::any_of(profile().phases.begin(), profile().phases.end(), [&](const PhaseRule& rule) {
            return rule.role == Role::None && globMatchAny(rule.spans, traces().name(span.ref));
        });
    }

    void findType()
    {
        for (const OperationSpan& span : m_view.spans) {
            if (!span.own || !m_view.typeName.empty())
                continue;
            if (const auto word = m_view.reader.text(span.ref, Meaning::OperationType))
                setType(profile().operationType(*word, ""), normalized(*word));
        }
        if (m_view.typeName.empty() && !m_view.operationId.empty())
            if (const auto* type = profile().operationType("", m_view.operationId))
                setType(type, type->id);
        for (const OperationType& type : profile().operationTypes)
            if (m_view.typeName.empty() && occurs(type))
                setType(&type, type.id);
    }

    void setType(const OperationType* type, std::string word)
    {
        m_view.typeName = type != nullptr ? type->id : std::move(word);
        if (type != nullptr)
            m_view.type = type;
    }

    [[nodiscard]] bool occurs(const OperationType& type)
    {
        return std::any_of(m_view.spans.begin(), m_view.spans.end(), [&](const OperationSpan& span) {
            const bool request = span.role == Role::StartRequest || span.role == Role::StartCall ||
                                 span.role == Role::DispatchCall || span.role == Role::WorkerRequest;
            return globMatchAny(type.spans, traces().name(span.ref)) ||
                   (request && globMatchAny(type.routes, m_classifier.address(span.ref).path));
        });
    }

    void assignPhases()
    {
        if (m_view.type->phases.empty())
            return;
        const bool hasDispatchSpan = std::any_of(m_view.spans.begin(), m_view.spans.end(),
                                                 [](const OperationSpan& s) { return s.role == Role::Dispatch; });
        for (OperationSpan& span : m_view.spans) {
            if (!m_view.isWork(span) || (span.role == Role::DispatchCall && hasDispatchSpan))
                continue;
            const trace::SpanKind kind = traces().kind(span.ref);
            const bool request = kind == trace::SpanKind::Client || kind == trace::SpanKind::Server;
            span.phase =
                phaseOf(profile(), *m_view.type, span.role, traces().name(span.ref), traces().service(span.ref),
                        request ? m_classifier.address(span.ref).path : std::string(), kind);
            if (span.role == Role::Transition && !isTerminalTransition(span))
                span.phase = -1;
        }
    }

    [[nodiscard]] bool isTerminalTransition(const OperationSpan& span) const
    {
        const std::string state = profile().stateOf(m_view.reader.text(span.ref, Meaning::OperationState).value_or(""));
        return state == "completed" || state == "failed" || state == "cancelled";
    }

    // ---- sums ----

    void measure()
    {
        std::set<std::string, std::less<>> services;
        bool first = true;
        for (const OperationSpan& span : m_view.spans) {
            m_view.errorSpans += traces().status(span.ref) == trace::StatusCode::Error ? 1 : 0;
            if (const auto service = traces().service(span.ref); !service.empty() && !services.contains(service))
                services.emplace(service);
            m_view.workerSeen = m_view.workerSeen || showsWorker(span);
            if (!m_view.isWork(span))
                continue;
            if (span.role != Role::Transition)
                m_view.newestStartNs = std::max(m_view.newestStartNs, traces().startNs(span.ref));
            m_view.startNs = first ? traces().startNs(span.ref) : std::min(m_view.startNs, traces().startNs(span.ref));
            m_view.endNs = first ? traces().endNs(span.ref) : std::max(m_view.endNs, traces().endNs(span.ref));
            first = false;
        }
        if (first) { // nothing but noise: better its times than none
            m_view.startNs = traces().startNs(m_view.spans.front().ref);
            m_view.endNs = m_view.startNs;
            for (const OperationSpan& span : m_view.spans)
                m_view.endNs = std::max(m_view.endNs, traces().endNs(span.ref));
        }
        m_view.services.assign(services.begin(), services.end());
    }

    [[nodiscard]] bool showsWorker(const OperationSpan& span) const
    {
        if (!m_view.isWork(span))
            return false;
        if (span.role == Role::WorkerRequest && span.error) // it refused: what it does below that is no work
            return false;
        if (span.role == Role::WorkerRoot || span.role == Role::WorkerRequest)
            return true;
        if (profile().serviceRole(traces().service(span.ref)) == PartyRole::Worker)
            return true;
        return m_view.type->workers && span.phase >= 0 &&
               profile().phase(m_view.type->phases[static_cast<std::size_t>(span.phase)])->role == Role::None;
    }

    [[nodiscard]] std::optional<std::int64_t> count(SpanRef span, Meaning meaning) const
    {
        const auto value = m_view.reader.number(span, meaning);
        return value && std::isfinite(*value) ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
    }

    void readSelections()
    {
        for (const OperationSpan& span : m_view.spans) {
            if (!m_view.isWork(span))
                continue;
            m_view.weakSelection = m_view.weakSelection || span.role == Role::WeakSelection;
            if (span.role != Role::Selection)
                continue;
            WorkerSelection selection;
            selection.span = span.ref;
            selection.total = count(span.ref, Meaning::WorkersTotal);
            selection.capable = count(span.ref, Meaning::WorkersCapable);
            selection.available = count(span.ref, Meaning::WorkersAvailable);
            selection.hasCounts = selection.total || selection.capable || selection.available;
            selection.selected = m_view.reader.text(span.ref, Meaning::SelectedWorker).value_or("");
            selection.status = normalized(m_view.reader.text(span.ref, Meaning::SelectionStatus).value_or(""));
            selection.succeeded = !selection.selected.empty() || selection.status == "success";
            m_view.selections.push_back(std::move(selection));
        }
    }

    void readProgress()
    {
        for (const OperationSpan& span : m_view.spans) {
            // The request that started the work says 0 % for ever: it ended before the work began.
            if (!m_view.isWork(span) || span.role == Role::StartRequest || span.role == Role::StartCall)
                continue;
            const auto percentage = m_view.reader.number(span.ref, Meaning::ProgressPercentage);
            if (!percentage)
                continue;
            ProgressReading reading{span.ref, *percentage, updatedAt(span.ref), traces().endNs(span.ref)};
            reading.timeNs = reading.updatedAtNs.value_or(reading.timeNs);
            m_view.progress.push_back(reading);
        }
    }

    // Unix time in seconds, or in a thousandth, a millionth, a thousand-millionth of them, as its size tells; or RFC
    // 3339. A time without zone counts as UTC where the span was open at that moment, else nobody knows where it was.
    [[nodiscard]] std::optional<std::int64_t> updatedAt(SpanRef span) const
    {
        constexpr double kMostSeconds = 9e9;
        if (const auto at = m_view.reader.number(span, Meaning::ProgressUpdatedAt)) {
            if (!std::isfinite(*at) || *at <= 0 || *at >= kMostSeconds * 1e9)
                return std::nullopt;
            double microseconds = *at * 1e6;
            for (double most = kMostSeconds; *at >= most; most *= 1e3)
                microseconds /= 1e3;
            return static_cast<std::int64_t>(std::llround(microseconds)) * 1000;
        }
        const auto text = m_view.reader.text(span, Meaning::ProgressUpdatedAt);
        if (!text)
            return std::nullopt;
        if (const auto time = trace::parseTime(*text))
            return time;
        const auto time = trace::parseTime(*text + 'Z');
        const bool open = time && *time >= traces().startNs(span) && *time <= traces().endNs(span);
        return open ? time : std::nullopt;
    }

    // Spans of one service that follow each other without a call between them are of one process: the uppermost of each
    // such stretch, and whether a worker's work is in it.
    struct Stretches
    {
        std::vector<std::uint32_t> top;
        std::vector<bool> ofWorker;
    };

    [[nodiscard]] bool beginsStretch(const OperationSpan& span) const
    {
        if (span.parent == kNoIndex || span.role == Role::WorkerRequest || span.role == Role::StartRequest)
            return true;
        const OperationSpan& above = m_view.spans[span.parent];
        const trace::SpanKind kind = traces().kind(span.ref);
        const trace::SpanKind kindAbove = traces().kind(above.ref);
        return kind == trace::SpanKind::Server || kind == trace::SpanKind::Consumer ||
               kindAbove == trace::SpanKind::Client || kindAbove == trace::SpanKind::Producer ||
               traces().service(span.ref) != traces().service(above.ref);
    }

    [[nodiscard]] Stretches findStretches() const
    {
        Stretches all{std::vector<std::uint32_t>(m_view.spans.size()), std::vector<bool>(m_view.spans.size(), false)};
        // The same below a span that is still open and has not arrived.
        std::map<std::tuple<TraceId, trace::SpanId, std::string_view>, std::uint32_t> belowAbsent;
        for (const std::uint32_t i : m_downwards) {
            const SpanRef span = m_view.spans[i].ref;
            const trace::SpanKind kind = traces().kind(span);
            all.top[i] = beginsStretch(m_view.spans[i]) ? i : all.top[m_view.spans[i].parent];
            if (traces().hasMissingParent(span) && kind != trace::SpanKind::Server && kind != trace::SpanKind::Consumer)
                all.top[i] = belowAbsent
                                 .try_emplace({traces().traceId(span), traces().store(span).parentSpanId(span.row),
                                               traces().service(span)},
                                              i)
                                 .first->second;
            if (showsWorker(m_view.spans[i]))
                all.ofWorker[all.top[i]] = true;
        }
        return all;
    }

    void readInstanceIds()
    {
        if (!m_view.reader.occurs(Meaning::InstanceId))
            return;
        std::map<std::tuple<std::string, std::string, PartyRole>, InstanceIds> byProcess;
        std::map<std::uint32_t, std::string> idOfStretch;
        const Stretches stretches = findStretches();
        for (std::uint32_t i = 0; i < m_view.spans.size(); ++i) {
            const OperationSpan& span = m_view.spans[i];
            if (!span.own)
                continue;
            const auto id = m_view.reader.text(span.ref, Meaning::InstanceId);
            if (!id)
                continue;
            const trace::TraceStore& store = traces().store(span.ref);
            const auto resource = store.resource(store.resourceOf(span.ref.row));
            const auto process = m_view.reader.value(span.ref.store, resource.attributes, Meaning::ProcessId);
            const std::string name = process ? process->text() : std::string();
            PartyRole role = profile().serviceRole(resource.service);
            if (role == PartyRole::Backend && name.empty() && stretches.ofWorker[stretches.top[i]])
                role = PartyRole::Worker; // workers may send under the backend's name
            InstanceIds& ids = byProcess[{std::string(resource.service), name, role}];
            ids.service = resource.service;
            ids.process = name;
            ids.role = role;
            ids.oneProcess = ids.oneProcess || process.has_value() ||
                             idOfStretch.try_emplace(stretches.top[i], *id).first->second != *id;
            const auto place = std::lower_bound(ids.ids.begin(), ids.ids.end(), *id);
            if (place != ids.ids.end() && *place == *id)
                continue;
            ids.spans.insert(ids.spans.begin() + (place - ids.ids.begin()), span.ref);
            ids.ids.insert(place, *id);
        }
        for (auto& [key, ids] : byProcess)
            m_view.instanceIds.push_back(std::move(ids));
    }

    void readAbsentParents()
    {
        std::map<std::pair<TraceId, trace::SpanId>, std::size_t> places;
        for (const OperationSpan& span : m_view.spans) {
            if (!traces().hasMissingParent(span.ref))
                continue;
            const trace::TraceStore& store = traces().store(span.ref);
            const std::pair key{traces().traceId(span.ref), store.parentSpanId(span.ref.row)};
            const auto [it, isNew] = places.try_emplace(key, m_view.absentParents.size());
            if (isNew)
                m_view.absentParents.push_back({key.first, key.second, {}, false, {}});
            m_view.absentParents[it->second].children.push_back(span.ref);
        }
        for (AbsentParent& absent : m_view.absentParents)
            recogniseRequestInFlight(absent);
    }

    // "POST /x http receive" below an absent span: the request was received, its own span comes when it is answered.
    void recogniseRequestInFlight(AbsentParent& absent) const
    {
        constexpr std::string_view kReceive = " http receive";
        for (const SpanRef child : absent.children) {
            const std::string_view name = traces().name(child);
            if (m_view.spans[m_view.indexOf(child)].role != Role::Receive || !name.ends_with(kReceive))
                continue;
            absent.requestInFlight = true;
            absent.route = name.substr(0, name.size() - kReceive.size());
        }
    }

    // ---- the operations API ----

    // Contract 2.1: a terminal word of the traces wins. Where they have none, spans of the end were lost, or have not
    // been exported yet, and the API's word counts.
    void applyReported()
    {
        if (m_view.request.companions == nullptr || m_view.operationId.empty())
            return;
        m_view.reported =
            readReported(*m_view.request.companions, profile(), m_view.operationId, m_view.request.asOfNs);
        if (!m_view.reported || m_view.lifeCycle.terminal)
            return;
        LifeCycle& cycle = m_view.lifeCycle;
        const ReportedOperation& reported = *m_view.reported;
        if (reported.isTerminal()) {
            const std::int64_t endedNs = reported.newest->completedAtNs ? *reported.endedNs : m_view.endNs;
            m_view.endNs = std::max(m_view.endNs, endedNs);
            cycle.terminal = Transition{{}, m_view.endNs, reported.state, reported.newest->error, true};
        } else if (cycle.failedRoot.valid() && reported.progressedNs &&
                   *reported.progressedNs >
                       trace::saturatedSum(traces().endNs(cycle.failedRoot), profile().thresholds.contextJoinNs)) {
            cycle.failedRoot = trace::kNoSpanRef; // the command was interrupted, the work goes on
        }
    }

    // ---- signs of life ----

    // Spans that were written while still open end at the moment of looking: then progress tells, not their end.
    void findLastActivity()
    {
        const std::int64_t now = m_view.request.asOfNs;
        const std::int64_t openFrom = now - profile().thresholds.exportDelayNs;
        std::int64_t progressAt = 0;
        SpanRef progressSpan;
        std::int64_t openEnd = 0;
        SpanRef openSpan;
        const auto newer = [](std::int64_t time, SpanRef span, std::int64_t& best, SpanRef& bestSpan) {
            if (!bestSpan.valid() || time > best) {
                best = time;
                bestSpan = span;
            }
        };
        for (const OperationSpan& span : m_view.spans) {
            if (!m_view.isWork(span) || span.role == Role::Entry || span.role == Role::Coordinator)
                continue;
            const std::int64_t end = traces().endNs(span.ref);
            if (end < openFrom || m_view.lifeCycle.terminal)
                newer(end, span.ref, m_view.lastActivityNs, m_view.lastActivitySpan);
            else
                newer(std::min(end, now), span.ref, openEnd, openSpan);
        }
        for (const ProgressReading& reading : m_view.progress)
            if (reading.updatedAtNs && *reading.updatedAtNs <= now)
                newer(*reading.updatedAtNs, reading.span, progressAt, progressSpan);
        if (progressSpan.valid() && progressAt > m_view.lastActivityNs)
            newer(progressAt, progressSpan, m_view.lastActivityNs, m_view.lastActivitySpan);
        else if (openSpan.valid() && !progressSpan.valid())
            newer(openEnd, openSpan, m_view.lastActivityNs, m_view.lastActivitySpan);
        if (!m_view.lastActivitySpan.valid()) {
            m_view.lastActivityNs = m_view.endNs;
            m_view.lastActivitySpan = m_view.spans.front().ref;
        }
    }

    OperationView m_view;
    SpanClassifier m_classifier;
    std::vector<std::vector<std::uint32_t>> m_index; // by store and row
    std::vector<std::uint32_t> m_downwards;          // indices of spans, parents before children
};

} // namespace

std::uint32_t OperationView::indexOf(SpanRef ref) const
{
    if (!ref.valid())
        return kNoIndex;
    const auto key = [&](SpanRef r) { return std::pair(traces().startNs(r), r); };
    const auto it =
        std::lower_bound(spans.begin(), spans.end(), key(ref),
                         [&](const OperationSpan& span, const auto& wanted) { return key(span.ref) < wanted; });
    return it != spans.end() && it->ref == ref ? static_cast<std::uint32_t>(it - spans.begin()) : kNoIndex;
}

std::int64_t OperationView::envelopeNs() const
{
    return std::max<std::int64_t>(0, (isFinished() ? endNs : std::max(request.asOfNs, endNs)) - startNs);
}

std::string OperationView::idForCommands() const
{
    const bool isNamed = !request.isTrace || profile().subjectIsTrace;
    return operationId.empty() && isNamed ? request.id : operationId;
}

bool OperationView::isFinished() const
{
    return lifeCycle.terminal || lifeCycle.failedRoot.valid() || (request.isTrace && operationId.empty());
}

OperationView buildOperationView(const OperationRequest& request)
{
    return ViewBuilder(request).build();
}

} // namespace spanlight::operations
