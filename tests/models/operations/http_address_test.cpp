#include "models/operations/http_address.h"

#include <gtest/gtest.h>

namespace spanlight::operations {
namespace {

TEST(HttpAddress, SplitsUrls)
{
    const HttpAddress a = parseHttpAddress("http://user:pw@10.0.3.7:5005/training/start?x=1#y");
    EXPECT_EQ(a.target(), "10.0.3.7:5005");
    EXPECT_EQ(a.path, "/training/start");
    EXPECT_EQ(parseHttpAddress("https://host/a").port, 443);
    EXPECT_EQ(parseHttpAddress("http://[::1]:8080/").target(), "[::1]:8080");
}

TEST(HttpAddress, TakesATextWithoutSchemeAsAPath)
{
    const HttpAddress a = parseHttpAddress("/api/v1/operations/op_1?verbose=1");
    EXPECT_EQ(a.path, "/api/v1/operations/op_1");
    EXPECT_EQ(a.target(), "");
}

TEST(HttpAddress, NeverFails)
{
    for (const char* text : {"", "http://", "http://:99999999/", "://", "http://a:b:c/", "http://[::1"})
        EXPECT_LT(parseHttpAddress(text).port, 65'536) << text;
}

} // namespace
} // namespace spanlight::operations
