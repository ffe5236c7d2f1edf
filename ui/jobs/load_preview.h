#pragma once

#include "models/items/operation_list_model.h"
#include "models/operations/profile.h"
#include "models/trace/trace_set.h"
#include "ui/gantt/gantt_document.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace spanlight::ui {

/// The beginning of what is being read: to look at until the whole is there. Nothing in it was judged, and nothing may
/// be concluded from it. Immutable, built away from the GUI thread.
struct LoadPreview
{
    QString id; ///< the operation or trace that is shown
    bool isTrace = false;
    std::shared_ptr<const trace::TraceSet> traces;
    std::shared_ptr<const operations::Profile> profile;
    std::shared_ptr<const GanttDocument> gantt;
    std::vector<items::OperationRow> rows; ///< what the beginning has, newest first
    std::uint64_t spans = 0;               ///< of all of them
};

} // namespace spanlight::ui
