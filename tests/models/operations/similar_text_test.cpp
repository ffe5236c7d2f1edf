#include "models/operations/similar_text.h"

#include <gtest/gtest.h>

namespace spanlight::operations {
namespace {

TEST(SimilarText, TakesNumbersAndQuotedTextsForValues)
{
    EXPECT_EQ(shapeOf("SELECT a FROM t WHERE id = 42 AND name = 'Bob'"), "SELECT a FROM t WHERE id = ? AND name = ?");
    EXPECT_EQ(shapeOf("x = 1.5"), "x = ?");
}

TEST(SimilarText, MakesOneOfAListOfValues)
{
    EXPECT_EQ(shapeOf("WHERE id IN (1, 2, 3)"), shapeOf("WHERE id IN (7)"));
    EXPECT_EQ(shapeOf("WHERE id IN (?, ?, ?)"), shapeOf("WHERE id IN (7)"));
    EXPECT_EQ(shapeOf("WHERE id = $1"), shapeOf("WHERE id = 9"));
}

TEST(SimilarText, KeepsNamesThatHoldDigits)
{
    EXPECT_NE(shapeOf("SELECT * FROM orders_2024"), shapeOf("SELECT * FROM orders_2025"));
    EXPECT_EQ(shapeOf("/v1/users/42"), "/v1/users/?");
}

TEST(SimilarText, TakesIdsForValues)
{
    EXPECT_EQ(shapeOf("/jobs/6f9619ff-8b86-d011-b42d-00c04fc964ff/log"), "/jobs/?/log");
    EXPECT_EQ(shapeOf("/jobs/job-77123"), "/jobs/job-?");
}

TEST(SimilarText, SurvivesQuotesWithoutEnd)
{
    EXPECT_EQ(shapeOf("name = 'Bob"), "name = ?");
    EXPECT_EQ(shapeOf("'"), "?");
    EXPECT_EQ(shapeOf(""), "");
}

} // namespace
} // namespace spanlight::operations
