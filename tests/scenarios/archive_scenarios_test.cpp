#include "models/sources/archive/archive_import.h"
#include "models/sources/archive/archive_reader.h"
#include "models/sources/archive/archive_search.h"
#include "models/sources/trace_filter.h"
#include "tests/scenarios/scenario_case.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

// Traces that went through the archive are diagnosed as those in the files that they came from.

namespace spanlight::test {
namespace {

class ArchivedScenarios : public testing::TestWithParam<std::string>
{
};

sources::SearchAnswer search(const QString& path, const sources::SearchQuery& query)
{
    auto reader = sources::ArchiveReader::open(path);
    EXPECT_TRUE(reader.has_value());
    auto answer = sources::searchArchive(*reader, query, std::uint64_t{1} << 30, [](std::uint64_t) { return true; });
    EXPECT_TRUE(answer.has_value());
    EXPECT_TRUE(answer->report.complete);
    return std::move(*answer);
}

TEST_P(ArchivedScenarios, AreDiagnosedAsTheirFiles)
{
    for (const ScenarioCase& one : casesOf(GetParam())) {
        SCOPED_TRACE(one.name);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("archive.sqlite"));
        const Question question = questionOf(one);
        const trace::TraceSet fromFile = readCase(one);
        const auto goOn = [](std::uint64_t) { return true; };
        ASSERT_TRUE(sources::importTraces(path, fromFile.stores(), goOn).has_value());
        sources::SearchQuery everything;
        everything.limit = 0;
        EXPECT_EQ(diagnose(trace::TraceSet(search(path, everything).stores), question), diagnose(fromFile, question));

        sources::SearchQuery subject = everything;
        if (question.isTrace)
            subject.traceIds = {QString::fromStdString(question.id)};
        else
            subject.operationId = QString::fromStdString(question.id);
        subject.operationKeys = {QStringLiteral("operation.id")};
        EXPECT_EQ(search(path, subject).matched, sources::filterTraces(fromFile.stores(), subject).matched);
    }
}

INSTANTIATE_TEST_SUITE_P(All, ArchivedScenarios, testing::ValuesIn(scenarioNames()),
                         [](const auto& scenario) { return testNameOf(scenario.param); });

} // namespace
} // namespace spanlight::test
