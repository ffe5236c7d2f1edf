#include "models/formats/parallel/record_batch.h"

#include "models/formats/json/record_tokens.h"

namespace spanlight::formats {

RecordBatch::RecordBatch(const ReadOptions& options) : m_reader(m_builder, options)
{
    m_reader.readSpansOnly(m_processes);
}

void RecordBatch::addStep(const Step& step, std::string_view key, std::string_view bytes)
{
    m_steps.push_back(step);
    m_steps.back().begin = m_bytes.size();
    m_steps.back().size = bytes.size();
    m_steps.back().keySize = key.size();
    m_bytes.append(key).append(bytes);
}

void RecordBatch::addSpan(Part part, const Record& record)
{
    if (m_steps.empty() || m_steps.back().kind != Kind::Spans) {
        Step step;
        step.kind = Kind::Spans;
        step.begin = m_spans.size();
        m_steps.push_back(step);
    }
    ++m_steps.back().size;
    m_spans.push_back({part, m_bytes.size(), record.bytes.size(), record.offset});
    m_bytes.append(record.bytes);
}

void RecordBatch::close()
{
    m_bytes.append(RecordTokens::kPadding, ' ');
}

void RecordBatch::readSpans()
{
    try {
        m_clean = true;
        for (const Span& span : m_spans) {
            m_clean = m_reader.part(span.part, {}, record(span)) == RecordResult::Good && m_builder.log().empty();
            if (!m_clean)
                break;
        }
        m_clean = m_clean && m_reader.haveAllTheirIds();
    } catch (...) {
        m_failure = std::current_exception();
    }
}

bool RecordBatch::isClean() const
{
    if (m_failure)
        std::rethrow_exception(m_failure);
    return m_clean;
}

std::string_view RecordBatch::key(const Step& step) const
{
    return std::string_view(m_bytes).substr(step.begin, step.keySize);
}

Record RecordBatch::record(const Step& step) const
{
    return {std::string_view(m_bytes).substr(step.begin + step.keySize, step.size), step.offset};
}

Record RecordBatch::record(const Span& span) const
{
    return {std::string_view(m_bytes).substr(span.begin, span.size), span.offset};
}

void RecordBatch::clear()
{
    m_bytes.clear();
    m_steps.clear();
    m_spans.clear();
    m_builder.clear();
    m_processes.clear();
    m_reader.readSpansOnly(m_processes);
    m_clean = false;
    m_failure = nullptr;
}

} // namespace spanlight::formats
