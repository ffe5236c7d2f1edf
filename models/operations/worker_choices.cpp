#include "models/operations/worker_choices.h"

#include "models/operations/attribute_reader.h"
#include "models/operations/glob.h"
#include "models/operations/http_address.h"
#include "models/operations/span_classifier.h"
#include "models/operations/span_errors.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace spanlight::operations {

namespace {

using trace::SpanRef;

class ChoiceReader
{
public:
    ChoiceReader(const trace::TraceSet& traces, const Profile& profile)
        : m_traces(traces), m_profile(profile), m_reader(traces, profile), m_classifier(traces, profile, m_reader)
    {
    }

    std::vector<WorkerChoice> read()
    {
        for (std::uint32_t s = 0; s < traces().stores().size(); ++s)
            for (const trace::SpanRow row : traces().store(s).byStart())
                if (!traces().isCopy({s, row}))
                    look({s, row});
        for (const SpanRef call : m_calls)
            if (!m_selectedIn.contains(traces().traceId(call)))
                addCall(call);
        for (WorkerChoice& choice : m_choices)
            if (choice.type.empty())
                choice.type = typeOfTrace(choice.span);
        std::sort(m_choices.begin(), m_choices.end(), [&](const WorkerChoice& a, const WorkerChoice& b) {
            return std::pair(traces().startNs(a.span), a.span) < std::pair(traces().startNs(b.span), b.span);
        });
        return std::move(m_choices);
    }

private:
    [[nodiscard]] const trace::TraceSet& traces() const { return m_traces; }

    void look(SpanRef span)
    {
        if (!m_classifier.mayBe(span, Role::Selection) && !m_classifier.mayBe(span, Role::DispatchCall)) {
            noteType(span);
            return;
        }
        const Role role = m_classifier.role(span);
        if (role == Role::Selection)
            addSelection(span);
        else if (role == Role::DispatchCall)
            m_calls.push_back(span);
    }

    void noteType(SpanRef span)
    {
        if (const auto word = m_reader.text(span, Meaning::OperationType))
            m_typeWords.try_emplace(traces().traceId(span), *word);
        else if (const auto id = m_reader.text(span, Meaning::OperationId))
            m_operationIds.try_emplace(traces().traceId(span), *id);
    }

    [[nodiscard]] std::optional<std::int64_t> count(SpanRef span, Meaning meaning) const
    {
        const auto value = m_reader.number(span, meaning);
        return value && std::isfinite(*value) ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
    }

    void addSelection(SpanRef span)
    {
        noteType(span);
        auto worker = m_reader.text(span, Meaning::SelectedWorker);
        if (!worker)
            return;
        m_selectedIn.insert(traces().traceId(span));
        m_choices.push_back({span, typeOfWord(m_reader.text(span, Meaning::WorkerType).value_or("")),
                             std::move(*worker), count(span, Meaning::WorkersTotal),
                             count(span, Meaning::WorkersAvailable)});
    }

    void addCall(SpanRef call)
    {
        const auto status = count(call, Meaning::HttpStatus);
        if (isError(traces(), call) || (status && *status >= 400))
            return;
        const HttpAddress address = m_classifier.address(call);
        std::string worker = address.target();
        for (const SpanRef child : traces().children(call))
            if (const auto service = traces().service(child); !service.empty() && service != traces().service(call))
                worker = service;
        if (worker.empty())
            return;
        std::string type;
        for (const OperationType& known : m_profile.operationTypes)
            if (type.empty() && globMatchAny(known.routes, address.path))
                type = known.id;
        m_choices.push_back({call, std::move(type), std::move(worker), std::nullopt, std::nullopt});
    }

    [[nodiscard]] std::string typeOfWord(const std::string& word) const
    {
        const OperationType* type = word.empty() ? nullptr : m_profile.operationType(word, "");
        return type != nullptr ? type->id : std::string();
    }

    [[nodiscard]] std::string typeOfTrace(SpanRef span) const
    {
        const trace::TraceId id = traces().traceId(span);
        if (const auto word = m_typeWords.find(id); word != m_typeWords.end())
            if (std::string type = typeOfWord(word->second); !type.empty())
                return type;
        const auto operation = m_operationIds.find(id);
        const OperationType* type =
            operation != m_operationIds.end() ? m_profile.operationType("", operation->second) : nullptr;
        return type != nullptr ? type->id : std::string();
    }

    const trace::TraceSet& m_traces;
    const Profile& m_profile;
    AttributeReader m_reader;
    SpanClassifier m_classifier;
    std::vector<WorkerChoice> m_choices;
    std::vector<SpanRef> m_calls;
    std::unordered_set<trace::TraceId> m_selectedIn;
    std::unordered_map<trace::TraceId, std::string> m_typeWords;
    std::unordered_map<trace::TraceId, std::string> m_operationIds;
};

} // namespace

std::vector<WorkerChoice> readWorkerChoices(const trace::TraceSet& traces, const Profile& profile)
{
    return ChoiceReader(traces, profile).read();
}

} // namespace spanlight::operations
