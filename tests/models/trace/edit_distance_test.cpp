#include "models/trace/edit_distance.h"

#include <gtest/gtest.h>

namespace spanlight::trace {
namespace {

TEST(EditDistance, CountsLettersToInsertRemoveAndReplace)
{
    EXPECT_EQ(editDistance("", ""), 0U);
    EXPECT_EQ(editDistance("info", "info"), 0U);
    EXPECT_EQ(editDistance("", "abc"), 3U);
    EXPECT_EQ(editDistance("diagnoze", "diagnose"), 1U);
    EXPECT_EQ(editDistance("kitten", "sitting"), 3U);
}

} // namespace
} // namespace spanlight::trace
