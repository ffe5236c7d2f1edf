#pragma once

#include "models/items/time_zone.h"
#include "ui/gantt/gantt_document.h"
#include "ui/gantt/visible_rows.h"

#include <QString>

namespace spanlight::ui {

/// Rich text about a line: name, service, times, status, marks. Text from traces is escaped.
[[nodiscard]] QString rowTooltip(const GanttDocument& document, const VisibleRows& rows, std::size_t line,
                                 const items::TimeZone& zone = {});
/// Rich text about a line that is no span: what is missing, since when, and which spans name it. Empty for a span.
[[nodiscard]] QString absenceText(const GanttDocument& document, const VisibleRows& rows, std::size_t line,
                                  const items::TimeZone& zone = {});
/// The tooltip in one sentence, for assistive technology.
[[nodiscard]] QString rowSummary(const GanttDocument& document, const VisibleRows& rows, std::size_t line);

} // namespace spanlight::ui
