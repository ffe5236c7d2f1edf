#include "tests/architecture/include_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace spanlight::architecture {

namespace {

using testing::HasSubstr;

/// The complaint about one include line in a file, or nothing.
std::string complaint(std::string_view file, std::string_view line)
{
    const auto includes = includesOf(line);
    if (includes.size() != 1)
        return "the line has no include";
    return includeViolation(file, includes.front()).value_or("");
}

TEST(IncludesOf, FindsQuotedAndAngledIncludesWithTheirLines)
{
    const auto includes = includesOf("#pragma once\n\n#include \"models/trace/ids.h\"\n  #  include <vector> // why\n");
    ASSERT_EQ(includes.size(), 2U);
    EXPECT_EQ(includes[0].target, "models/trace/ids.h");
    EXPECT_TRUE(includes[0].quoted);
    EXPECT_EQ(includes[0].line, 3U);
    EXPECT_EQ(includes[1].target, "vector");
    EXPECT_FALSE(includes[1].quoted);
    EXPECT_EQ(includes[1].line, 4U);
}

TEST(IncludesOf, IgnoresCommentsTextsAndBrokenLines)
{
    EXPECT_TRUE(
        includesOf("// #include <QWidget>\nauto a = \"#include <b>\";\n#include <open\n#include MACRO\n#include")
            .empty());
}

TEST(IncludeDirection, ModelsMayUseTheFoldersAboveThem)
{
    EXPECT_EQ(complaint("models/formats/reader.cpp", "#include \"models/trace/trace_store.h\""), "");
    EXPECT_EQ(complaint("models/diagnosis/engine.cpp", "#include \"models/operations/profile.h\""), "");
    EXPECT_EQ(complaint("models/report/json_report.cpp", "#include \"models/diagnosis/diagnosis.h\""), "");
    EXPECT_EQ(complaint("models/items/span_model.cpp", "#include \"models/report/text_report.h\""), "");
}

TEST(IncludeDirection, ModelsMustNotUseTheFoldersBelowThem)
{
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include \"models/formats/reader.h\""), HasSubstr("must not know"));
    EXPECT_THAT(complaint("models/operations/profile.cpp", "#include \"models/diagnosis/engine.h\""),
                HasSubstr("models/operations must not know models/diagnosis"));
    EXPECT_THAT(complaint("models/diagnosis/detectors/x.cpp", "#include \"models/sources/source.h\""),
                HasSubstr("must not know"));
    EXPECT_THAT(complaint("models/report/text_report.cpp", "#include \"models/items/span_model.h\""),
                HasSubstr("must not know"));
}

TEST(IncludeDirection, SourcesKnowNeitherDiagnosisNorReport)
{
    EXPECT_EQ(complaint("models/sources/demo/demo_source.cpp", "#include \"models/formats/reader.h\""), "");
    EXPECT_THAT(complaint("models/sources/source.cpp", "#include \"models/diagnosis/engine.h\""),
                HasSubstr("models/sources must not know models/diagnosis"));
    EXPECT_THAT(complaint("models/sources/source.cpp", "#include \"models/report/text_report.h\""),
                HasSubstr("must not know"));
}

TEST(IncludeDirection, ModelsKnowNeitherWindowNorProgram)
{
    EXPECT_THAT(complaint("models/items/span_model.h", "#include \"ui/theme/palette.h\""),
                HasSubstr("must not know ui"));
    EXPECT_THAT(complaint("models/trace/tree.h", "#include \"app/session/session.h\""), HasSubstr("must not know app"));
}

TEST(IncludeDirection, UiKnowsModelsButNotTheProgramAroundIt)
{
    EXPECT_EQ(complaint("ui/gantt/gantt_view.cpp", "#include \"models/items/span_model.h\""), "");
    EXPECT_EQ(complaint("ui/gantt/gantt_view.cpp", "#include \"ui/theme/palette.h\""), "");
    EXPECT_THAT(complaint("ui/gantt/gantt_view.cpp", "#include \"app/session/session.h\""),
                HasSubstr("ui must not know app"));
}

TEST(IncludeDirection, TheCommandLineKnowsNoWindow)
{
    EXPECT_EQ(complaint("app/desktop/main.cpp", "#include \"ui/mainwindow/main_window.h\""), "");
    EXPECT_EQ(complaint("app/cli/main.cpp", "#include \"models/report/text_report.h\""), "");
    EXPECT_THAT(complaint("app/cli/main.cpp", "#include \"ui/mainwindow/main_window.h\""),
                HasSubstr("app/cli must not know ui"));
}

TEST(IncludeDirection, ProductCodeNeverIncludesTests)
{
    EXPECT_THAT(complaint("app/cli/main.cpp", "#include \"tests/support/trace_text.h\""),
                HasSubstr("must not know tests"));
    EXPECT_EQ(complaint("tests/models/trace/tree_test.cpp", "#include \"tests/support/trace_text.h\""), "");
}

TEST(IncludeDirection, ProjectIncludesStartAtTheProjectRoot)
{
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include \"tree.h\""), HasSubstr("project root"));
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include \"../formats/reader.h\""), HasSubstr("project root"));
    EXPECT_EQ(complaint("ui/gantt/gantt_view.cpp", "#include \"gantt_view.moc\""), "");
}

TEST(IncludeDirection, AFolderNameThatOnlyBeginsAlikeIsAnotherRoom)
{
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include \"models/trace_extras/more.h\""),
                HasSubstr("project root"));
    EXPECT_THAT(complaint("ui2/view.cpp", "#include \"ui/view.h\""), HasSubstr("no room"));
}

TEST(LibraryUse, QtStaysInSourcesItemsUiAndApp)
{
    EXPECT_EQ(complaint("models/sources/http/client.cpp", "#include <QNetworkAccessManager>"), "");
    EXPECT_EQ(complaint("models/items/span_model.h", "#include <QAbstractItemModel>"), "");
    EXPECT_EQ(complaint("app/desktop/main.cpp", "#include <QApplication>"), "");
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include <QString>"), HasSubstr("must not know Qt"));
    EXPECT_THAT(complaint("models/formats/reader.cpp", "#include <QtCore/QFile>"), HasSubstr("must not know Qt"));
    EXPECT_THAT(complaint("models/operations/profile.cpp", "#include <qtenvironmentvariables.h>"),
                HasSubstr("must not know Qt"));
    EXPECT_THAT(complaint("models/report/text_report.cpp", "#include <QTextStream>"), HasSubstr("must not know Qt"));
}

TEST(LibraryUse, ModelsKnowNoWidgets)
{
    EXPECT_THAT(complaint("models/items/span_model.cpp", "#include <QWidget>"), HasSubstr("must not know Qt Widgets"));
    EXPECT_EQ(complaint("ui/span/span_panel.h", "#include <QWidget>"), "");
}

TEST(LibraryUse, PlottingLibrariesStayInUiCharts)
{
    EXPECT_EQ(complaint("ui/charts/duration_scatter.cpp", "#include <qcustomplot.h>"), "");
    EXPECT_EQ(complaint("ui/charts/load_chart.cpp", "#include <QtCharts/QChartView>"), "");
    EXPECT_THAT(complaint("ui/search/search_panel.cpp", "#include <qcustomplot.h>"),
                HasSubstr("must not know QCustomPlot"));
    EXPECT_THAT(complaint("ui/search/search_panel.cpp", "#include <QChartView>"), HasSubstr("must not know Qt Charts"));
}

TEST(LibraryUse, ParsersStayWhereBytesAreRead)
{
    EXPECT_EQ(complaint("models/formats/jaeger/jaeger_json.cpp", "#include <simdjson.h>"), "");
    EXPECT_THAT(complaint("models/sources/http/client.cpp", "#include <simdjson.h>"),
                HasSubstr("must not know simdjson"));
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include <nlohmann/json.hpp>"),
                HasSubstr("must not know nlohmann"));
    EXPECT_THAT(complaint("ui/span/span_panel.cpp", "#include <zstd.h>"), HasSubstr("must not know zstd"));
}

TEST(LibraryUse, TheTraceFolderUsesTheStandardLibraryOnly)
{
    EXPECT_EQ(complaint("models/trace/tree.cpp", "#include <unordered_map>"), "");
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include <tl/expected.hpp>"),
                HasSubstr("must not know tl::expected"));
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include <unistd.h>"), HasSubstr("must not know POSIX"));
}

TEST(LibraryUse, AnUnknownLibraryHasToBeNamedFirst)
{
    EXPECT_THAT(complaint("models/formats/reader.cpp", "#include <boost/json.hpp>"), HasSubstr("no known library"));
}

TEST(LibraryUse, TestToolsStayInTests)
{
    EXPECT_EQ(complaint("tests/models/trace/tree_test.cpp", "#include <gtest/gtest.h>"), "");
    EXPECT_THAT(complaint("models/trace/tree.cpp", "#include <gtest/gtest.h>"), HasSubstr("must not know GoogleTest"));
}

} // namespace

} // namespace spanlight::architecture
