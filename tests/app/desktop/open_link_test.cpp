#include "app/desktop/arguments.h"
#include "app/desktop/open_link.h"

#include <gtest/gtest.h>

using namespace spanlight::app;

namespace {

tl::expected<OpenLink, QString> link(const char* text)
{
    return parseOpenLink(QString::fromUtf8(text));
}

TEST(OpenLink, NamesSourceAndOperation)
{
    const auto open = link("spanlight://open?source=jaeger%2Bhttp%3A%2F%2Flocalhost%3A16686&operation=op_training_1");
    ASSERT_TRUE(open) << open.error().toStdString();
    EXPECT_EQ(open->source, QStringLiteral("jaeger+http://localhost:16686"));
    EXPECT_EQ(open->operation, QStringLiteral("op_training_1"));
    EXPECT_FALSE(open->nowNs);
}

TEST(OpenLink, TakesTracesMomentsAndTheDemo)
{
    const auto open = link("spanlight://open?source=demo:&trace=7c1a5e0f9b2d4c68&now=2025-11-11T12:50:00Z");
    ASSERT_TRUE(open);
    EXPECT_EQ(open->traceId, QStringLiteral("7c1a5e0f9b2d4c68"));
    EXPECT_EQ(open->nowNs, 1'762'865'400'000'000'000);
    EXPECT_TRUE(link("spanlight://open?source=archive:"));
    EXPECT_TRUE(link("spanlight://open?source=http%3A%2F%2F127.0.0.1%3A16686%2Fbase"));
    EXPECT_TRUE(link("spanlight://open?source=tempo%2Bhttps%3A%2F%2F%5B%3A%3A1%5D%3A3200"));
}

TEST(OpenLink, OpensNoFilesAndNoOtherHosts)
{
    for (const char* source :
         {"%2Fetc%2Fpasswd", "file%3A%2F%2F%2Fetc%2Fpasswd", "..%2Ftraces.json", "-", "otlp%3A%2F%2F127.0.0.1%3A4318",
          "http%3A%2F%2Fevil.example", "http%3A%2F%2F127.0.0.1.evil.example", "http%3A%2F%2Flocalhost.evil.example%2F",
          "http%3A%2F%2F127.0.0.1%40evil.example", "http%3A%2F%2Fu%3Ap%40127.0.0.1", "http%3A%2F%2F10.0.0.1",
          "jaeger%2Bjaeger%2Bhttp%3A%2F%2F127.0.0.1", "javascript%3Aalert(1)", "http%3A%2F%2F", "--help"}) {
        const auto open = parseOpenLink(QStringLiteral("spanlight://open?source=") + QLatin1String(source));
        EXPECT_FALSE(open) << source;
    }
}

TEST(OpenLink, IsRefusedWhereItSaysAnythingElse)
{
    for (const char* text :
         {"spanlight://open", "spanlight://open?", "spanlight:open?source=demo:", "spanlight://run?source=demo:",
          "spanlight://open/x?source=demo:", "spanlight://open?source=demo:#x",
          "spanlight://u@open?source=demo:", "spanlight://open:1?source=demo:", "http://open?source=demo:",
          "spanlight://open?source=demo:&source=demo:", "spanlight://open?source=demo:&operation=a&trace=b",
          "spanlight://open?source=demo:&operation=", "spanlight://open?source=demo:&token-file=x",
          "spanlight://open?source=demo:&now=soon", "spanlight://open?source=demo:&operation=a%20b",
          "spanlight://open?source=demo:&operation=--screenshot", "spanlight://open?source=demo:&operation=a%0Ab"})
        EXPECT_FALSE(link(text)) << text;
    EXPECT_FALSE(
        parseOpenLink(QStringLiteral("spanlight://open?source=demo:&operation=") + QString(5000, QLatin1Char('a'))));
}

Arguments parsed(const QStringList& words)
{
    return parseArguments(QStringList{QStringLiteral("spanlight")} + words);
}

TEST(OpenLink, IsAnArgumentOfItsOwn)
{
    const QString demo = QStringLiteral("spanlight://open?source=demo:&operation=op_1");
    const Arguments arguments = parsed({demo});
    EXPECT_TRUE(arguments.error.isEmpty()) << arguments.error.toStdString();
    EXPECT_EQ(arguments.sources, QStringList{QStringLiteral("demo:")});
    EXPECT_EQ(arguments.operation, QStringLiteral("op_1"));
    EXPECT_FALSE(parsed({demo, QStringLiteral("a.json")}).error.isEmpty());
    EXPECT_FALSE(parsed({QStringLiteral("spanlight://open?source=/etc/passwd")}).error.isEmpty());
}

TEST(OpenLink, FilesOfOtherProgramsComeAsAddresses)
{
    EXPECT_EQ(parsed({QStringLiteral("file:///tmp/a%20b.json")}).sources, QStringList{QStringLiteral("/tmp/a b.json")});
}

} // namespace
