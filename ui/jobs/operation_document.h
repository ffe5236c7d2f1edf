#pragma once

#include "models/diagnosis/engine.h"
#include "models/operations/companion_facts.h"
#include "models/operations/profile.h"
#include "models/report/calls_report.h"
#include "models/trace/trace_set.h"
#include "ui/gantt/gantt_document.h"

#include <QString>

#include <memory>
#include <vector>

namespace spanlight::ui {

/// One operation with everything that the window shows about it. Immutable, built away from the GUI thread.
struct OperationDocument
{
    QString id;
    bool isTrace = false;
    std::shared_ptr<const trace::TraceSet> traces;
    std::shared_ptr<const operations::Profile> profile;
    diagnosis::Analysis analysis; ///< its timeline points at `traces`
    std::shared_ptr<const GanttDocument> gantt;
    std::vector<report::CallRow> calls;
    std::shared_ptr<const operations::CompanionFacts> companions; ///< null: nobody was asked, or has answered yet
    QString worker;                  ///< id of the worker that the traces say was selected; may be empty
    diagnosis::SearchContext search; ///< how its traces were found
    QString origin;                  ///< where it came from, for the status line
    qint64 diagnoseMs = 0;           ///< stitching, rules and layout

    [[nodiscard]] const diagnosis::Diagnosis& diagnosis() const { return analysis.diagnosis; }
};

} // namespace spanlight::ui
