#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/walk.h"

#include <string>
#include <string_view>

namespace spanlight::report {

/// Name and version that every document states.
[[nodiscard]] std::string_view generatorVersion();

/// The document of contract section 2, `spanlight.diagnosis/1`. Members in the contract's order; the same value gives
/// the same bytes. `indent` 0 is one line, for JSON lines. Ends with a line break. A walk adds the members "scenario"
/// and "walk" at the end.
[[nodiscard]] std::string jsonReport(const diagnosis::Diagnosis& document, int indent = 2,
                                     const diagnosis::Walk* walk = nullptr);

} // namespace spanlight::report
