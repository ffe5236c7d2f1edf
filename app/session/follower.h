#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <chrono>

namespace spanlight::app {

/// When to look again at an operation that has not ended: soon after something new came, at longer and longer
/// intervals while nothing does, never so often that looking takes more than a fifth of the time.
[[nodiscard]] std::chrono::milliseconds nextLook(std::chrono::milliseconds last, bool sawNews,
                                                 std::chrono::milliseconds took);

/// Decides when an open operation is looked at again. Says so by lookAgain(); the one who looks reports by looked().
class Follower : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,      ///< nothing to follow
        Following, ///< the next look is planned or under way
        Paused,    ///< the user holds the picture
        Ended,     ///< the operation has come to its end while it was followed
    };

    explicit Follower(QObject* parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    /// Negative: none is planned.
    [[nodiscard]] std::chrono::milliseconds untilNextLook() const { return m_timer.remainingTimeAsDuration(); }
    /// An operation was opened that goes on (or not). A pause holds over all operations until it is taken back.
    void begin(bool unfinished);
    /// The look that lookAgain() asked for is over.
    void looked(bool sawNews, bool unfinished, std::chrono::milliseconds took);
    /// The look failed; the next one comes later.
    void missed();
    /// New spans are known to be there: look now, but at most a few times a second.
    void nudge();
    void pause(bool paused);
    void stop();

signals:
    void lookAgain();
    void stateChanged();

private:
    void plan(std::chrono::milliseconds wait);
    void setState(State state);

    QTimer m_timer;
    std::chrono::milliseconds m_interval;
    State m_state = State::Idle;
    bool m_paused = false;
    bool m_unfinished = false;
    bool m_looking = false;
    bool m_nudged = false; ///< while a look was under way
};

} // namespace spanlight::app
