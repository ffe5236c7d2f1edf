#include "ui/gantt/gantt_document.h"

#include "tests/support/trace_text.h"
#include "ui/gantt/gantt_painter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace spanlight;
using namespace spanlight::ui;
using ::testing::ElementsAre;

namespace {

constexpr std::int64_t kBase = 1'700'000'000'000'000'000;
constexpr std::int64_t kMs = 1'000'000;

trace::TimelineInput inputOf(const trace::TraceSet& traces)
{
    trace::TimelineInput input;
    input.traces = &traces;
    for (std::uint32_t s = 0; s < traces.stores().size(); ++s)
        for (std::uint32_t r = 0; r < traces.store(s).spanCount(); ++r)
            input.spans.push_back({s, trace::SpanRow{r}});
    return input;
}

std::shared_ptr<const GanttDocument> documentOf(std::string_view text)
{
    auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(text, kBase)});
    return buildGanttDocument(traces, inputOf(*traces), nullptr);
}

RowInterval ms(std::int64_t from, std::int64_t to)
{
    return {kBase + from * kMs, kBase + to * kMs};
}

TEST(GanttDocument, ChildTimeIsTheUnionOfTheChildrenClippedToTheRow)
{
    const auto document = documentOf(R"(
root @0+100 a
  one @10+20 a
  two @20+20 a
  three @60+80 a)");
    EXPECT_THAT(document->childTime.of(0), ElementsAre(ms(10, 40), ms(60, 100)));
    EXPECT_TRUE(document->childTime.of(1).empty());
    EXPECT_EQ(document->selfNs(0), 30 * kMs);
}

TEST(GanttDocument, CriticalPathGoesThroughTheChildThatEndsLast)
{
    const auto document = documentOf(R"(
root @0+100 a
  short @10+20 a
  long @10+80 a)");
    EXPECT_TRUE(document->critical.of(1).empty());
    EXPECT_THAT(document->critical.of(2), ElementsAre(ms(10, 90)));
}

TEST(GanttDocument, ErrorsAreKnownAboveTheSpanThatHasThem)
{
    const auto document = documentOf(R"(
root @0+100 a
  child @10+20 a
    leaf @10+10 a error
  other @40+10 a)");
    EXPECT_TRUE(document->errorBelow[0]);
    EXPECT_TRUE(document->errorBelow[1]);
    EXPECT_FALSE(document->errorBelow[2]);
    EXPECT_TRUE(document->hasError(2));
    EXPECT_FALSE(document->errorBelow[3]);
}

TEST(GanttDocument, ASecondTraceOfTheOperationBeginsWithAJoint)
{
    const auto document = documentOf(R"(
trace 1
cli @0+100 a
trace 2
worker @10+50 b
  step @20+10 b)");
    EXPECT_FALSE(document->joint[0]);
    EXPECT_TRUE(document->joint[1]);
    EXPECT_FALSE(document->joint[2]);
}

TEST(GanttDocument, AFoldedRunIsNamedWithNumberAndTotal)
{
    auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText(R"(
root @0+100 a
  GET @10+2 a
  GET @20+2 a
  GET @30+2 a)")});
    trace::TimelineInput input = inputOf(*traces);
    input.noise = {input.spans[1], input.spans[2], input.spans[3]};
    const auto document = buildGanttDocument(traces, input, nullptr);
    ASSERT_EQ(document->timeline.rows.size(), 2U);
    EXPECT_EQ(document->label(1), "GET × 3, 6 ms");
    EXPECT_EQ(document->findRow(input.spans[2]), 1U);
}

TEST(GanttDocument, TheRemarkOfAGhostStandsApartFromItsName)
{
    auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText("root @0+100 a")});
    trace::TimelineInput input = inputOf(*traces);
    trace::ExtraRow ghost;
    ghost.mark = trace::RowMark::Ghost;
    ghost.label = "save-model (expected, absent)";
    ghost.startNs = ghost.endNs = traces->endNs(input.spans[0]);
    input.extras.push_back(ghost);
    const auto document = buildGanttDocument(traces, input, nullptr);
    ASSERT_EQ(document->timeline.rows.size(), 2U);
    EXPECT_EQ(document->label(1), "save-model");
    EXPECT_EQ(document->remark(1), "expected, absent");
}

TEST(GanttDocument, PinsStandWhereTheFirstEvidenceBegan)
{
    auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText("root @0+100 a")});
    diagnosis::Diagnosis analysed;
    analysed.verdict.state = diagnosis::State::Stuck;
    analysed.asOfNs = kBase + 500 * kMs;
    diagnosis::Finding finding;
    finding.severity = diagnosis::Severity::Error;
    finding.title = "stuck";
    finding.evidence.resize(2);
    finding.evidence[1].span = {0, trace::SpanRow{0}};
    finding.evidence[1].startNs = kBase;
    analysed.findings = {finding};
    const auto document = buildGanttDocument(traces, inputOf(*traces), &analysed);
    ASSERT_EQ(document->pins.size(), 1U);
    EXPECT_EQ(document->pins[0].ns, kBase);
    EXPECT_EQ(document->nowNs, kBase + 500 * kMs);
}

TEST(GanttDocument, WhatIsOpenIsAlarmingOnlyWhereSomethingIsWrong)
{
    using diagnosis::State;
    for (const auto& [state, alarming] : {std::pair{State::Running, false},
                                          {State::Completed, false},
                                          {State::Unknown, false},
                                          {State::Stuck, true},
                                          {State::Lost, true},
                                          {State::Failed, true}}) {
        auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText("root @0+100 a")});
        diagnosis::Diagnosis analysed;
        analysed.verdict.state = state;
        EXPECT_EQ(buildGanttDocument(traces, inputOf(*traces), &analysed)->alarming, alarming) << name(state);
    }
}

TEST(GanttDocument, TheRangeHasItsDayUnlessItIsTodayAndMillisecondsWhenItIsShort)
{
    auto traces = std::make_shared<const trace::TraceSet>(std::vector{test::storeFromText("root @0+1500 a")});
    const auto document = buildGanttDocument(traces, inputOf(*traces), nullptr);
    GanttScene scene;
    scene.document = document.get();
    EXPECT_EQ(rangeDays(scene), items::TimeZone().day(traces->startNs({0, trace::SpanRow{0}})));
    EXPECT_TRUE(rangeTimes(scene).contains(QStringLiteral(".500 UTC"))) << rangeTimes(scene).toStdString();
    scene.todayNs = traces->startNs({0, trace::SpanRow{0}});
    EXPECT_EQ(rangeDays(scene), QString());
}

TEST(GanttDocument, NoSpansGiveNoRows)
{
    auto traces = std::make_shared<const trace::TraceSet>();
    const auto document = buildGanttDocument(traces, {}, nullptr);
    EXPECT_TRUE(document->timeline.rows.empty());
}

} // namespace
