#include "models/sources/connection_files.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

QString written(const QTemporaryDir& folder, const QByteArray& bytes)
{
    QFile file(folder.filePath(QStringLiteral("value")));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    return file.fileName();
}

TEST(ConnectionFiles, AreNamedWhenTheyAreNotThere)
{
    ConnectionOptions token;
    token.tokenFile = QStringLiteral("/no/such/token");
    ASSERT_TRUE(unreadableFile(token).has_value());
    EXPECT_TRUE(unreadableFile(token)->text().contains(QStringLiteral("/no/such/token")));
    ConnectionOptions certificates;
    certificates.caFile = QStringLiteral("/no/such/ca.pem");
    ASSERT_TRUE(unreadableFile(certificates).has_value());
    EXPECT_TRUE(unreadableFile(certificates)->text().contains(QStringLiteral("/no/such/ca.pem")));
}

TEST(ConnectionFiles, AreFineWhenTheyCanBeReadOrAreNotAskedFor)
{
    const QTemporaryDir folder;
    ConnectionOptions options;
    EXPECT_FALSE(unreadableFile(options).has_value());
    options.tokenFile = written(folder, "abc");
    EXPECT_FALSE(unreadableFile(options).has_value());
    options.tokenFile = folder.path();
    EXPECT_TRUE(unreadableFile(options).has_value());
}

TEST(ConnectionFiles, GiveTheValueOfAHeader)
{
    const QTemporaryDir folder;
    EXPECT_EQ(headerValue(QStringLiteral("plain")).value(), QStringLiteral("plain"));
    EXPECT_EQ(headerValue(QLatin1Char('@') + written(folder, " Bearer abc\n")).value(), QStringLiteral("Bearer abc"));
    EXPECT_FALSE(headerValue(QLatin1Char('@') + written(folder, "\n")).has_value());
    EXPECT_FALSE(headerValue(QStringLiteral("@")).has_value());
    EXPECT_FALSE(headerValue(QStringLiteral("@/no/such/file")).has_value());
}

} // namespace
} // namespace spanlight::sources
