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

TEST(NoticeBar, AHintGoesByItself)
{
    NoticeBar bar;
    bar.setInfoTime(1);
    bar.show({Notice::Kind::Error, QStringLiteral("An error."), QString(), QString()});
    bar.show({Notice::Kind::Info, QStringLiteral("Written."), QString(), QString()});
    EXPECT_EQ(bar.count(), 2);
    EXPECT_TRUE(QTest::qWaitFor([&bar] { return bar.count() == 1; }));
    EXPECT_EQ(NoticeBar::kInfoMs, 5000);
}

TEST(NoticeBar, TheSameNoticeTakesThePlaceOfTheOneBefore)
{
    NoticeBar bar;
    for (const char* where : {"/a.md", "/b.md"})
        bar.show({Notice::Kind::Info, QStringLiteral("Written."), QString::fromLatin1(where), QString()});
    EXPECT_EQ(bar.count(), 1);
}

TEST(NoticeBar, HintsGiveWayBeforeErrors)
{
    NoticeBar bar;
    bar.show({Notice::Kind::Error, QStringLiteral("first error"), QString(), QString()});
    for (const char* text : {"one", "two", "three"})
        bar.show({Notice::Kind::Info, QString::fromLatin1(text), QString(), QString()});
    EXPECT_EQ(bar.count(), 3);
    EXPECT_EQ(bar.findChild<QLabel*>(QStringLiteral("noticeText"))->text(), QStringLiteral("First error"));
}

TEST(NoticeBar, AnErrorBeginsWithACapitalUnlessWithAName)
{
    NoticeBar bar;
    for (const auto& [what, shown] : {std::pair("cannot be read: empty", "Cannot be read: empty"),
                                      {"spans.json cannot be read", "spans.json cannot be read"}}) {
        bar.clear();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        bar.show({Notice::Kind::Error, QString::fromLatin1(what), QString(), QString()});
        EXPECT_EQ(bar.findChild<QLabel*>(QStringLiteral("noticeText"))->text(), QString::fromLatin1(shown));
    }
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
