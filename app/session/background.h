#pragma once

#include "models/sources/work_link.h"

#include <QObject>

#include <memory>
#include <utility>

namespace spanlight::app {

/// What the work on another thread sees of its owner: whether anybody still waits, and a way to tell something.
class CancelToken
{
public:
    explicit CancelToken(sources::WorkLink& link) : m_link(link) {}

    [[nodiscard]] bool isCancelled() const { return m_link.isCut(); }
    /// Runs the message in the owner's thread, unless the work has been cancelled until then.
    template <typename Message>
    void post(Message message) const
    {
        m_link.post(std::move(message));
    }

private:
    sources::WorkLink& m_link;
};

/// Runs one piece of work at a time for its owner: starting the next one, or cancelling, drops the result of the one
/// before at once, however long its thread still needs to notice.
///
/// Lives in the GUI thread. Results are handed over there.
class Background : public QObject
{
public:
    explicit Background(QObject* parent = nullptr) : QObject(parent) {}
    ~Background() override { cancel(); }

    /// work(const CancelToken&) → T on another thread; done(T) here, unless cancelled before. Both are copied.
    template <typename Work, typename Done>
    void start(Work work, Done done)
    {
        cancel();
        m_run = new Run(this);
        sources::startWork(m_run->link, [this, work, done](const std::shared_ptr<sources::WorkLink>& link) mutable {
            const CancelToken token(*link);
            if (token.isCancelled())
                return;
            auto result = std::make_shared<decltype(work(token))>(work(token));
            link->post([this, result, done]() mutable {
                cancel(); // nothing of it is under way any more
                done(std::move(*result));
            });
        });
    }

    void cancel()
    {
        if (Run* run = std::exchange(m_run, nullptr)) {
            run->link->cut();
            run->deleteLater(); // this may be called from a message of the run itself
        }
    }
    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }

private:
    /// Receives what one piece of work tells, and keeps the line to it as long as messages may be under way.
    struct Run : QObject
    {
        explicit Run(QObject* parent) : QObject(parent), link(std::make_shared<sources::WorkLink>(this)) {}
        std::shared_ptr<sources::WorkLink> link;
    };

    Run* m_run = nullptr;
};

} // namespace spanlight::app
