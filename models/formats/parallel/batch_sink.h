#pragma once

#include "models/formats/parallel/batch_workers.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace spanlight::formats {

/// Reads the spans that a DocumentWalker finds on several threads. The builder gets everything in the order of the
/// input and never depends on how many threads there are. The beginning of an input is read at once by the calling
/// thread, so that small ones cost no threads.
///
/// Every span is told to be good before it is read. When one turns out not to be, the walker should have gone on
/// differently: hasFailed(), and the input has to be read again without this.
class BatchSink final : public DocumentSink
{
public:
    BatchSink(trace::TraceBuilder& builder, FormatSink& sink, const ReadOptions& options, unsigned threads);

    void beginSection(Section section) override;
    void endSection(Section section) override;
    RecordResult part(Part part, std::string_view key, const Record& record) override;
    void problem(trace::ProblemCode code, std::uint64_t offset, std::string message) override;

    /// Puts everything into the builder that is still on its way.
    void finish();
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    void step(RecordBatch::Kind kind, Section section);
    void dispatch();
    void merge(std::unique_ptr<RecordBatch> batch);
    void take(const RecordBatch& batch, const RecordBatch::Step& step);
    void takeSpans(const RecordBatch& batch, const RecordBatch::Step& step);
    void readAgain(const RecordBatch& batch, const RecordBatch::Step& step);

    trace::TraceBuilder& m_builder;
    FormatSink& m_sink;
    const ReadOptions& m_options;
    unsigned m_threads;
    std::size_t m_seen = 0; ///< bytes that were read at once
    std::unique_ptr<BatchWorkers> m_workers;
    std::unique_ptr<RecordBatch> m_batch; ///< that is being filled
    trace::TraceBuilder::Adopted m_ids;   ///< of the batch that is being merged
    bool m_adopted = false;
    bool m_failed = false;
};

} // namespace spanlight::formats
