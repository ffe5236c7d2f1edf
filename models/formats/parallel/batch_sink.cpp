#include "models/formats/parallel/batch_sink.h"

#include <algorithm>
#include <utility>

namespace spanlight::formats {

BatchSink::BatchSink(trace::TraceBuilder& builder, FormatSink& sink, const ReadOptions& options, unsigned threads)
    : m_builder(builder), m_sink(sink), m_options(options), m_threads(threads)
{
}

void BatchSink::step(RecordBatch::Kind kind, Section section)
{
    RecordBatch::Step step;
    step.kind = kind;
    step.section = section;
    m_batch->addStep(step, {}, {});
}

void BatchSink::beginSection(Section section)
{
    if (m_batch)
        step(RecordBatch::Kind::Begin, section);
    else if (!m_failed)
        m_sink.beginSection(section);
}

void BatchSink::endSection(Section section)
{
    if (m_batch)
        step(RecordBatch::Kind::End, section);
    else if (!m_failed)
        m_sink.endSection(section);
}

RecordResult BatchSink::part(Part part, std::string_view key, const Record& record)
{
    if (m_failed)
        return RecordResult::Good;
    if (!m_batch) {
        m_seen += record.bytes.size();
        const RecordResult result = m_sink.part(part, key, record);
        if (m_seen > m_options.bytesBeforeThreads) {
            m_workers = std::make_unique<BatchWorkers>(m_threads, m_options);
            m_batch = m_workers->fresh();
        }
        return result;
    }
    if (part == Part::JaegerSpan || part == Part::OtlpSpan || part == Part::ZipkinSpan) {
        m_batch->addSpan(part, record);
    } else {
        RecordBatch::Step step;
        step.kind = RecordBatch::Kind::Part;
        step.part = part;
        step.offset = record.offset;
        m_batch->addStep(step, key, record.bytes);
    }
    if (m_batch->bytes() >= m_options.batchBytes)
        dispatch();
    return RecordResult::Good;
}

void BatchSink::problem(trace::ProblemCode code, std::uint64_t offset, std::string message)
{
    if (m_failed)
        return;
    if (!m_batch)
        return m_sink.problem(code, offset, std::move(message));
    RecordBatch::Step step;
    step.kind = RecordBatch::Kind::Problem;
    step.code = code;
    step.offset = offset;
    m_batch->addStep(step, {}, message);
}

void BatchSink::dispatch()
{
    m_batch->close();
    m_workers->give(std::move(m_batch));
    while (!m_failed) {
        auto batch = m_workers->take(m_workers->isFull());
        if (!batch)
            break;
        merge(std::move(batch));
    }
    if (!m_failed)
        m_batch = m_workers->fresh();
}

void BatchSink::finish()
{
    if (!m_batch)
        return;
    m_batch->close();
    m_workers->give(std::move(m_batch));
    while (!m_failed) {
        auto batch = m_workers->take(true);
        if (!batch)
            break;
        merge(std::move(batch));
    }
    m_workers.reset();
}

void BatchSink::merge(std::unique_ptr<RecordBatch> batch)
{
    m_adopted = batch->isClean();
    if (m_adopted)
        m_builder.adopt(batch->builder(), m_ids);
    for (const RecordBatch::Step& step : batch->steps()) {
        take(*batch, step);
        if (m_failed)
            return;
    }
    m_workers->reuse(std::move(batch));
}

void BatchSink::take(const RecordBatch& batch, const RecordBatch::Step& step)
{
    switch (step.kind) {
    case RecordBatch::Kind::Begin:
        return m_sink.beginSection(step.section);
    case RecordBatch::Kind::End:
        return m_sink.endSection(step.section);
    case RecordBatch::Kind::Part:
        m_failed |= m_sink.part(step.part, batch.key(step), batch.record(step)) == RecordResult::Broken;
        return;
    case RecordBatch::Kind::Problem:
        return m_sink.problem(step.code, step.offset, std::string(batch.record(step).bytes));
    case RecordBatch::Kind::Spans:
        return m_adopted ? takeSpans(batch, step) : readAgain(batch, step);
    }
}

void BatchSink::takeSpans(const RecordBatch& batch, const RecordBatch::Step& step)
{
    const std::size_t first = m_builder.spanCount();
    m_builder.append(batch.builder(), m_ids, step.begin, step.begin + step.size);
    const std::size_t end = std::min(step.begin + step.size, batch.processes().size());
    for (std::size_t row = step.begin; row < end; ++row) {
        const trace::StringId process = batch.processes()[row];
        m_sink.giveProcess(trace::SpanRow{static_cast<std::uint32_t>(first + row - step.begin)},
                           m_ids.texts[trace::index(process)], batch.spans()[row].offset);
    }
}

// Something has to be said about a span of the batch: it is read as if there were one thread only.
void BatchSink::readAgain(const RecordBatch& batch, const RecordBatch::Step& step)
{
    for (std::size_t i = step.begin; i < step.begin + step.size && !m_failed; ++i) {
        const RecordBatch::Span& span = batch.spans()[i];
        m_failed = m_sink.part(span.part, {}, batch.record(span)) != RecordResult::Good;
    }
}

} // namespace spanlight::formats
