#pragma once

#include "models/formats/document_walker.h"
#include "models/formats/format_sink.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// Some of what a DocumentWalker finds, in its order, with its bytes; and what became of its spans.
///
/// Spans are read by any thread, each batch into a builder of its own, since a span needs nothing of what stands
/// around it. All else is only kept, and taken in order when the batch is merged.
class RecordBatch
{
public:
    enum class Kind : std::uint8_t { Begin, End, Part, Problem, Spans };
    struct Step
    {
        Kind kind{};
        Section section{};
        formats::Part part{};
        trace::ProblemCode code{};
        std::size_t begin = 0;   ///< of the bytes, or the index of the first span
        std::size_t size = 0;    ///< of the bytes, or the number of spans
        std::size_t keySize = 0; ///< the key stands in front of the bytes
        std::uint64_t offset = 0;
    };
    struct Span
    {
        formats::Part part{};
        std::size_t begin = 0;
        std::size_t size = 0;
        std::uint64_t offset = 0;
    };

    explicit RecordBatch(const ReadOptions& options);
    RecordBatch(const RecordBatch&) = delete;
    RecordBatch& operator=(const RecordBatch&) = delete;

    void addStep(const Step& step, std::string_view key, std::string_view bytes);
    void addSpan(Part part, const Record& record);
    [[nodiscard]] std::size_t bytes() const { return m_bytes.size(); }
    [[nodiscard]] bool empty() const { return m_steps.empty(); }

    /// No more will come: makes the bytes safe to parse.
    void close();
    /// Reads the spans; at any time after close(), on any thread. Never throws.
    void readSpans();
    /// Whether every span is in the builder and nothing has to be said about any. Only then what follows means
    /// something. Throws what readSpans() could not do.
    [[nodiscard]] bool isClean() const;
    [[nodiscard]] const trace::TraceBuilder& builder() const { return m_builder; }
    /// Names of the processes of Jaeger's spans, by row.
    [[nodiscard]] const std::vector<trace::StringId>& processes() const { return m_processes; }

    [[nodiscard]] const std::vector<Step>& steps() const { return m_steps; }
    [[nodiscard]] const std::vector<Span>& spans() const { return m_spans; }
    [[nodiscard]] std::string_view key(const Step& step) const;
    [[nodiscard]] Record record(const Step& step) const;
    [[nodiscard]] Record record(const Span& span) const;

    /// Makes it empty for the next use.
    void clear();

private:
    std::string m_bytes;
    std::vector<Step> m_steps;
    std::vector<Span> m_spans;
    trace::TraceBuilder m_builder;
    FormatSink m_reader;
    std::vector<trace::StringId> m_processes;
    bool m_clean = false;
    std::exception_ptr m_failure;
};

} // namespace spanlight::formats
