#include "models/formats/parallel/batch_workers.h"

#include <algorithm>
#include <utility>

namespace spanlight::formats {

namespace {

// Batches that wait while others are read, so that no thread runs dry.
constexpr std::size_t kWaitingEach = 2;

} // namespace

BatchWorkers::BatchWorkers(unsigned threads, const ReadOptions& options)
    : m_options(options), m_most(threads * (1 + kWaitingEach))
{
    for (unsigned i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { work(); });
}

BatchWorkers::~BatchWorkers()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_given.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

std::unique_ptr<RecordBatch> BatchWorkers::fresh()
{
    if (m_spare.empty())
        return std::make_unique<RecordBatch>(m_options);
    auto batch = std::move(m_spare.back());
    m_spare.pop_back();
    return batch;
}

void BatchWorkers::reuse(std::unique_ptr<RecordBatch> batch)
{
    batch->clear();
    m_spare.push_back(std::move(batch));
}

void BatchWorkers::give(std::unique_ptr<RecordBatch> batch)
{
    ++m_onTheirWay;
    auto job = std::make_shared<Job>();
    job->batch = std::move(batch);
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_given.notify_one();
}

std::unique_ptr<RecordBatch> BatchWorkers::take(bool wait)
{
    std::unique_lock lock(m_mutex);
    if (m_jobs.empty())
        return nullptr;
    if (wait)
        m_done.wait(lock, [this] { return m_jobs.front()->isDone; });
    if (!m_jobs.front()->isDone)
        return nullptr;
    auto batch = std::move(m_jobs.front()->batch);
    m_jobs.pop_front();
    --m_onTheirWay;
    return batch;
}

void BatchWorkers::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        std::shared_ptr<Job> job;
        m_given.wait(lock, [&] {
            const auto next = std::find_if(m_jobs.begin(), m_jobs.end(), [](const auto& j) { return !j->isTaken; });
            job = next == m_jobs.end() ? nullptr : *next;
            return m_stop || job != nullptr;
        });
        if (m_stop)
            return;
        job->isTaken = true;
        lock.unlock();
        job->batch->readSpans();
        lock.lock();
        job->isDone = true;
        m_done.notify_one();
    }
}

} // namespace spanlight::formats
