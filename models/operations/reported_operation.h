#pragma once

#include "models/operations/companion_facts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::operations {

struct Profile;

/// What the operations API said about an operation, as far as it holds for the moment of looking.
struct ReportedOperation
{
    const OperationFact* newest = nullptr; ///< never null
    std::string state;                     ///< completed, failed, cancelled, running; empty: other words
    std::optional<std::int64_t> endedNs; ///< for completed, failed and cancelled: when, not after the moment of looking
    std::optional<std::int64_t> progressedNs; ///< newest moment at which progress is known to have been made
    const OperationFact* first = nullptr;     ///< oldest of the last answers that tell of the same progress

    [[nodiscard]] bool isTerminal() const { return endedNs.has_value(); }
    [[nodiscard]] bool denied() const { return !newest->known; }
};

/// Whether something learned at `timeNs` holds for the moment of looking.
[[nodiscard]] bool holdsAt(std::int64_t timeNs, std::int64_t asOfNs);

/// Reads the answers about the operation. Nothing when there is none, or when they belong to another moment than the
/// one of looking. Refers to the facts.
[[nodiscard]] std::optional<ReportedOperation> readReported(const CompanionFacts& facts, const Profile& profile,
                                                            std::string_view id, std::int64_t asOfNs);

} // namespace spanlight::operations
