#include "models/sources/demo/demo_source.h"

#include "models/sources/demo/demo_loader.h"
#include "models/sources/source_factory.h"

#include "tests/support/source_run.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

#include <set>

namespace spanlight::sources {
namespace {

using test::finished;

TEST(DemoSourceTest, EverySampleIsReadWithoutLossAndHasAMomentAfterItsNewestSpan)
{
    DemoLoader loader;
    std::set<QString> ids;
    std::set<trace::TraceId> traces;
    const std::vector<DemoSample> samples = demoSamples();
    ASSERT_GT(samples.size(), 80U);
    const Loaded loaded = loader.load({}, [](std::uint64_t, std::uint64_t) { return true; });
    ASSERT_EQ(loaded.stores.size(), samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto& store = *loaded.stores[i];
        SCOPED_TRACE(samples[i].name.toStdString());
        EXPECT_TRUE(ids.insert(samples[i].id).second) << "every case has a subject of its own";
        EXPECT_FALSE(store.importLog().hasLoss());
        ASSERT_GT(store.spanCount(), 0U);
        EXPECT_GT(samples[i].asOfNs, newestTimeNs({loaded.stores[i]}).value_or(0) - 3'600'000'000'000);
        for (std::uint32_t t = 0; t < store.traceCount(); ++t)
            EXPECT_TRUE(traces.insert(store.traceId(trace::TraceRow{t})).second)
                << "trace ids of cases must not collide";
    }
}

TEST(DemoSourceTest, TheDefaultOperationIsFoundWithItsOwnMoment)
{
    DemoSource source;
    SearchQuery query;
    query.operationId = demoDefaultOperation();
    ASSERT_FALSE(query.operationId.isEmpty());
    const auto job = finished(source, query);
    ASSERT_FALSE(job->error().has_value());
    ASSERT_EQ(job->answer().stores.size(), 1U) << "other cases are no context of this one";
    EXPECT_EQ(job->answer().matched.size(), 1U);
    EXPECT_EQ(source.suggestedNowNs(job->answer(), query.operationId), 1'762'865'400'000'000'000);
}

TEST(DemoSourceTest, AnIdThatNoSpanCarriesFindsNothing)
{
    DemoSource source;
    SearchQuery query;
    query.operationId = QStringLiteral("op_training_20200101_000000_nothing");
    const auto job = finished(source, query);
    EXPECT_FALSE(job->error().has_value());
    EXPECT_TRUE(job->answer().matched.empty());
    EXPECT_TRUE(job->answer().report.complete);
}

TEST(DemoSourceTest, ASearchForEverythingKeepsToItsLimitAndFillsTheServices)
{
    const auto source = makeSource(QStringLiteral("demo:"), {});
    ASSERT_TRUE(source.has_value());
    QSignalSpy servicesChanged(source->get(), &Source::servicesChanged);
    SearchQuery query;
    query.limit = 20;
    const auto job = finished(**source, query);
    EXPECT_EQ(job->answer().matched.size(), 20U);
    EXPECT_TRUE(job->answer().report.limitReached);
    EXPECT_EQ(servicesChanged.count(), 1);
    EXPECT_FALSE((*source)->services().empty());
}

TEST(DemoSourceTest, ATraceOfACaseGetsThatCasesMoment)
{
    DemoSource source;
    SearchQuery query;
    query.traceIds = {QStringLiteral("7D3A1C9E5B2F48608A4BE0D1F6C7A902")};
    const auto job = finished(source, query);
    ASSERT_EQ(job->answer().matched.size(), 1U);
    EXPECT_EQ(source.suggestedNowNs(job->answer(), query.traceIds.front()), 1'762'865'400'000'000'000);
}

} // namespace
} // namespace spanlight::sources
