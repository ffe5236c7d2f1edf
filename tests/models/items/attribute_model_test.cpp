#include "models/items/attribute_model.h"
#include "models/items/attribute_proxy.h"
#include "models/items/text.h"
#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <QAbstractItemModelTester>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::items;

namespace {

class AttributeModelTest : public ::testing::Test
{
protected:
    AttributeModelTest()
    {
        store = test::storeFromText("span @0+1 a progress.percentage:=45.5 training.device=cuda:0 count:=12 done:=true "
                                    "updated_at:=1762864802.1");
        model.setAttributes(store, {store->attributes(trace::SpanRow{0})});
    }

    QString at(int row, int column, int role = Qt::DisplayRole) const
    {
        return model.index(row, column).data(role).toString();
    }

    std::shared_ptr<const trace::TraceStore> store;
    AttributeModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(AttributeModelTest, ShowsKeyValueAndTypeOfEveryAttribute)
{
    ASSERT_EQ(model.rowCount(), 5);
    EXPECT_EQ(at(0, AttributeModel::Key), QStringLiteral("progress.percentage"));
    EXPECT_EQ(at(0, AttributeModel::Value), QStringLiteral("45.5"));
    EXPECT_EQ(at(0, AttributeModel::Type), QStringLiteral("double"));
    EXPECT_EQ(at(1, AttributeModel::Type), QStringLiteral("string"));
    EXPECT_EQ(at(3, AttributeModel::Value), QStringLiteral("true"));
}

TEST_F(AttributeModelTest, TheTooltipTellsTypeMeaningAndAnExample)
{
    model.setProfile(operations::builtinProfile("ktrdr"));
    const QString text = at(0, AttributeModel::Key, Qt::ToolTipRole);
    for (const char* part : {"double", "means: progress percentage", "How far the work is", "for example: 45.5"})
        EXPECT_TRUE(text.contains(QLatin1String(part))) << part << " in " << text.toStdString();
    EXPECT_FALSE(at(2, AttributeModel::Key, Qt::ToolTipRole).contains(QLatin1String("means")));
}

TEST_F(AttributeModelTest, NumbersSortAsNumbers)
{
    EXPECT_EQ(model.index(2, AttributeModel::Value).data(AttributeModel::SortRole).typeId(), QMetaType::Double);
}

TEST_F(AttributeModelTest, UnixTimesAreAlsoShownAsTimeOfDay)
{
    EXPECT_EQ(at(4, AttributeModel::Value, AttributeModel::HintRole), QStringLiteral("12:40:02.100"));
    EXPECT_TRUE(at(2, AttributeModel::Value, AttributeModel::HintRole).isEmpty());
}

TEST_F(AttributeModelTest, ACitedAttributeCarriesTheNoteOfItsFinding)
{
    model.setNotes({{"count", {QStringLiteral("too few"), diagnosis::Severity::Error}}});
    EXPECT_EQ(at(2, AttributeModel::Value, AttributeModel::NoteRole), QStringLiteral("too few"));
    EXPECT_EQ(at(2, AttributeModel::Value, AttributeModel::NoteSeverityRole).toInt(),
              static_cast<int>(diagnosis::Severity::Error));
    EXPECT_TRUE(at(1, AttributeModel::Value, AttributeModel::NoteRole).isEmpty());
}

TEST_F(AttributeModelTest, TheTooltipTellsTheMeaningOfAKnownKey)
{
    model.setProfile(operations::builtinProfile("ktrdr"));
    EXPECT_TRUE(at(0, AttributeModel::Key, Qt::ToolTipRole).contains(QStringLiteral("progress percentage")));
}

TEST_F(AttributeModelTest, TheFilterLooksForEveryWordInKeyAndValue)
{
    AttributeProxy proxy;
    proxy.setSourceModel(&model);
    QAbstractItemModelTester proxyTester(&proxy, QAbstractItemModelTester::FailureReportingMode::Fatal);
    proxy.setFilter(QStringLiteral("CUDA device"));
    ASSERT_EQ(proxy.rowCount(), 1);
    EXPECT_EQ(proxy.index(0, 0).data().toString(), QStringLiteral("training.device"));
    proxy.setFilter(QStringLiteral("nothing like it"));
    EXPECT_EQ(proxy.rowCount(), 0);
    proxy.setFilter(QString());
    EXPECT_EQ(proxy.rowCount(), 5);
}

TEST(CellText, IsOneLineOfLimitedLength)
{
    EXPECT_EQ(cellText("a\nb\tc"), QStringLiteral("a b c"));
    EXPECT_EQ(cellText(std::string(1000, 'x'), 10).size(), 11);
    EXPECT_EQ(cellText("\xff\xfe").size(), 2);
    EXPECT_EQ(cellText("a\xe2\x80\xae\x1b[31m"), QStringLiteral("a\ufffd\ufffd[31m"));
}

} // namespace
