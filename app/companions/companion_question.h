#pragma once

#include "models/operations/operation_view.h"
#include "models/sources/companions/companion_requests.h"

#include <cstdint>

namespace spanlight::app {

/// What companions are to be asked about an operation or trace: command line and window ask the same, so that they
/// come to the same verdict. `patient`: look twice at the progress of unfinished work where the moment of looking is
/// now (`wallNs`, since the epoch).
[[nodiscard]] sources::CompanionQuestion companionQuestion(const operations::OperationView& view, bool patient,
                                                           std::int64_t wallNs);

/// Whether the companion said anything that can be used.
[[nodiscard]] bool answered(const operations::CompanionFacts& facts, operations::Companion companion);

} // namespace spanlight::app
