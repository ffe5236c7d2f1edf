#include "app/session/background.h"

#include <QTest>
#include <QThread>
#include <QThreadPool>

#include <gtest/gtest.h>

#include <semaphore>

using namespace spanlight::app;

namespace {

// What the work refers to must outlive it, also when nobody waits for its result any more.
void waitForWork()
{
    QThreadPool::globalInstance()->waitForDone();
}

TEST(Background, TheResultComesBackToTheOwnersThread)
{
    Background background;
    int result = 0;
    QThread* workThread = nullptr;
    QThread* doneThread = nullptr;
    background.start(
        [&](const CancelToken&) {
            workThread = QThread::currentThread();
            return 42;
        },
        [&](int value) {
            doneThread = QThread::currentThread();
            result = value;
        });
    EXPECT_TRUE(background.isRunning());
    ASSERT_TRUE(QTest::qWaitFor([&] { return result != 0; }, 60'000));
    EXPECT_EQ(result, 42);
    EXPECT_EQ(doneThread, QThread::currentThread());
    EXPECT_NE(workThread, QThread::currentThread());
    EXPECT_FALSE(background.isRunning());
    waitForWork();
}

TEST(Background, ANewPieceOfWorkDropsTheOneBefore)
{
    Background background;
    std::binary_semaphore release(0);
    int first = 0;
    int second = 0;
    background.start(
        [&](const CancelToken&) {
            release.acquire();
            return 1;
        },
        [&](int value) { first = value; });
    background.start([](const CancelToken&) { return 2; }, [&](int value) { second = value; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return second != 0; }, 60'000));
    release.release();
    bool third = false;
    background.start([](const CancelToken&) { return true; }, [&](bool value) { third = value; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return third; }, 60'000));
    waitForWork();
    QCoreApplication::processEvents();
    EXPECT_EQ(first, 0);
}

TEST(Background, CancelAnswersAtOnceHoweverLongTheWorkTakes)
{
    Background background;
    std::binary_semaphore release(0);
    bool done = false;
    background.start(
        [&](const CancelToken& token) {
            release.acquire();
            return token.isCancelled();
        },
        [&](bool) { done = true; });
    background.cancel();
    EXPECT_FALSE(background.isRunning());
    release.release();
    waitForWork();
    QCoreApplication::processEvents();
    EXPECT_FALSE(done);
}

TEST(Background, MessagesOfCancelledWorkAreDropped)
{
    Background background;
    std::atomic<int> posted = 0;
    int heard = 0;
    background.start(
        [&](const CancelToken& token) {
            token.post([&] { ++heard; });
            ++posted;
            return 0;
        },
        [](int) {});
    while (posted == 0)
        QThread::yieldCurrentThread();
    background.cancel();
    waitForWork();
    QCoreApplication::processEvents();
    EXPECT_EQ(heard, 0);
}

} // namespace
