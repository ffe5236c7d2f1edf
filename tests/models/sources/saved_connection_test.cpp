#include "models/sources/saved_connection.h"

#include "models/sources/http/http_client.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

SavedConnection jaeger()
{
    SavedConnection connection;
    connection.address = QStringLiteral("jaeger+http://traces.example:16686");
    return connection;
}

TEST(SavedConnectionTest, AServersAddressIsAllThatIsNeeded)
{
    EXPECT_EQ(problemOf(jaeger()), QString());
}

TEST(SavedConnectionTest, FilesAndReceiversAreNoConnections)
{
    for (const char* address : {"", "/tmp/a.json", "demo:", "archive:", "otlp://127.0.0.1:4318", "ftp://x"}) {
        SavedConnection connection;
        connection.address = QString::fromLatin1(address);
        EXPECT_NE(problemOf(connection), QString()) << address;
    }
}

TEST(SavedConnectionTest, APasswordInTheAddressIsRefusedAndNotRepeated)
{
    SavedConnection connection;
    connection.address = QStringLiteral("http://anna:hunter2@traces.example:16686");
    EXPECT_NE(problemOf(connection), QString());
    EXPECT_FALSE(problemOf(connection).contains(QStringLiteral("hunter2")));
}

TEST(SavedConnectionTest, EachKindOfAuthenticationBecomesItsOption)
{
    SavedConnection connection = jaeger();
    const QString secret = QStringLiteral("hunter2");
    connection.authentication = Authentication::Basic;
    connection.user = QStringLiteral("anna");
    EXPECT_EQ(optionsOf(connection, secret).user, QStringLiteral("anna"));
    EXPECT_EQ(optionsOf(connection, secret).password, secret);
    connection.authentication = Authentication::Bearer;
    EXPECT_EQ(optionsOf(connection, secret).token, secret);
    EXPECT_EQ(optionsOf(connection, secret).user, QString());
    connection.authentication = Authentication::Header;
    connection.header = QStringLiteral("X-Key");
    ASSERT_EQ(optionsOf(connection, secret).headers.size(), 1u);
    EXPECT_EQ(optionsOf(connection, secret).headers.front().first, QStringLiteral("X-Key"));
    EXPECT_EQ(optionsOf(connection, secret).headers.front().second, secret);
    connection.authentication = Authentication::None;
    EXPECT_TRUE(optionsOf(connection, secret).headers.empty());
}

TEST(SavedConnectionTest, NoSecretGetsIntoAnErrorOfTheServer)
{
    SavedConnection connection = jaeger();
    connection.user = QStringLiteral("anna");
    for (const Authentication kind : {Authentication::Basic, Authentication::Bearer}) {
        connection.authentication = kind;
        HttpClient client(optionsOf(connection, QStringLiteral("hunter2")));
        ASSERT_FALSE(client.prepare().has_value());
        SourceError error;
        error.what = QStringLiteral("wrong: hunter2 or ") + QString::fromLatin1(QByteArray("anna:hunter2").toBase64());
        EXPECT_FALSE(client.withoutSecrets(error).what.contains(QStringLiteral("hunter2")));
    }
}

TEST(SavedConnectionTest, ATokenOfTwoLinesIsRefused)
{
    SavedConnection connection = jaeger();
    connection.authentication = Authentication::Bearer;
    HttpClient client(optionsOf(connection, QStringLiteral("abcdef\nX-Evil: 1")));
    const auto error = client.prepare();
    ASSERT_TRUE(error.has_value());
    EXPECT_FALSE(error->text().contains(QStringLiteral("abcdef")));
}

TEST(SavedConnectionTest, EachHeaderGetsItsLineOfTheSecret)
{
    SavedConnection connection;
    connection.address = QStringLiteral("jaeger+https://host");
    connection.authentication = Authentication::Header;
    connection.header = QStringLiteral("X-Api-Key,  X-Org ,");
    EXPECT_EQ(problemOf(connection), QString());
    const auto headers = optionsOf(connection, QStringLiteral("one\ntwo: 2")).headers;
    ASSERT_EQ(headers.size(), 2U);
    EXPECT_EQ(headers[0], std::make_pair(QStringLiteral("X-Api-Key"), QStringLiteral("one")));
    EXPECT_EQ(headers[1], std::make_pair(QStringLiteral("X-Org"), QStringLiteral("two: 2")));
}

TEST(SavedConnectionTest, HeadersMustBeNamesAndEachOnlyOnce)
{
    SavedConnection connection;
    connection.address = QStringLiteral("jaeger+https://host");
    connection.authentication = Authentication::Header;
    for (const char* names : {"", " , ", "X Key", "X-Key: a", "x-key, X-Key", "a,b,c,d,e,f"}) {
        connection.header = QString::fromLatin1(names);
        EXPECT_NE(problemOf(connection), QString()) << names;
    }
}

TEST(SavedConnectionTest, ASecretOfOtherHeadersIsNotShared)
{
    SavedConnection one;
    one.address = QStringLiteral("jaeger+https://host");
    one.authentication = Authentication::Header;
    one.header = QStringLiteral("X-Api-Key");
    SavedConnection other = one;
    EXPECT_TRUE(mayShareSecret(one, other));
    other.header = QStringLiteral("X-Org");
    EXPECT_FALSE(mayShareSecret(one, other));
}

} // namespace
} // namespace spanlight::sources
