#pragma once

#include "app/session/search_run.h"
#include "ui/jobs/workbench.h"

namespace spanlight::app {

/// Whether every source failed without a single span.
[[nodiscard]] bool broughtNothing(const Found& found);

/// What the window tells about a search that brought something.
[[nodiscard]] ui::SearchOutcome outcomeOf(const Found& found);

} // namespace spanlight::app
