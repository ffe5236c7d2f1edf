#include "tests/support/source_run.h"

#include "models/sources/source_factory.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace spanlight::test {

using sources::SearchQuery;
using sources::Source;
using sources::SourceJob;

std::unique_ptr<Source> sourceOf(const QString& address, const sources::ConnectionOptions& options)
{
    auto source = sources::makeSource(address, options);
    EXPECT_TRUE(source.has_value()) << address.toStdString();
    return source ? std::move(*source) : nullptr;
}

std::unique_ptr<SourceJob> finished(Source& source, const SearchQuery& query)
{
    auto job = source.search(query);
    QSignalSpy spy(job.get(), &SourceJob::finished);
    EXPECT_TRUE(job->isFinished() || spy.wait(30'000));
    return job;
}

SearchQuery operationQuery(const QString& id)
{
    SearchQuery query;
    query.operationId = id;
    query.operationKeys = {QStringLiteral("operation.id")};
    query.hiddenServices = {QStringLiteral("jaeger"), QStringLiteral("jaeger-all-in-one")};
    return query;
}

SearchQuery traceQuery(const QString& id)
{
    SearchQuery query;
    query.traceIds = {id};
    return query;
}

std::vector<std::string> matchedIds(const SourceJob& job)
{
    std::vector<std::string> ids;
    for (const trace::TraceId id : job.answer().matched)
        ids.push_back(trace::toHex(id));
    return ids;
}

std::string explain(const SourceJob& job)
{
    std::string text = job.error() ? job.error()->text().toStdString() : "no error";
    for (const sources::PartFailure& failure : job.answer().report.failures)
        text += "\n" + failure.part.toStdString() + ": " + failure.error.text().toStdString();
    for (const QString& note : job.answer().report.notes)
        text += "\nnote: " + note.toStdString();
    return text;
}

} // namespace spanlight::test
