#include "app/session/row_queue.h"

#include <gtest/gtest.h>

namespace spanlight::app {
namespace {

std::vector<std::size_t> rest(RowQueue& queue)
{
    std::vector<std::size_t> rows;
    while (const auto row = queue.next())
        rows.push_back(*row);
    return rows;
}

TEST(RowQueue, GivesEveryRowOnceInOrder)
{
    RowQueue queue(4);
    EXPECT_EQ(rest(queue), (std::vector<std::size_t>{0, 1, 2, 3}));
    EXPECT_EQ(queue.next(), std::nullopt);
}

TEST(RowQueue, GivesWhatIsSeenFirst)
{
    RowQueue queue(6);
    EXPECT_EQ(queue.next(), 0U);
    queue.prefer({4, 3, 0, 99});
    EXPECT_EQ(rest(queue), (std::vector<std::size_t>{4, 3, 1, 2, 5}));
}

TEST(RowQueue, ForgetsWhatIsNoLongerSeen)
{
    RowQueue queue(6);
    queue.prefer({5, 4});
    EXPECT_EQ(queue.next(), 5U);
    queue.prefer({2});
    EXPECT_EQ(rest(queue), (std::vector<std::size_t>{2, 0, 1, 3, 4}));
}

TEST(RowQueue, OfNothingIsEmpty)
{
    RowQueue queue(0);
    queue.prefer({0, 1});
    EXPECT_EQ(queue.next(), std::nullopt);
}

} // namespace
} // namespace spanlight::app
