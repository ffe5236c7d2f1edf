#include "models/sources/source.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

TEST(SourceErrorTest, TextSaysWhatWhereAndWhatToDoInOneLine)
{
    SourceError error;
    error.what = QStringLiteral("The connection was refused");
    error.where = QStringLiteral("http://127.0.0.1:16686");
    error.advice = QStringLiteral("Check that Jaeger runs.");
    EXPECT_EQ(error.text().toStdString(),
              "The connection was refused (http://127.0.0.1:16686). Check that Jaeger runs.");
}

TEST(SourceErrorTest, TextDoesNotRepeatAPlaceThatIsAlreadyInTheSentence)
{
    SourceError error;
    error.what = QStringLiteral("traces.json ends in the middle.");
    error.where = QStringLiteral("traces.json");
    EXPECT_EQ(error.text().toStdString(), "traces.json ends in the middle.");
}

} // namespace
} // namespace spanlight::sources
