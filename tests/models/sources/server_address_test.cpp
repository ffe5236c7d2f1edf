#include "models/sources/server_address.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

QString baseOf(const char* address)
{
    const auto parsed = parseServerAddress(QString::fromUtf8(address));
    return parsed ? parsed->base.toString() : QStringLiteral("refused: ") + parsed.error().text();
}

TEST(ServerAddressTest, TheBaseIsWhatJaegersPathsAreAppendedTo)
{
    EXPECT_EQ(baseOf("jaeger+http://host:16686"), QStringLiteral("http://host:16686"));
    EXPECT_EQ(baseOf("jaeger+https://host/jaeger/"), QStringLiteral("https://host/jaeger"));
    EXPECT_EQ(baseOf(" http://[::1]:16686/ "), QStringLiteral("http://[::1]:16686"));
}

TEST(ServerAddressTest, APageOfJaegersInterfaceStandsForItsServer)
{
    EXPECT_EQ(baseOf("http://host:16686/search?service=api&limit=20"), QStringLiteral("http://host:16686"));
    EXPECT_EQ(baseOf("http://host/base/trace/7c1a5e0f9b2d4c68a3e1f7d0245b9c01#x"), QStringLiteral("http://host/base"));
    EXPECT_EQ(baseOf("http://host:16686/api/services"), QStringLiteral("http://host:16686"));
}

TEST(ServerAddressTest, ATenantOfTheAddressIsKeptAndShown)
{
    const auto parsed = parseServerAddress(QStringLiteral("http://host:3200/base/?tenant=team%26a"));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->tenant, QStringLiteral("team&a"));
    EXPECT_EQ(parsed->base.toString(), QStringLiteral("http://host:3200/base"));
    EXPECT_EQ(parsed->shown, QStringLiteral("http://host:3200/base?tenant=team%26a"));
}

TEST(ServerAddressTest, APasswordIsRefusedAndNotShown)
{
    const auto parsed = parseServerAddress(QStringLiteral("jaeger+http://eva:geheim@host:16686?token=verborgen"));
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().kind, SourceError::Kind::BadAddress);
    EXPECT_FALSE(parsed.error().text().contains(QStringLiteral("geheim")));
    EXPECT_FALSE(parsed.error().text().contains(QStringLiteral("eva")));
    EXPECT_FALSE(parsed.error().text().contains(QStringLiteral("verborgen")));
}

TEST(ServerAddressTest, AnAddressWithoutHostIsRefused)
{
    for (const char* address :
         {"jaeger+http://", "http:///x", "jaeger+ftp://host", "http://host:99999", "jaeger+http:host"})
        EXPECT_TRUE(baseOf(address).startsWith(QStringLiteral("refused"))) << address;
}

TEST(ServerAddressTest, OnlyTheJaegerPrefixSaysWhatTheServerIs)
{
    EXPECT_TRUE(parseServerAddress(QStringLiteral("jaeger+http://h"))->isJaeger);
    EXPECT_FALSE(parseServerAddress(QStringLiteral("http://h"))->isJaeger);
    EXPECT_EQ(parseServerAddress(QStringLiteral("jaeger+http://h:1/"))->shown, QStringLiteral("jaeger+http://h:1"));
}

} // namespace
} // namespace spanlight::sources
