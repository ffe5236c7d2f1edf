#include "models/sources/receiver/sender_check.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

TEST(SenderCheckTest, AddressesAndLocalhostAreThisMachine)
{
    for (const char* host : {"localhost", "LOCALHOST:4318", "localhost.:4318", "app.localhost", "127.0.0.1",
                             "127.0.0.1:4318", "192.168.1.7:4318", "[::1]", "[::1]:4318", "[fe80::1]:1", ""})
        EXPECT_TRUE(isOwnHost(host, {})) << host;
}

TEST(SenderCheckTest, AnyOtherNameIsForeign)
{
    for (const char* host :
         {"evil.example", "evil.example:4318", "localhost.evil.example", "notlocalhost", "127.0.0.1.evil",
          "127.0.0.1@evil", "localhost:port", "[::1", "[evil]:4318", ":4318", "2130706433x"})
        EXPECT_FALSE(isOwnHost(host, {})) << host;
}

TEST(SenderCheckTest, NamesThatWereAllowedAreThisMachine)
{
    EXPECT_TRUE(isOwnHost("Host.Docker.Internal:4318", {"host.docker.internal"}));
    EXPECT_FALSE(isOwnHost("other.docker.internal", {"host.docker.internal"}));
    EXPECT_FALSE(isOwnHost(":4318", {""}));
}

TEST(SenderCheckTest, PagesOfThisMachineMaySend)
{
    for (const char* origin :
         {"http://localhost:3000", "https://localhost", "http://127.0.0.1:8080", "http://[::1]:80"})
        EXPECT_TRUE(isLoopbackOrigin(origin)) << origin;
}

TEST(SenderCheckTest, PagesOfOtherMachinesMayNot)
{
    for (const char* origin : {"null", "http://evil.example", "https://localhost.evil.example", "http://192.168.1.7",
                               "file://", "chrome-extension://abc", "http://", "http://127.evil.example", "localhost"})
        EXPECT_FALSE(isLoopbackOrigin(origin)) << origin;
}

} // namespace
} // namespace spanlight::sources
