#include "app/session/analysis_work.h"

#include "models/diagnosis/engine.h"
#include "models/operations/operation_list.h"
#include "models/operations/profile_catalog.h"

#include <QElapsedTimer>

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace spanlight::app {

std::shared_ptr<const operations::Profile> profileFor(const std::shared_ptr<const operations::Profile>& named,
                                                      const trace::TraceSet& traces)
{
    return named ? named : operations::chooseProfile(traces);
}

Catalogue makeCatalogue(std::vector<std::shared_ptr<const trace::TraceStore>> stores,
                        const std::shared_ptr<const operations::Profile>& named,
                        const std::vector<trace::TraceId>& only)
{
    Catalogue catalogue;
    catalogue.traces = std::make_shared<const trace::TraceSet>(std::move(stores));
    catalogue.profile = profileFor(named, *catalogue.traces);
    const std::unordered_set<trace::TraceId> wanted(only.begin(), only.end());
    const auto matches = [&wanted](const operations::OperationSummary& summary) {
        return wanted.empty() || std::any_of(summary.traces.begin(), summary.traces.end(),
                                             [&wanted](trace::TraceId id) { return wanted.contains(id); });
    };
    std::vector<operations::OperationSummary> found;
    std::vector<bool> isTrace;
    const auto take = [&](operations::OperationSummary&& summary, bool trace) {
        found.push_back(std::move(summary));
        isTrace.push_back(trace);
    };
    std::unordered_set<trace::TraceId> covered;
    if (!catalogue.profile->subjectIsTrace)
        for (operations::OperationSummary& summary :
             operations::listOperations(*catalogue.traces, *catalogue.profile)) {
            covered.insert(summary.traces.begin(), summary.traces.end());
            if (matches(summary))
                take(std::move(summary), false);
        }
    for (operations::OperationSummary& summary : operations::listTraces(*catalogue.traces))
        if (matches(summary) && !covered.contains(summary.traces.front()))
            take(std::move(summary), true);
    std::vector<std::size_t> order(found.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&found](std::size_t a, std::size_t b) { return found[a].startNs > found[b].startNs; });
    catalogue.rows.reserve(found.size());
    catalogue.rowTraces.reserve(found.size());
    for (const std::size_t i : order) {
        catalogue.rows.push_back(items::operationRow(found[i], isTrace[i]));
        catalogue.rowTraces.push_back(std::move(found[i].traces));
    }
    return catalogue;
}

namespace {

diagnosis::DiagnoseRequest diagnoseRequest(const AnalysisRequest& request)
{
    diagnosis::DiagnoseRequest wanted;
    wanted.traces = request.traces.get();
    wanted.profile = request.profile.get();
    wanted.kind =
        request.isTrace ? diagnosis::DiagnoseRequest::Kind::Trace : diagnosis::DiagnoseRequest::Kind::Operation;
    wanted.id = request.id.toStdString();
    wanted.asOfNs = request.asOfNs;
    wanted.asOfNote = request.asOfNote;
    wanted.search = request.search;
    wanted.context = request.context.get();
    wanted.companions = request.companions.get();
    return wanted;
}

} // namespace

AnalysisRequest requestOf(const ui::OperationDocument& document)
{
    AnalysisRequest request;
    request.traces = document.traces;
    request.profile = document.profile;
    request.id = document.id;
    request.isTrace = document.isTrace;
    request.asOfNs = document.diagnosis().asOfNs;
    request.asOfNote = document.diagnosis().asOfNote;
    request.search = document.search;
    request.origin = document.origin;
    request.withContext = true;
    return request;
}

operations::OperationRequest viewRequestOf(const ui::OperationDocument& document)
{
    return {document.traces.get(), document.profile.get(), document.isTrace, document.id.toStdString(),
            document.diagnosis().asOfNs};
}

std::vector<operations::ContextQuery> contextOf(const AnalysisRequest& request)
{
    if (request.isTrace || request.withContext)
        return {};
    return operations::contextQueries(operations::buildOperationView(
        {request.traces.get(), request.profile.get(), false, request.id.toStdString(), request.asOfNs}));
}

diagnosis::Diagnosis diagnoseOperation(const AnalysisRequest& request)
{
    return diagnosis::analyse(diagnoseRequest(request)).diagnosis;
}

std::shared_ptr<const ui::OperationDocument> analyseOperation(const AnalysisRequest& request)
{
    QElapsedTimer timer;
    timer.start();
    auto document = std::make_shared<ui::OperationDocument>();
    document->id = request.id;
    document->isTrace = request.isTrace;
    document->traces = request.traces;
    document->profile = request.profile;
    document->origin = request.origin;
    document->search = request.search;
    document->companions = request.companions;
    document->analysis = diagnosis::analyse(diagnoseRequest(request));
    document->gantt =
        ui::buildGanttDocument(document->traces, document->analysis.timeline, &document->analysis.diagnosis);
    const operations::OperationView view = operations::buildOperationView(
        {request.traces.get(), request.profile.get(), request.isTrace, request.id.toStdString(), request.asOfNs});
    document->calls = report::callRows(view);
    for (const operations::WorkerSelection& selection : view.selections)
        if (!selection.selected.empty())
            document->worker = QString::fromStdString(selection.selected);
    document->diagnoseMs = timer.elapsed();
    return document;
}

} // namespace spanlight::app
