#include "models/sources/suggestion.h"

#include "models/sources/source.h"
#include "models/sources/tempo/tempo_suggestions.h"
#include "tests/support/replay_server.h"
#include "tests/support/source_run.h"

#include <QSignalSpy>
#include <QUrlQuery>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using test::ReplayServer;
using test::ServerRequest;
using test::TestServer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Of = SuggestionQuery::Of;

std::vector<QString> asked(Source& source, const SuggestionQuery& query)
{
    const auto job = source.suggest(query);
    if (!job)
        return {QStringLiteral("nothing is known")};
    QSignalSpy finished(job.get(), &SuggestionJob::finished);
    EXPECT_TRUE(finished.wait(20'000));
    return job->suggestions();
}

QString recorded(const char* name)
{
    return QStringLiteral(SPANLIGHT_RECORDED "/") + QString::fromLatin1(name);
}

TEST(TempoSuggestions, KeysAreThoseOfSpansAndResources)
{
    ReplayServer server(recorded("tempo-3.0.3"));
    const auto source = test::sourceOf(QStringLiteral("tempo+") + server.url());
    const auto keys = asked(*source, {Of::AttributeKeys, {}, {}});
    EXPECT_THAT(keys, Contains(QStringLiteral("operation.id")));
    EXPECT_THAT(keys, Contains(QStringLiteral("service.name")));
    EXPECT_THAT(keys, Not(Contains(QStringLiteral("traceDuration")))); // is no attribute
    EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(TempoSuggestions, ValuesAreAskedByAScopedName)
{
    ReplayServer server(recorded("tempo-3.0.3"));
    const auto source = test::sourceOf(QStringLiteral("tempo+") + server.url());
    EXPECT_THAT(asked(*source, {Of::AttributeValues, {}, QStringLiteral("training.symbol")}),
                ElementsAre(QStringLiteral("AAPL")));
    EXPECT_THAT(asked(*source, {Of::AttributeValues, {}, QStringLiteral("otel.status_code")}),
                Contains(QStringLiteral("error")));
    EXPECT_THAT(asked(*source, {Of::SpanNames, QStringLiteral("ktrdr-worker"), {}}), SizeIs(8));
}

TEST(TempoSuggestions, ScopesAndExceptionsAreAskedWhereTempoKeepsThem)
{
    const QUrl base(QStringLiteral("http://h"));
    const auto path = [&](const char* key) {
        return tempoSuggestionUrls(base, {Of::AttributeValues, {}, QString::fromLatin1(key)}, 0)
            .front()
            .path(QUrl::FullyDecoded);
    };
    EXPECT_EQ(path("otel.scope.name"), QStringLiteral("/api/v2/search/tag/instrumentation:name/values"));
    EXPECT_EQ(path("exception.type"), QStringLiteral("/api/v2/search/tag/event.exception.type/values"));
}

TEST(TempoSuggestions, OddNamesAreQuoted)
{
    const QUrl base(QStringLiteral("http://h/base"));
    const auto urls = tempoSuggestionUrls(base, {Of::AttributeValues, {}, QStringLiteral("odd key")}, 0);
    EXPECT_EQ(urls.front().path(), QStringLiteral("/base/api/v2/search/tag/.\"odd key\"/values"));
    const auto names =
        tempoSuggestionUrls(base, {Of::SpanNames, QStringLiteral("a \"b\""), {}}, 1'795'226'138'000'000'000);
    const QUrlQuery sent(names.front());
    EXPECT_EQ(sent.queryItemValue(QStringLiteral("q"), QUrl::FullyDecoded),
              QStringLiteral("{ resource.service.name = \"a \\\"b\\\"\" }"));
    EXPECT_EQ(sent.queryItemValue(QStringLiteral("end")), QStringLiteral("1795226138"));
    EXPECT_LT(sent.queryItemValue(QStringLiteral("end")).toLongLong() -
                  sent.queryItemValue(QStringLiteral("start")).toLongLong(),
              168 * 3600);
}

TEST(TempoSuggestions, AnOlderTempoIsAskedAsItKnows)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        const bool old = request.path() == QLatin1String("/api/search/tag/training.symbol/values");
        TestServer::reply(socket, old ? 200 : 404, "application/json", R"({"tagValues":["MSFT","AAPL"]})");
    });
    const auto source = test::sourceOf(QStringLiteral("tempo+") + server.url());
    EXPECT_THAT(asked(*source, {Of::AttributeValues, {}, QStringLiteral("training.symbol")}),
                ElementsAre(QStringLiteral("AAPL"), QStringLiteral("MSFT")));
}

struct NamesCase
{
    const char* folder;
    const char* prefix;
    const char* path;
};

class ServerNames : public ::testing::TestWithParam<NamesCase>
{
};

TEST_P(ServerNames, AreThoseOfTheService)
{
    ReplayServer server(recorded(GetParam().folder), QString::fromLatin1(GetParam().path));
    const auto source = test::sourceOf(QString::fromLatin1(GetParam().prefix) + server.url());
    const auto names = asked(*source, {Of::SpanNames, QStringLiteral("ktrdr-api"), {}});
    EXPECT_THAT(names, Contains(QStringLiteral("training.start")));
    EXPECT_GT(names.size(), 3U);
}

INSTANTIATE_TEST_SUITE_P(Servers, ServerNames,
                         ::testing::Values(NamesCase{"jaeger-1.76.0", "jaeger+", ""},
                                           NamesCase{"jaeger-2.13.0", "jaeger+", "/base"},
                                           NamesCase{"jaeger-2.20.0", "jaeger+", ""},
                                           NamesCase{"jaeger-main-8498073f", "jaeger+", ""},
                                           NamesCase{"victoriatraces-0297391d", "victoriatraces+", ""},
                                           NamesCase{"zipkin-3.6.1", "zipkin+", ""}));

TEST(ZipkinSuggestions, AreWhatTheServerWasToldToRemember)
{
    TestServer server([](const ServerRequest& request, QTcpSocket& socket) {
        const bool keys = request.path() == QLatin1String("/api/v2/autocompleteKeys");
        const bool values = request.path() == QLatin1String("/api/v2/autocompleteValues") &&
                            request.query(QStringLiteral("key")) == QLatin1String("environment");
        TestServer::reply(socket, 200, "application/json",
                          keys     ? R"(["environment","tenant"])"
                          : values ? R"(["test","prod"])"
                                   : "[]");
    });
    const auto source = test::sourceOf(QStringLiteral("zipkin+") + server.url());
    EXPECT_THAT(asked(*source, {Of::AttributeKeys, {}, {}}),
                ElementsAre(QStringLiteral("environment"), QStringLiteral("tenant")));
    EXPECT_THAT(asked(*source, {Of::AttributeValues, {}, QStringLiteral("environment")}),
                ElementsAre(QStringLiteral("prod"), QStringLiteral("test")));
}

TEST(Suggestions, WhatASourceCannotKnowIsNotAsked)
{
    TestServer server([](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 200, "", "[]"); });
    const auto jaeger = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    EXPECT_EQ(jaeger->suggest({Of::AttributeKeys, QStringLiteral("api"), {}}), nullptr);
    EXPECT_EQ(jaeger->suggest({Of::SpanNames, {}, {}}), nullptr);
    EXPECT_EQ(test::sourceOf(QStringLiteral("demo:"))->suggest({Of::AttributeKeys, {}, {}}), nullptr);
    EXPECT_THAT(server.requests(), IsEmpty());
}

TEST(Suggestions, AreBounded)
{
    QByteArray many = R"({"data":[)";
    for (int i = 0; i < 3000; ++i)
        many += '"' + QByteArray::number(i) + (i == 2999 ? "\"]}" : "\",");
    TestServer server(
        [&](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 200, "application/json", many); });
    const auto source = test::sourceOf(QStringLiteral("jaeger+") + server.url());
    EXPECT_THAT(asked(*source, {Of::SpanNames, QStringLiteral("a"), {}}), SizeIs(kMostSuggestions));
}

TEST(Suggestions, AServerThatFailsSuggestsNothing)
{
    TestServer server(
        [](const ServerRequest&, QTcpSocket& socket) { TestServer::reply(socket, 500, "text/plain", "broken"); });
    for (const char* kind : {"jaeger+", "tempo+", "zipkin+"}) {
        const auto source = test::sourceOf(QString::fromLatin1(kind) + server.url());
        EXPECT_THAT(asked(*source, {Of::SpanNames, QStringLiteral("a"), {}}), IsEmpty()) << kind;
    }
}

} // namespace
} // namespace spanlight::sources
