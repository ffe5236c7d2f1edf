#include "ui/companions/companions_dialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

class CompanionsDialogTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        dialog.begin(sources::companionAddresses(QStringLiteral("http://localhost:9090"), {}, {}).value());
    }
    template <typename Widget>
    Widget& child(const char* name)
    {
        return *dialog.findChild<Widget*>(QString::fromLatin1(name));
    }

    CompanionsDialog dialog;
};

TEST_F(CompanionsDialogTest, HandsOverTheAddressesAsTheyAreReadFromWhatPeopleCopy)
{
    EXPECT_EQ(child<QLineEdit>("prometheusAddress").text(), "http://localhost:9090");
    QSignalSpy chosen(&dialog, &CompanionsDialog::chosen);
    child<QLineEdit>("prometheusAddress").setText("http://localhost:9090/graph");
    child<QLineEdit>("operationsApiAddress").setText(" http://localhost:8000/docs ");
    child<QPushButton>("companionsUse").click();
    ASSERT_EQ(chosen.count(), 1);
    const auto addresses = chosen[0][0].value<sources::CompanionAddresses>();
    EXPECT_EQ(addresses.prometheus.toString(), "http://localhost:9090");
    EXPECT_EQ(addresses.operationsApi.toString(), "http://localhost:8000");
    EXPECT_TRUE(addresses.grafana.isEmpty());
    EXPECT_FALSE(dialog.isVisible());
}

TEST_F(CompanionsDialogTest, SaysInPlaceWhatIsWrongWithoutNamingOptionsOrSecrets)
{
    QSignalSpy chosen(&dialog, &CompanionsDialog::chosen);
    for (const char* wrong : {"localhost", "file:///etc/passwd", "http://user:hunter2@localhost"}) {
        child<QLineEdit>("grafanaAddress").setText(QString::fromLatin1(wrong));
        const QString error = child<QLabel>("companionsError").text();
        EXPECT_TRUE(error.contains("Grafana")) << error.toStdString();
        EXPECT_FALSE(error.contains("--")) << error.toStdString();
        EXPECT_FALSE(error.contains("hunter2"));
        EXPECT_FALSE(child<QPushButton>("companionsUse").isEnabled());
    }
    child<QLineEdit>("grafanaAddress").clear();
    EXPECT_TRUE(child<QLabel>("companionsError").text().isEmpty());
    EXPECT_TRUE(child<QPushButton>("companionsUse").isEnabled());
    EXPECT_EQ(chosen.count(), 0);
}

} // namespace
