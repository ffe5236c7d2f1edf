#include "app/session/load_previews.h"

#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

namespace spanlight::app {
namespace {

Catalogue catalogueOf(const char* text)
{
    return makeCatalogue({test::storeFromText(text)}, nullptr, {});
}

TEST(MakePreview, ShowsTheNewestWhereNothingIsWanted)
{
    const Catalogue catalogue = catalogueOf("old @0+1000 cli\n  child @10+500 backend\n");
    const auto preview = makePreview(catalogue, {});
    ASSERT_NE(preview, nullptr);
    EXPECT_EQ(preview->id, catalogue.rows.front().id);
    EXPECT_EQ(preview->spans, 2U);
    EXPECT_EQ(preview->gantt->timeline.rows.size(), 2U);
    EXPECT_TRUE(preview->gantt->pins.empty());
}

TEST(MakePreview, SaysOfNoRowThatItIsComplete)
{
    const auto preview = makePreview(catalogueOf("old @0+1000 cli\n"), {});
    ASSERT_NE(preview, nullptr);
    for (const items::OperationRow& row : preview->rows) {
        EXPECT_TRUE(row.unfinished);
        EXPECT_FALSE(row.state.has_value());
    }
}

TEST(MakePreview, IsNothingWhereWhatIsWantedIsNotThereYet)
{
    EXPECT_EQ(makePreview(catalogueOf("old @0+1000 cli\n"), {QStringLiteral("op_elsewhere"), false}), nullptr);
    EXPECT_EQ(makePreview({}, {}), nullptr);
}

} // namespace
} // namespace spanlight::app
