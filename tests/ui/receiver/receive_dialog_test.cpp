#include "ui/receiver/receive_dialog.h"

#include "app/session/session.h"
#include "models/sources/otlp/receiver_ports.h"
#include "tests/models/sources/receiver/raw_sender.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <stdexcept>

namespace spanlight::ui {
namespace {

constexpr int kWaitMs = 30'000;

std::uint16_t someFreePort()
{
    QTcpServer server;
    EXPECT_TRUE(server.listen(QHostAddress::LocalHost));
    return server.serverPort();
}

class ReceiveDialogTest : public ::testing::Test
{
protected:
    ReceiveDialogTest()
    {
        QObject::connect(&dialog, &ReceiveDialog::openRequested, &dialog, [this](const QString& address) {
            opened = address;
            session.open({address});
        });
    }
    template <typename Widget>
    [[nodiscard]] Widget& part(const char* name)
    {
        auto* found = dialog.findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr)
            throw std::logic_error(name);
        return *found;
    }
    void fill(std::uint16_t http)
    {
        part<QSpinBox>("receiveHttpPort").setValue(http);
        part<QCheckBox>("receiveGrpc").setChecked(false);
        part<QCheckBox>("receiveKeep").setChecked(false);
    }
    [[nodiscard]] QString error() { return part<QLabel>("receiveError").text(); }

    app::Session session{{}};
    ReceiverWatch watch{session};
    ReceiveDialog dialog{session, watch};
    QString opened;
};

TEST_F(ReceiveDialogTest, ReceivesAndSaysWhoHasToBeTold)
{
    const std::uint16_t port = someFreePort();
    dialog.begin();
    fill(port);
    part<QPushButton>("receiveStart").click();
    ASSERT_TRUE(QTest::qWaitFor([this] { return watch.isReceiving(); }, kWaitMs)) << error().toStdString();
    EXPECT_EQ(dialog.findChild<CodeLine*>()->code(), QStringLiteral("export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf "
                                                                    "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:%1")
                                                         .arg(port));
    EXPECT_EQ(sources::test::answerTo(port, sources::test::post(sources::test::exportRequest(3))).status, 200);
    const auto& state = part<QLabel>("receiveState");
    ASSERT_TRUE(QTest::qWaitFor([&] { return state.text().contains(QStringLiteral("3 spans")); }, kWaitMs))
        << state.text().toStdString();
    EXPECT_EQ(sources::test::answerTo(port, sources::test::post("x", "application/x-protobuf", {}, "/v1/trace")).status,
              404);
    const auto& losses = part<QLabel>("receiveLosses");
    ASSERT_TRUE(QTest::qWaitFor([&] { return losses.text().contains(QStringLiteral("/v1/trace:")); }, kWaitMs));
}

TEST_F(ReceiveDialogTest, StopsWhenItIsToldToAndWhenAnotherSourceIsOpened)
{
    const std::uint16_t port = someFreePort();
    dialog.begin();
    fill(port);
    part<QPushButton>("receiveStart").click();
    ASSERT_TRUE(QTest::qWaitFor([this] { return watch.isReceiving(); }, kWaitMs));
    part<QPushButton>("receiveStop").click();
    EXPECT_FALSE(watch.isReceiving());
    EXPECT_TRUE(sources::isPortFree(QStringLiteral("127.0.0.1"), port));
    EXPECT_TRUE(part<QPushButton>("receiveStart").isVisibleTo(&dialog));
    fill(port);
    part<QPushButton>("receiveStart").click();
    ASSERT_TRUE(QTest::qWaitFor([this] { return watch.isReceiving(); }, kWaitMs)) << error().toStdString();
    session.open({QStringLiteral("demo:")});
    ASSERT_TRUE(QTest::qWaitFor([this] { return !watch.status(); }, kWaitMs));
    EXPECT_TRUE(sources::isPortFree(QStringLiteral("127.0.0.1"), port));
}

TEST_F(ReceiveDialogTest, SaysInPlaceThatAPortIsTaken)
{
    QTcpServer other;
    ASSERT_TRUE(other.listen(QHostAddress::LocalHost));
    dialog.begin();
    fill(other.serverPort());
    part<QPushButton>("receiveStart").click();
    EXPECT_TRUE(error().contains(QString::number(other.serverPort()))) << error().toStdString();
    EXPECT_TRUE(opened.isEmpty());
    EXPECT_TRUE(part<QPushButton>("receiveStart").isEnabled());
}

TEST_F(ReceiveDialogTest, OffersPortsThatAreFree)
{
    dialog.begin();
    EXPECT_TRUE(sources::isPortFree(QStringLiteral("127.0.0.1"),
                                    static_cast<std::uint16_t>(part<QSpinBox>("receiveHttpPort").value())));
    EXPECT_EQ(part<QSpinBox>("receiveHttpPort").value() % 10'000, 4318);
    EXPECT_EQ(part<QSpinBox>("receiveGrpcPort").value() % 10'000, 4317);
}

TEST_F(ReceiveDialogTest, KeepsWhatArrivesInTheFileThatIsNamed)
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("a & b%20c.sqlite"));
    const std::uint16_t port = someFreePort();
    dialog.begin();
    fill(port);
    part<QCheckBox>("receiveKeep").setChecked(true);
    part<QLineEdit>("receiveArchive").setText(file);
    part<QPushButton>("receiveStart").click();
    ASSERT_TRUE(QTest::qWaitFor([this] { return watch.isReceiving(); }, kWaitMs)) << error().toStdString();
    EXPECT_EQ(watch.status()->archive, file);
}

TEST_F(ReceiveDialogTest, WantsTwoPortsAndAFile)
{
    dialog.begin();
    part<QSpinBox>("receiveGrpcPort").setValue(part<QSpinBox>("receiveHttpPort").value());
    part<QPushButton>("receiveStart").click();
    EXPECT_TRUE(error().contains(QStringLiteral("a port each")));
    fill(someFreePort());
    part<QCheckBox>("receiveKeep").setChecked(true);
    part<QLineEdit>("receiveArchive").clear();
    part<QPushButton>("receiveStart").click();
    EXPECT_TRUE(error().contains(QStringLiteral("Name the file")));
    EXPECT_TRUE(opened.isEmpty());
}

TEST_F(ReceiveDialogTest, AReceiverThatCouldNotBeginIsSaidToBeNoneAndWhy)
{
    QTcpServer other;
    ASSERT_TRUE(other.listen(QHostAddress::LocalHost));
    session.open({QStringLiteral("otlp://127.0.0.1:%1?grpc=off&archive=off").arg(other.serverPort())});
    ASSERT_TRUE(QTest::qWaitFor([this] { return watch.status() && watch.status()->failure; }, kWaitMs));
    EXPECT_FALSE(watch.isReceiving());
    EXPECT_EQ(receiverText(*watch.status(), watch.rate()),
              QStringLiteral("not receiving: Port %1 is in use by another program, perhaps a collector or Spanlight")
                  .arg(other.serverPort()));
}

TEST(ReceiverText, BeforeItReceivesThereAreNoCounts)
{
    EXPECT_EQ(receiverText({}, 0), QStringLiteral("not receiving yet"));
}

TEST(ReceiverText, SaysHowItGoes)
{
    sources::ReceiverStatus status;
    status.httpEndpoint = QStringLiteral("http://127.0.0.1:4318");
    status.grpcEndpoint = QStringLiteral("http://127.0.0.1:4317");
    status.spans = 12'916;
    EXPECT_EQ(receiverText(status, 210),
              QStringLiteral("receives at 127.0.0.1:4318, gRPC 4317 · 12,916 spans · 210/s · not kept"));
    status.refused = 2;
    status.malformed = 1;
    status.archive = QStringLiteral("a.sqlite");
    EXPECT_TRUE(
        receiverText(status, 0).endsWith(QStringLiteral("2 requests to come again · 1 request turned away · kept")));
    status.httpEndpoint.clear();
    status.hasEnded = true;
    EXPECT_TRUE(receiverText(status, 0).startsWith(QStringLiteral("receives no more · ")));
}

} // namespace
} // namespace spanlight::ui
