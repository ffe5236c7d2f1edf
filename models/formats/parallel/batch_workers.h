#pragma once

#include "models/formats/parallel/record_batch.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace spanlight::formats {

/// Threads that read the spans of batches. Batches come back in the order in which they were given.
class BatchWorkers
{
public:
    BatchWorkers(unsigned threads, const ReadOptions& options);
    ~BatchWorkers();
    BatchWorkers(const BatchWorkers&) = delete;
    BatchWorkers& operator=(const BatchWorkers&) = delete;

    /// An empty batch to be filled. As many may be on their way as there is work for all threads.
    [[nodiscard]] std::unique_ptr<RecordBatch> fresh();
    void give(std::unique_ptr<RecordBatch> batch);
    /// The next batch in order if it is read, or null. `wait`: waits for it, null only when none is on its way.
    [[nodiscard]] std::unique_ptr<RecordBatch> take(bool wait);
    void reuse(std::unique_ptr<RecordBatch> batch);
    [[nodiscard]] bool isFull() const { return m_onTheirWay >= m_most; }

private:
    struct Job
    {
        std::unique_ptr<RecordBatch> batch;
        bool isTaken = false;
        bool isDone = false;
    };

    void work();

    const ReadOptions& m_options;
    std::size_t m_most;
    std::size_t m_onTheirWay = 0; // only the giving thread reads it
    std::vector<std::unique_ptr<RecordBatch>> m_spare;

    std::mutex m_mutex;
    std::condition_variable m_given;
    std::condition_variable m_done;
    std::deque<std::shared_ptr<Job>> m_jobs; // in order
    bool m_stop = false;
    std::vector<std::thread> m_threads;
};

} // namespace spanlight::formats
