#pragma once

#include "ui/jobs/workbench.h"

#include <QString>

namespace spanlight::ui {

/// "6 services asked".
[[nodiscard]] QString servicesAsked(int count);

/// Status line: where from, what was asked, how much came, what is missing.
[[nodiscard]] QString statusText(const SearchOutcome& outcome);
/// Losses and notes as rich text, for its tooltip.
[[nodiscard]] QString statusDetails(const SearchOutcome& outcome);
/// "read 48 ms · diagnosis 3 ms". The document may be null.
[[nodiscard]] QString timesText(const SearchOutcome& outcome, const OperationDocument* document);

} // namespace spanlight::ui
