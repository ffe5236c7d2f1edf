#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/operation_view.h"

#include <optional>
#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// Evidence that is in no span: what a companion said, with its address and time in the note.
[[nodiscard]] Evidence companionEvidence(const operations::FactOrigin& origin, std::string name, std::string value,
                                         const std::string& note);

/// What the operations API says of the operation: "running, 45 %, training-loop". Only with view.reported.
[[nodiscard]] std::string reportedText(const operations::OperationView& view);
/// The same as evidence.
[[nodiscard]] Evidence reportedEvidence(const operations::OperationView& view, const std::string& note);

/// One sentence for each thing that companions said, and for what they did not answer, with address and time.
[[nodiscard]] std::vector<CompanionWord> companionWords(const operations::OperationView& view);

} // namespace spanlight::diagnosis
