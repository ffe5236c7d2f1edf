#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <utility>

namespace spanlight::app {

/// Tells work on another thread that nobody waits for it any more.
class CancelToken
{
public:
    [[nodiscard]] bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }

private:
    std::atomic<bool> m_cancelled = false;
};

/// Runs one piece of work at a time for its owner: starting the next one, or cancelling, drops the result of the one
/// before at once, however long its thread still needs to notice.
///
/// Lives in the GUI thread. Results are handed over there. The destructor waits for the threads.
class Background : public QObject
{
public:
    explicit Background(QObject* parent = nullptr) : QObject(parent) { m_pool.setMaxThreadCount(2); }
    ~Background() override
    {
        cancel();
        m_pool.waitForDone();
    }

    /// work(const CancelToken&) → T on another thread; done(T) here, unless cancelled before.
    template <typename Work, typename Done>
    void start(Work work, Done done)
    {
        cancel();
        m_token = std::make_shared<CancelToken>();
        m_pool.start([this, token = m_token, work = std::move(work), done = std::move(done)]() mutable {
            if (token->isCancelled())
                return;
            auto result = std::make_shared<decltype(work(*token))>(work(*token));
            QMetaObject::invokeMethod(
                this,
                [this, token, result, done = std::move(done)]() mutable {
                    if (token->isCancelled())
                        return;
                    m_token.reset();
                    done(std::move(*result));
                },
                Qt::QueuedConnection);
        });
    }

    /// Hands something over from the running work to the owner's thread; dropped after cancel().
    template <typename Message>
    void post(const CancelToken& token, Message message)
    {
        if (token.isCancelled())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, from = &token, message = std::move(message)]() mutable {
                if (m_token.get() == from)
                    message();
            },
            Qt::QueuedConnection);
    }

    void cancel()
    {
        if (m_token)
            m_token->cancel();
        m_token.reset();
    }
    [[nodiscard]] bool isRunning() const { return m_token != nullptr; }

private:
    QThreadPool m_pool;
    std::shared_ptr<CancelToken> m_token;
};

} // namespace spanlight::app
