#include "app/session/follower.h"

#include <algorithm>

namespace spanlight::app {

namespace {

using namespace std::chrono_literals;

constexpr auto kShortest = 2'000ms;
constexpr auto kLongest = 30'000ms;
constexpr auto kAfterNews = 300ms;
constexpr int kShareOfTime = 5;

} // namespace

std::chrono::milliseconds nextLook(std::chrono::milliseconds last, bool sawNews, std::chrono::milliseconds took)
{
    const auto wanted = sawNews ? std::chrono::milliseconds(kShortest) : last * 3 / 2;
    return std::clamp<std::chrono::milliseconds>(std::max(wanted, took * kShareOfTime), kShortest, kLongest);
}

Follower::Follower(QObject* parent) : QObject(parent), m_interval(kShortest)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_looking = true;
        emit lookAgain();
    });
}

void Follower::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    emit stateChanged();
}

void Follower::plan(std::chrono::milliseconds wait)
{
    m_looking = false;
    m_timer.start(wait);
    setState(State::Following);
}

void Follower::begin(bool unfinished)
{
    m_unfinished = unfinished;
    m_looking = false;
    m_nudged = false;
    m_interval = kShortest;
    m_timer.stop();
    if (!unfinished)
        setState(State::Idle);
    else if (m_paused)
        setState(State::Paused);
    else
        plan(m_interval);
}

void Follower::looked(bool sawNews, bool unfinished, std::chrono::milliseconds took)
{
    m_looking = false;
    m_unfinished = unfinished;
    if (m_state != State::Following)
        return;
    if (!unfinished) {
        setState(State::Ended);
        return;
    }
    m_interval = nextLook(m_interval, sawNews, took);
    plan(std::exchange(m_nudged, false) ? std::chrono::milliseconds(kAfterNews) : m_interval);
}

void Follower::missed()
{
    looked(false, m_unfinished, {});
}

void Follower::nudge()
{
    if (m_state != State::Following)
        return;
    if (m_looking)
        m_nudged = true;
    else if (m_timer.remainingTimeAsDuration() > kAfterNews)
        m_timer.start(kAfterNews);
}

void Follower::pause(bool paused)
{
    m_paused = paused;
    if (paused && m_state == State::Following) {
        m_timer.stop();
        setState(State::Paused);
    } else if (!paused && m_state == State::Paused) {
        m_interval = kShortest;
        plan(0ms);
    }
}

void Follower::stop()
{
    m_timer.stop();
    m_looking = false;
    m_unfinished = false;
    setState(State::Idle);
}

} // namespace spanlight::app
