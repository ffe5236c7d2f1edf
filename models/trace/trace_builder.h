#pragma once

#include "models/trace/trace_store.h"

#include <memory>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace spanlight::trace {

/// Takes spans row by row from readers and freezes them into a TraceStore. Move-only, used by one thread.
///
/// Order of use: beginInput(), then any number of addSpan(), then the next input; freeze() once at the end.
class TraceBuilder
{
public:
    TraceBuilder();
    TraceBuilder(TraceBuilder&&) noexcept = default;
    TraceBuilder& operator=(TraceBuilder&&) noexcept = default;

    /// Texts, values and attributes are interned here first; their ids go into the records.
    [[nodiscard]] AttributePool& pool() { return m_store->m_pool; }
    [[nodiscard]] StringId intern(std::string_view text) { return pool().strings().intern(text); }

    /// Id from text as files have it: hexadecimal of any case and length; any other text gets an id of its own whose
    /// text is kept (ProblemCode::OddId is logged). Empty or all zeros: the empty id.
    [[nodiscard]] TraceId traceIdFromText(std::string_view text);
    [[nodiscard]] SpanId spanIdFromText(std::string_view text);

    /// Row of a resource with exactly this content; stores it when it is new. The service name is that of the
    /// attribute service.name or of Jaeger's serviceName, kEmptyString if there is none.
    ResourceRow resource(StringId service, std::span<const AttributeId> attributes, StringId schemaUrl = kEmptyString);
    ScopeRow scope(StringId name, StringId version, std::span<const AttributeId> attributes = {},
                   StringId schemaUrl = kEmptyString);

    /// Starts counting spans and problems for a new input; returns its index.
    std::uint32_t beginInput(std::string name);
    [[nodiscard]] std::uint32_t currentInput() const;
    void setInputFormat(std::string format) { m_store->m_inputs.back().format = std::move(format); }
    void setInputBytes(std::uint64_t bytes) { m_store->m_inputs.back().bytes = bytes; }

    /// Returns kNoSpan for a span that ignoreKnownTraces() leaves out.
    SpanRow addSpan(const SpanRecord& span);
    /// From now on leaves out the traces that an earlier input has brought: answers of a server overlap, and each
    /// answer holds whole traces.
    void ignoreKnownTraces() { m_ignoreKnown = true; }
    [[nodiscard]] bool ignoresKnownTraces() const { return m_ignoreKnown; }
    /// Distinct traces of the current input so far, those left out included; only after ignoreKnownTraces().
    [[nodiscard]] std::size_t tracesOfInput() const { return m_inputTraces.size(); }
    /// The same traces with their spans in this input.
    [[nodiscard]] const std::unordered_map<TraceId, std::uint64_t>& spansOfInput() const { return m_inputTraces; }
    /// For inputs that give resources and scopes behind their spans. kNoSpan is passed over.
    void setResource(SpanRow span, ResourceRow resource)
    {
        if (span != kNoSpan)
            m_store->m_resource[index(span)] = resource;
    }
    void setScope(SpanRow span, ScopeRow scope)
    {
        if (span != kNoSpan)
            m_store->m_scope[index(span)] = scope;
    }
    [[nodiscard]] std::size_t spanCount() const { return m_store->m_spanId.size(); }

    [[nodiscard]] ResourceRow resourceOf(SpanRow span) const { return m_store->m_resource[index(span)]; }

    /// What the ids of another builder have become here, by the ids there.
    struct Adopted
    {
        std::vector<StringId> texts;
        std::vector<AttributeId> attributes;
        std::vector<ResourceRow> resources;
        std::vector<ScopeRow> scopes;
        std::vector<TraceRow> traces;
        std::vector<std::uint16_t> keySets;
    };
    /// Takes over the texts, attributes, resources, scopes and traces of another builder, but not its problems.
    void adopt(const TraceBuilder& part, Adopted& ids);
    /// Adds the spans with the rows [first, last) of a builder that was adopted, as if they were added here one by one.
    /// Not after ignoreKnownTraces().
    void append(const TraceBuilder& part, const Adopted& ids, std::size_t first, std::size_t last);
    /// Forgets everything but keeps memory: for a builder that others adopt again and again.
    void clear();

    /// How far a builder is, to go back there.
    struct Mark
    {
        std::size_t spans = 0;
        std::size_t traces = 0;
        std::size_t resources = 0;
        std::size_t scopes = 0;
        std::size_t extraAttributes = 0;
        std::size_t inputs = 0;
        std::size_t oddTraceIds = 0;
        std::size_t oddSpanIds = 0;
        ImportLog log;
    };
    [[nodiscard]] Mark mark() const;
    /// Forgets all inputs, spans, resources, scopes and problems since the mark. Texts and attributes stay.
    void goBackTo(const Mark& mark);

    /// Logs a problem of the current input.
    void problem(ProblemCode code, std::uint64_t offset, std::string message, std::uint64_t count = 1);
    [[nodiscard]] const ImportLog& log() const { return m_store->m_log; }

    /// Resolves parents, breaks cycles, sorts, and gives up the store. The builder must not be used afterwards.
    /// O(n log n), iterative.
    [[nodiscard]] std::shared_ptr<const TraceStore> freeze();

private:
    [[nodiscard]] TraceRow traceRow(TraceId id);
    [[nodiscard]] bool isKnownTrace(TraceId id);
    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> storeAttributes(std::span<const AttributeId> attributes);
    void adoptTables(const TraceStore& part, Adopted& ids);
    void appendColumns(const TraceStore& part, const Adopted& ids, std::size_t first, std::size_t last);
    void appendEvents(const TraceStore& part, const Adopted& ids, std::size_t first, std::size_t last);
    void appendLinks(const TraceStore& part, const Adopted& ids, std::size_t first, std::size_t last);
    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t>
    appendAttributes(const TraceStore& part, std::uint32_t begin, std::uint32_t count, const Adopted& ids);
    void storeEvents(std::span<const EventRecord> events);
    void storeLinks(std::span<const LinkRecord> links);
    void countInputs();
    void sortStarts();
    void sortEnds();
    void groupTraces();
    /// The servers' halves of calls by the client's half that has the same id.
    using Halves = std::unordered_map<SpanRow, std::vector<SpanRow>>;
    void resolveParents();
    void markIfRepeated(SpanRow row, SpanRow earlier);
    void addHalf(Halves& halves, SpanRow client, SpanRow server);
    [[nodiscard]] SpanRow parentOf(SpanRow row, SpanRow owner, const Halves& halves) const;
    void cutCycles();
    void linkChildren();
    void logOddSpans();
    void shrink();

    std::unique_ptr<TraceStore> m_store;
    std::unordered_map<std::uint64_t, std::vector<ResourceRow>> m_resourceRows;
    std::unordered_map<std::uint64_t, std::vector<ScopeRow>> m_scopeRows;
    std::vector<TraceId> m_oddTraceIds; // as they came
    std::vector<SpanId> m_oddSpanIds;
    std::vector<std::size_t> m_inputFirstSpan;
    std::unordered_map<TraceId, std::uint32_t> m_traceInput;  // first input of each trace; only when m_ignoreKnown
    std::unordered_map<TraceId, std::uint64_t> m_inputTraces; // spans of the current input; only when m_ignoreKnown
    bool m_ignoreKnown = false;
    TraceId m_lastTraceId;
    TraceRow m_lastTrace{};
};

} // namespace spanlight::trace
