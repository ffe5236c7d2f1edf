#include "ui/search/search_commands.h"

#include <gtest/gtest.h>

namespace spanlight::ui {
namespace {

SearchPlace jaeger()
{
    SearchPlace place;
    place.addresses = {QStringLiteral("jaeger+http://127.0.0.1:16686/base/")};
    place.services = {QStringLiteral("api"), QStringLiteral("worker")};
    place.profile = QStringLiteral("auto");
    place.idKey = QStringLiteral("operation.id");
    return place;
}

TEST(SearchCommands, TheLineRepeatsTheWholeSearch)
{
    SearchInput input;
    input.service = QStringLiteral("api");
    input.name = QStringLiteral("GET /it's");
    input.attributes = QStringLiteral("symbol=AAPL note=\"two words\"");
    input.errorsOnly = true;
    input.lookBackNs = 7'200'000'000'000;
    input.minDuration = QStringLiteral("1.5 s");
    SearchPlace place = jaeger();
    place.state = QStringLiteral("failed");
    EXPECT_EQ(searchLine(input, place).toStdString(),
              "spanlight-cli search --source 'jaeger+http://127.0.0.1:16686/base/' --service 'api' --name 'GET "
              "/it'\\''s' --status 'failed' --attr 'symbol=AAPL' --attr 'note=two words' --errors --since '7200s' "
              "--min-duration '1.5s'");
}

TEST(SearchCommands, CurlAsksEveryServiceWhenNoneIsChosen)
{
    SearchInput input;
    input.id = QStringLiteral("op_1");
    const QStringList lines = searchCurl(input, jaeger(), 0).split(QLatin1Char('\n'));
    ASSERT_EQ(lines.size(), 2);
    EXPECT_EQ(lines[0].toStdString(),
              "curl -sG 'http://127.0.0.1:16686/base/api/traces' --data-urlencode 'service=api' --data-urlencode "
              "'tags={\"operation.id\":\"op_1\"}' --data-urlencode 'limit=100'");
    input.service = QStringLiteral("other");
    input.lookBackNs = 1'000'000'000;
    EXPECT_TRUE(searchCurl(input, jaeger(), 5'000'000'000).contains(QStringLiteral("'start=4000000'")));
}

TEST(SearchCommands, CurlFetchesATraceByItsId)
{
    SearchInput input;
    input.id = QStringLiteral("0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(searchCurl(input, jaeger(), 0).toStdString(),
              "curl -s 'http://127.0.0.1:16686/base/api/traces/0af7651916cd43dd8448eb211c80319c'");
}

TEST(SearchCommands, ThereIsNoCurlForFiles)
{
    SearchPlace place = jaeger();
    place.addresses = {QStringLiteral("/tmp/traces.json")};
    EXPECT_EQ(searchCurl({}, place, 0), QString());
    EXPECT_EQ(searchLine({}, place).toStdString(), "spanlight-cli search '/tmp/traces.json'");
}

} // namespace
} // namespace spanlight::ui
