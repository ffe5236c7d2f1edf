#include "models/report/timeline_report.h"

#include "models/report/timeline_svg.h"
#include "models/report/timeline_text.h"
#include "tests/models/report/report_case.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace spanlight::report {
namespace {

using nlohmann::json;

TEST(TimelineReport, GivesEverySpanARowWithItsTimes)
{
    const test::ReportCase one(test::storeFromText("root @0+100 shop\n  a @10+30 shop\n  b @50+40 db client error\n"),
                               "00000000000000000000000000000001", 1'000, "opentelemetry");
    const json document = json::parse(timelineJson(one.analysis.timeline));
    EXPECT_EQ(document["schema"], "spanlight.timeline/1");
    EXPECT_EQ(document["durationNs"], 100'000'000);
    ASSERT_EQ(document["rows"].size(), 3U);
    const json& b = document["rows"][2];
    EXPECT_EQ(b["name"], "b");
    EXPECT_EQ(b["depth"], 1);
    EXPECT_EQ(b["kind"], "client");
    EXPECT_EQ(b["status"], "error");
    EXPECT_EQ(b["startNs"], 50'000'000);
    EXPECT_EQ(b["parentSpanId"], document["rows"][0]["spanId"]);
    EXPECT_EQ(document["rows"][0]["selfNs"], 30'000'000);
    EXPECT_EQ(document["rows"][0]["criticalNs"], 30'000'000);
    EXPECT_EQ(b["criticalNs"], 40'000'000);
}

TEST(TimelineReport, MarksGapsAndGhosts)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const json document = json::parse(timelineJson(one.analysis.timeline));
    const auto marked = [&](const char* mark) {
        return std::count_if(document["rows"].begin(), document["rows"].end(),
                             [&](const json& row) { return row["mark"] == mark; });
    };
    EXPECT_EQ(marked("span"), 5);
    EXPECT_EQ(marked("gap"), 1);
    EXPECT_GE(marked("ghost"), 1);
}

TEST(TimelineReport, DrawsTextWithinItsWidth)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const std::string text = timelineText(one.analysis.timeline, {100, 3, one.analysis.diagnosis.asOfNs});
    EXPECT_NE(text.find("now"), std::string::npos);
    EXPECT_NE(text.find("more rows"), std::string::npos);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
}

TEST(TimelineReport, DrawsAPictureWithoutForeignParts)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const std::string svg = timelineSvg(one.analysis.timeline, {});
    EXPECT_TRUE(svg.starts_with("<svg "));
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_EQ(svg.find("href"), std::string::npos);
}

TEST(TimelineReport, HasAGroundOfTheWholeSizeInEveryRenderer)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    SvgOptions options;
    options.colours = SvgColours::Dark;
    const std::string svg = timelineSvg(one.analysis.timeline, options);
    const std::size_t at = svg.find(" width=\"1200\" height=\"");
    ASSERT_NE(at, std::string::npos);
    const std::string size = svg.substr(at, svg.find(" viewBox") - at);
    EXPECT_NE(svg.find("<rect" + size + " fill=\"#14181f\"/>"), std::string::npos) << size;
    EXPECT_EQ(svg.find('%'), std::string::npos);
}

TEST(TimelineReport, HatchesGapsWithLinesThatEveryRendererDraws)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const std::string svg = timelineSvg(one.analysis.timeline, {});
    EXPECT_EQ(svg.find("url("), std::string::npos);
    EXPECT_EQ(svg.find("<pattern"), std::string::npos);
    const std::size_t path = svg.find("<path d=\"M");
    ASSERT_NE(path, std::string::npos);
    const std::string lines = svg.substr(path, svg.find("/>", path) - path);
    EXPECT_GT(std::count(lines.begin(), lines.end(), 'M'), 10) << lines;
}

operations::CompanionFacts workersOverTime(std::int64_t fromNs, std::int64_t stepNs, int samples)
{
    operations::MetricSeries series;
    series.origin = {"http://localhost:9090/api/v1/query_range", fromNs};
    series.query = "workers";
    series.title = "Workers <available>";
    series.stepNs = stepNs;
    for (int i = 0; i < samples; ++i)
        series.samples.push_back({fromNs + i * stepNs, i % 3 + 0.5});
    operations::CompanionFacts facts;
    facts.series.push_back(series);
    return facts;
}

TEST(TimelineReport, DrawsMetricsBelowTheRowsAndWithinTheirAxis)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const std::string without = timelineSvg(one.analysis.timeline, {});
    const auto& traces = *one.analysis.timeline.traces;
    const std::int64_t startNs = traces.startNs(one.analysis.timeline.spans.front());
    constexpr std::int64_t kHourNs = 3'600'000'000'000;
    const auto facts = workersOverTime(startNs - 10 * kHourNs, kHourNs, 400); // much longer than the operation
    SvgOptions options;
    addMetrics(options, &facts, {{"workers", "", "", "", {}, {}}});
    ASSERT_EQ(options.metrics.size(), 1U);
    const std::string svg = timelineSvg(one.analysis.timeline, options);
    EXPECT_NE(svg.find("Workers &lt;available&gt;"), std::string::npos);
    EXPECT_NE(svg.find("Metrics · localhost:9090, asked at"), std::string::npos);
    EXPECT_GT(svg.size(), without.size());
    const std::size_t path = svg.rfind("<path d=\"M");
    ASSERT_NE(path, std::string::npos);
    std::istringstream line(svg.substr(path + 10));
    double firstX = 0;
    line >> firstX;
    EXPECT_NEAR(firstX, 16 + 400 + 12, 0.2) << "the curve begins where the bars may begin";
    double lastX = firstX;
    for (std::string word; line >> word && word.find('"') == std::string::npos;) {
        const std::size_t next = word.find('L');
        lastX = next == std::string::npos ? lastX : std::max(lastX, std::stod(word.substr(next + 1)));
    }
    EXPECT_GT(lastX, firstX);
    EXPECT_LE(lastX, 1100.1) << "and ends with the axis";
}

TEST(TimelineReport, IsTheSamePictureWhereNoMetricsAreKnown)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    SvgOptions options;
    addMetrics(options, nullptr, {{"workers", "", "", "", {}, {}}});
    const operations::CompanionFacts none;
    addMetrics(options, &none, {{"workers", "", "", "", {}, {}}});
    EXPECT_EQ(timelineSvg(one.analysis.timeline, options), timelineSvg(one.analysis.timeline, {}));
}

} // namespace
} // namespace spanlight::report
