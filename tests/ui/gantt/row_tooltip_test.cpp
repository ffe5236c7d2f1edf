#include "ui/gantt/row_tooltip.h"

#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;

namespace {

// Tooltip of the line with the number.
QString tooltipOf(std::string_view text, std::size_t line)
{
    auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(text)});
    trace::TimelineInput input;
    for (std::uint32_t r = 0; r < traces->spanCount(); ++r)
        input.spans.push_back({0, trace::SpanRow{r}});
    VisibleRows rows;
    const auto document = buildGanttDocument(traces, input, nullptr);
    rows.setDocument(document);
    return rowTooltip(*document, rows, line);
}

constexpr const char* kRequest = R"(
root @0+100 a
  beside @0+85 a
  call @10+80 a client
    request @30+40 b server)";

TEST(RowTooltip, SaysWhatTheTraceWouldGainWithoutTheSpan)
{
    EXPECT_TRUE(tooltipOf(kRequest, 2).contains("5 ms shorter")) << tooltipOf(kRequest, 2).toStdString();
    EXPECT_FALSE(tooltipOf(kRequest, 1).contains("shorter"));
}

TEST(RowTooltip, SaysWhatTheSpanWaitedFor)
{
    EXPECT_TRUE(tooltipOf(kRequest, 0).contains("call 80 ms")) << tooltipOf(kRequest, 0).toStdString();
    EXPECT_FALSE(tooltipOf(kRequest, 0).contains("beside 8"));
}

TEST(RowTooltip, SaysHowLongACallWasOnTheWay)
{
    EXPECT_TRUE(tooltipOf(kRequest, 2).contains("40 ms (20 ms there, 20 ms back)"))
        << tooltipOf(kRequest, 2).toStdString();
}

TEST(AbsenceText, SaysWhatIsMissingSinceWhenAndWhoNamesIt)
{
    auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText("child @10+500 worker")});
    trace::TimelineInput input;
    input.spans.push_back({0, trace::SpanRow{0}});
    trace::ExtraRow ghost;
    ghost.mark = trace::RowMark::Ghost;
    ghost.adopts = input.spans;
    ghost.label = "worker's root span (not arrived yet)";
    ghost.startNs = traces->startNs(input.spans[0]);
    ghost.endNs = traces->endNs(input.spans[0]);
    input.extras.push_back(ghost);
    VisibleRows rows;
    const auto document = buildGanttDocument(traces, input, nullptr);
    rows.setDocument(document);
    ASSERT_EQ(rows.size(), 2U);
    const QString text = absenceText(*document, rows, 0);
    for (const char* part : {"worker's root span", "not arrived yet", "child of worker", "500 ms"})
        EXPECT_TRUE(text.contains(QLatin1String(part))) << part << " in " << text.toStdString();
    EXPECT_EQ(absenceText(*document, rows, 1), QString());
}

TEST(RowTooltip, SaysWhatADatabaseCallDoes)
{
    const char* text = "root @0+100 a\n  query @1+5 a client db.system=mysql db.operation=SELECT db.sql.table=<b>\n";
    EXPECT_TRUE(tooltipOf(text, 1).contains("SELECT &lt;b&gt; (mysql)")) << tooltipOf(text, 1).toStdString();
    EXPECT_FALSE(tooltipOf(text, 0).contains("Does"));
}

} // namespace
