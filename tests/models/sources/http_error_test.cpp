#include "models/sources/http/http_error.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using Kind = SourceError::Kind;

struct BodyCase
{
    const char* body;
    const char* message;
};

class MessageInBodyTest : public ::testing::TestWithParam<BodyCase>
{
};

TEST_P(MessageInBodyTest, IsTheServersOwnSentence)
{
    EXPECT_EQ(messageInBody(GetParam().body).toStdString(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, MessageInBodyTest,
    ::testing::Values(
        BodyCase{
            R"({"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":400,"msg":"parameter 'service' is required"}]})",
            "parameter 'service' is required"},
        BodyCase{R"({"error":{"httpCode":404,"message":"No traces found"}})", "No traces found"},
        BodyCase{R"({"code":5,"message":"trace not found","details":[]})", "trace not found"},
        BodyCase{R"({"error":"invalid token","code":16})", "invalid token"}, BodyCase{R"({"status":"x"})", ""},
        BodyCase{"missing tenant header\n", "missing tenant header"},
        BodyCase{"404 page not found\n", "404 page not found"},
        BodyCase{"<html><head><title>Sign in\n to proxy</title></head></html>", "a web page, “Sign in to proxy”"},
        BodyCase{"<!DOCTYPE html><p>x", "a web page"}, BodyCase{"", ""}, BodyCase{"{broken", "{broken"}));

TEST(HttpErrorTest, LongMessagesAndControlCharactersAreTamed)
{
    const QString message = messageInBody(QByteArray(5000, 'x') + "\x1b[31m");
    EXPECT_EQ(message.size(), 200);
    EXPECT_EQ(messageInBody("a\x1b[31mb\tc").toStdString(), "a [31mb c");
}

TEST(HttpErrorTest, EveryStatusHasAKindAndOneSentenceWithStatusAndUrl)
{
    const QUrl url(QStringLiteral("http://h:1/api/services"));
    const std::pair<int, Kind> cases[] = {{400, Kind::BadAnswer},   {401, Kind::Refused},     {403, Kind::Refused},
                                          {404, Kind::NotFound},    {429, Kind::ServerError}, {500, Kind::ServerError},
                                          {502, Kind::ServerError}, {503, Kind::ServerError}};
    for (const auto& [status, kind] : cases) {
        const SourceError error = errorOfStatus(status, "sorry", url);
        EXPECT_EQ(error.kind, kind) << status;
        EXPECT_EQ(error.httpStatus, status);
        EXPECT_TRUE(error.text().contains(QStringLiteral("HTTP %1: sorry").arg(status))) << error.text().toStdString();
        EXPECT_TRUE(error.text().contains(url.toString()));
        EXPECT_FALSE(error.advice.isEmpty());
    }
}

TEST(HttpErrorTest, UrlsAreShownWithoutSecrets)
{
    const QString shown =
        shownUrl(QUrl(QStringLiteral("http://user:pw@h:1/p?service=a%20b&access_token=abc&apikey=def#f")));
    EXPECT_FALSE(shown.contains(QStringLiteral("pw")));
    EXPECT_FALSE(shown.contains(QStringLiteral("abc")));
    EXPECT_FALSE(shown.contains(QStringLiteral("def")));
    EXPECT_TRUE(shown.startsWith(QStringLiteral("http://h:1/p?service=a b"))) << shown.toStdString();
}

TEST(HttpErrorTest, AStrangeAnswerSaysWhatCameInstead)
{
    const QUrl url(QStringLiteral("http://h/"));
    EXPECT_TRUE(errorOfStrangeAnswer("<html><title>Login</title>", url, QStringLiteral("traces"))
                    .text()
                    .contains(QStringLiteral("“Login”")));
    EXPECT_TRUE(
        errorOfStrangeAnswer("", url, QStringLiteral("traces")).text().contains(QStringLiteral("an empty answer")));
}

} // namespace
} // namespace spanlight::sources
