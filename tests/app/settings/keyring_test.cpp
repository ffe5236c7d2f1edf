// A real Secret Service on a session bus of its own: this program starts itself again below dbus-run-session. Without
// the programs for that these tests are skipped.
#include "app/settings/keyring_secrets.h"
#include "app/settings/memory_secrets.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <optional>

using namespace spanlight::app;
using spanlight::ui::SecretStore;

namespace {

constexpr int kWaitMs = 20'000;
constexpr char kInside[] = "SPANLIGHT_TEST_KEYRING";
const QString kId = QStringLiteral("3d0b9c1e-0000-4000-8000-000000000001");

struct Answer
{
    QString secret;
    QString problem;
};

std::optional<Answer> readFrom(SecretStore& store)
{
    QObject context;
    std::optional<Answer> answer;
    store.read(kId, context, [&](const QString& secret, const QString& problem) { answer = Answer{secret, problem}; });
    static_cast<void>(QTest::qWaitFor([&] { return answer.has_value(); }, kWaitMs));
    return answer;
}

bool keepIn(SecretStore& store, const QString& secret)
{
    QObject context;
    bool done = false;
    store.keep(kId, secret, context, [&] { done = true; });
    return QTest::qWaitFor([&] { return done; }, kWaitMs);
}

bool forgetIn(SecretStore& store)
{
    QObject context;
    bool done = false;
    store.forget(kId, context, [&] { done = true; });
    return QTest::qWaitFor([&] { return done; }, kWaitMs);
}

TEST(MemorySecretsTest, ASecretIsThereUntilItIsForgotten)
{
    MemorySecrets store(QStringLiteral("a test"));
    ASSERT_TRUE(keepIn(store, QStringLiteral("hunter2")));
    EXPECT_EQ(readFrom(store)->secret, QStringLiteral("hunter2"));
    ASSERT_TRUE(forgetIn(store));
    EXPECT_EQ(readFrom(store)->secret, QString());
    EXPECT_EQ(store.whyNotLasting(), QStringLiteral("a test"));
}

TEST(KeyringSecretsTest, ASecretOutlivesTheStoreInARealKeyring)
{
    for (const char* program : {"dbus-run-session", "gnome-keyring-daemon"})
        if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
            GTEST_SKIP() << program << " is not there";
    QTemporaryDir home;
    QProcess session;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* variable : {"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        environment.insert(QString::fromLatin1(variable), home.path());
    environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
    environment.insert(QString::fromLatin1(kInside), QStringLiteral("1"));
    session.setProcessEnvironment(environment);
    session.setProcessChannelMode(QProcess::MergedChannels);
    session.start(QStringLiteral("dbus-run-session"),
                  {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                   QStringLiteral("printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
                                  "exec \"$0\" --gtest_also_run_disabled_tests --gtest_filter='*DISABLED_Inside*'"),
                   QCoreApplication::applicationFilePath()});
    ASSERT_TRUE(session.waitForFinished(60'000));
    const std::string output = session.readAll().toStdString();
    EXPECT_EQ(session.exitCode(), 0) << output;
    EXPECT_NE(output.find("1 test"), std::string::npos) << output;
}

TEST(KeyringSecretsTest, DISABLED_InsideASessionBusASecretOutlivesTheStore)
{
    ASSERT_TRUE(qEnvironmentVariableIsSet(kInside)) << "run by the test above";
    {
        KeyringSecrets store;
        ASSERT_TRUE(keepIn(store, QStringLiteral("hünter2")));
        EXPECT_EQ(store.whyNotLasting(), QString());
    }
    KeyringSecrets another;
    const auto kept = readFrom(another);
    ASSERT_TRUE(kept.has_value());
    EXPECT_EQ(kept->secret, QStringLiteral("hünter2")) << kept->problem.toStdString();
    ASSERT_TRUE(forgetIn(another));
    EXPECT_EQ(readFrom(another)->secret, QString());
}

TEST(KeyringSecretsTest, WithoutAKeyringTheSecretStaysInMemoryAndTheReasonIsTold)
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    KeyringSecrets store;
    ASSERT_TRUE(keepIn(store, QStringLiteral("hunter2")));
    EXPECT_NE(store.whyNotLasting(), QString());
    EXPECT_FALSE(store.whyNotLasting().contains(QStringLiteral("hunter2")));
    EXPECT_EQ(readFrom(store)->secret, QStringLiteral("hunter2"));
    KeyringSecrets another;
    EXPECT_EQ(readFrom(another)->secret, QString());
}

} // namespace
