#include "app/desktop/arguments.h"

#include <gtest/gtest.h>

using namespace spanlight::app;

namespace {

Arguments parsed(std::initializer_list<const char*> words)
{
    QStringList list{QStringLiteral("spanlight")};
    for (const char* word : words)
        list.push_back(QString::fromUtf8(word));
    return parseArguments(list);
}

TEST(Arguments, NameCompanionsAsTheCommandLineDoes)
{
    const Arguments arguments = parsed({"--prometheus", "http://p:9090/graph", "--ktrdr", "http://k:8000"});
    EXPECT_TRUE(arguments.error.isEmpty()) << arguments.error.toStdString();
    EXPECT_EQ(arguments.companions.prometheus.toString(), "http://p:9090");
    EXPECT_EQ(arguments.companions.operationsApi.toString(), "http://k:8000");
    EXPECT_TRUE(arguments.companions.grafana.isEmpty());
    EXPECT_TRUE(parsed({"--grafana", "http://u:hunter2@g"}).error.contains(QLatin1String("--grafana")));
    EXPECT_FALSE(parsed({"--grafana", "http://u:hunter2@g"}).error.contains(QStringLiteral("hunter2")));
}

TEST(Arguments, SourcesComeFromOptionsAndFiles)
{
    const Arguments arguments = parsed({"--source", "demo:", "--source", "http://host", "a.json"});
    EXPECT_EQ(arguments.sources,
              (QStringList{QStringLiteral("demo:"), QStringLiteral("http://host"), QStringLiteral("a.json")}));
    EXPECT_TRUE(arguments.error.isEmpty());
}

TEST(Arguments, SizeMomentAndThemeAreChecked)
{
    const Arguments arguments = parsed({"--size", "1600x960", "--now", "2025-11-11T12:50:00Z", "--theme", "dark"});
    EXPECT_EQ(arguments.size, QSize(1600, 960));
    EXPECT_EQ(arguments.nowNs, 1'762'865'400'000'000'000);
    EXPECT_EQ(arguments.theme, QStringLiteral("dark"));
    EXPECT_FALSE(parsed({"--size", "big"}).error.isEmpty());
    EXPECT_FALSE(parsed({"--now", "soon"}).error.isEmpty());
    EXPECT_FALSE(parsed({"--theme", "pink"}).error.isEmpty());
    EXPECT_FALSE(parsed({"--timeout", "never"}).error.isEmpty());
    EXPECT_FALSE(parsed({"--header", "nocolon"}).error.isEmpty());
    EXPECT_FALSE(parsed({"--unknown"}).error.isEmpty());
}

TEST(Arguments, FilesOfTheConnectionMustBeThere)
{
    EXPECT_TRUE(parsed({"--token-file", "/no/such/token"}).error.contains(QStringLiteral("/no/such/token")));
    EXPECT_TRUE(parsed({"--ca", "/no/such/ca"}).error.contains(QStringLiteral("/no/such/ca")));
    EXPECT_TRUE(parsed({"--header", "A: @/no/such/value"}).error.contains(QStringLiteral("/no/such/value")));
}

TEST(Arguments, AnOperationAndATraceExcludeEachOther)
{
    EXPECT_EQ(parsed({"--operation", "op_1"}).operation, QStringLiteral("op_1"));
    EXPECT_FALSE(parsed({"--operation", "op_1", "--trace", "abc"}).error.isEmpty());
}

TEST(Arguments, ConnectionOptionsAreTaken)
{
    const Arguments arguments = parsed({"--timeout", "5s", "--header", "X-A: b:c", "--tenant", "t", "--insecure"});
    EXPECT_EQ(arguments.connection.timeoutMs, 5000);
    ASSERT_EQ(arguments.connection.headers.size(), 1U);
    EXPECT_EQ(arguments.connection.headers[0].second, QStringLiteral("b:c"));
    EXPECT_TRUE(arguments.connection.insecure);
}

} // namespace
