#pragma once

#include "app/session/background.h"
#include "models/items/operation_list_model.h"
#include "models/operations/companion_facts.h"
#include "models/operations/context_query.h"
#include "models/operations/operation_view.h"
#include "models/operations/profile.h"
#include "models/trace/trace_set.h"
#include "ui/jobs/operation_document.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

// What runs on the threads of a session: no widgets, no shared state.
namespace spanlight::app {

/// Traces with the profile and the operations found in them.
struct Catalogue
{
    std::shared_ptr<const trace::TraceSet> traces;
    std::shared_ptr<const operations::Profile> profile;
    std::vector<items::OperationRow> rows;              ///< newest first
    std::vector<std::vector<trace::TraceId>> rowTraces; ///< by row
};

/// Joins the stores, chooses the profile unless one is `named`, lists the operations; traces without operation are
/// listed as traces. `only`: operations of these traces (those that matched the search); empty: all.
[[nodiscard]] Catalogue makeCatalogue(std::vector<std::shared_ptr<const trace::TraceStore>> stores,
                                      const std::shared_ptr<const operations::Profile>& named,
                                      const std::vector<trace::TraceId>& only);

/// The named profile, or the one that fits these traces when there is none.
[[nodiscard]] std::shared_ptr<const operations::Profile>
profileFor(const std::shared_ptr<const operations::Profile>& named, const trace::TraceSet& traces);

/// One operation to analyse.
struct AnalysisRequest
{
    std::shared_ptr<const trace::TraceSet> traces;
    std::shared_ptr<const operations::Profile> profile;
    QString id;
    bool isTrace = false;
    std::int64_t asOfNs = 0;
    std::string asOfNote;
    diagnosis::SearchContext search;
    QString origin;
    bool withContext = false; ///< `traces` hold the context, too: nothing more to ask for
    std::shared_ptr<const operations::OperationContext> context;  ///< of `traces`, for many operations; may be null
    std::shared_ptr<const operations::CompanionFacts> companions; ///< null: nobody was asked
};

/// Stitching, rules, layout, calls.
[[nodiscard]] std::shared_ptr<const ui::OperationDocument> analyseOperation(const AnalysisRequest& request);

/// To judge the operation of a document again, without what companions said; nothing more is to be asked for.
[[nodiscard]] AnalysisRequest requestOf(const ui::OperationDocument& document);
/// The operation of a document, to look at its spans. Refers to the document.
[[nodiscard]] operations::OperationRequest viewRequestOf(const ui::OperationDocument& document);

/// What a server should be asked for besides the operation's own traces.
[[nodiscard]] std::vector<operations::ContextQuery> contextOf(const AnalysisRequest& request);

/// The verdict only, for a row of the results.
[[nodiscard]] diagnosis::Diagnosis diagnoseOperation(const AnalysisRequest& request);

} // namespace spanlight::app
