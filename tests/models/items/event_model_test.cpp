#include "models/items/call_model.h"
#include "models/items/event_model.h"
#include "models/items/link_model.h"
#include "tests/support/trace_text.h"

#include <QAbstractItemModelTester>

#include <gtest/gtest.h>

#include <array>

using namespace spanlight;
using namespace spanlight::items;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

std::shared_ptr<const trace::TraceSet> setOf(std::shared_ptr<const trace::TraceStore> store)
{
    return std::make_shared<const trace::TraceSet>(std::vector{std::move(store)});
}

TEST(EventModel, ShowsEventsWithTheirAttributesBelow)
{
    EventModel model;
    QAbstractItemModelTester tester(&model, kFatal);
    model.setSpan(setOf(test::storeFromText("span @0+100 a error !OSError|disk_full")), {0, trace::SpanRow{0}});
    ASSERT_EQ(model.rowCount(), 1);
    const QModelIndex event = model.index(0, EventModel::Name);
    EXPECT_EQ(event.data().toString(), QStringLiteral("exception"));
    EXPECT_TRUE(
        model.index(0, EventModel::Detail).data().toString().contains(QStringLiteral("100 ms after the start")));
    ASSERT_EQ(model.rowCount(event), 2);
    EXPECT_EQ(model.index(0, EventModel::Name, event).data().toString(), QStringLiteral("exception.type"));
    EXPECT_EQ(model.index(1, EventModel::Detail, event).data().toString(), QStringLiteral("disk full"));
    EXPECT_EQ(model.parent(model.index(1, 0, event)), event);
}

TEST(EventModel, AnUnknownSpanHasNoEvents)
{
    EventModel model;
    QAbstractItemModelTester tester(&model, kFatal);
    model.setSpan(setOf(test::storeFromText("span @0+100 a")), trace::kNoSpanRef);
    EXPECT_EQ(model.rowCount(), 0);
    model.setSpan(nullptr, {0, trace::SpanRow{0}});
    EXPECT_EQ(model.rowCount(), 0);
}

std::shared_ptr<const trace::TraceSet> setWithLinks()
{
    trace::TraceBuilder builder;
    builder.beginInput("links");
    trace::SpanRecord target;
    target.traceId = {0, 1};
    target.spanId = {7};
    target.name = builder.intern("target");
    builder.addSpan(target);
    trace::SpanRecord span = target;
    span.spanId = {8};
    span.name = builder.intern("span");
    std::array<trace::LinkRecord, 2> links{};
    links[0].traceId = {0, 1};
    links[0].spanId = {7};
    links[1].traceId = {0, 9};
    links[1].spanId = {1};
    span.links = links;
    builder.addSpan(span);
    return setOf(builder.freeze());
}

TEST(LinkModel, KnowsWhichTargetsAreLoaded)
{
    LinkModel model;
    QAbstractItemModelTester tester(&model, kFatal);
    model.setSpan(setWithLinks(), {0, trace::SpanRow{1}});
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(0, LinkModel::Target).data().toString(), QStringLiteral("target"));
    EXPECT_EQ(model.target(0), (trace::SpanRef{0, trace::SpanRow{0}}));
    EXPECT_FALSE(model.index(1, 0).data(LinkModel::LoadedRole).toBool());
    EXPECT_EQ(model.index(1, LinkModel::Span).data().toString(), QStringLiteral("0000000000000001"));
}

TEST(CallModel, SaysWhoWasCalledAndWhatCameBack)
{
    CallModel model;
    QAbstractItemModelTester tester(&model, kFatal);
    report::CallRow call;
    call.method = "POST";
    call.url = "http://10.0.0.7:5004/start";
    call.target = "10.0.0.7:5004";
    call.roleLabel = "training worker";
    call.outcome = operations::CallOutcome::Unreachable;
    call.errorType = "ConnectError";
    call.attempt = 2;
    call.attempts = 3;
    call.startNs = 5'000'000;
    model.setCalls({call});
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.index(0, CallModel::Request).data().toString(), QStringLiteral("POST http://10.0.0.7:5004/start"));
    EXPECT_EQ(model.index(0, CallModel::Attempts).data().toString(), QStringLiteral("2 of 3"));
    EXPECT_EQ(model.index(0, CallModel::Target).data().toString(), QStringLiteral("10.0.0.7:5004 (training worker)"));
    EXPECT_EQ(model.index(0, CallModel::Answer).data().toString(), QStringLiteral("no answer · ConnectError"));
    EXPECT_EQ(model.index(0, CallModel::Time).data().toString(), QStringLiteral("+5 ms"));
    EXPECT_TRUE(model.index(0, 0).data(CallModel::FailedRole).toBool());
}

} // namespace
