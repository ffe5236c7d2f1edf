#include "ui/mainwindow/address_bar.h"
#include "ui/mainwindow/notice_bar.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

using namespace spanlight::ui;

namespace {

TEST(NoticeBar, ShowsNoMoreThanTheNewestThree)
{
    NoticeBar bar;
    for (int i = 0; i < 9; ++i)
        bar.show({Notice::Kind::Warning, QStringLiteral("notice %1").arg(i), QString(), QString()});
    EXPECT_EQ(bar.count(), 3);
    bar.clear();
    EXPECT_EQ(bar.count(), 0);
}

TEST(NoticeBar, TextIsNeverReadAsMarkup)
{
    NoticeBar bar;
    bar.show({Notice::Kind::Error, QStringLiteral("<img src='x'>"), QString(), QString()});
    EXPECT_EQ(bar.findChild<QLabel*>(QStringLiteral("noticeText"))->textFormat(), Qt::PlainText);
}

TEST(AddressBar, ReturnOpensTheAddressAndEscapeCloses)
{
    AddressBar bar;
    QSignalSpy spy(&bar, &AddressBar::addressEntered);
    bar.open(QStringLiteral("jaeger+http://localhost:16686"));
    EXPECT_TRUE(bar.isVisible());
    auto* field = bar.findChild<QLineEdit*>(QStringLiteral("addressField"));
    QTest::keyClick(field, Qt::Key_Escape);
    EXPECT_FALSE(bar.isVisible());
    bar.open(QStringLiteral("demo:"));
    QTest::keyClick(field, Qt::Key_Return);
    ASSERT_EQ(spy.count(), 1);
    EXPECT_EQ(spy[0][0].toString(), QStringLiteral("demo:"));
    bar.open(QString());
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(spy.count(), 1);
}

} // namespace
