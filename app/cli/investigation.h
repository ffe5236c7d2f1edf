#pragma once

#include "models/operations/profile.h"
#include "models/sources/source.h"
#include "models/trace/trace_set.h"

#include <memory>
#include <string>
#include <vector>

namespace spanlight::cli {

/// Vocabularies that a command works with: one that was named, or every built-in one until the traces decide.
class ProfileChoice
{
public:
    ProfileChoice() = default;
    explicit ProfileChoice(std::shared_ptr<const operations::Profile> named) : m_named(std::move(named)) {}

    /// The profile for these traces. `forOperation`: an operation id was asked for, so a profile that knows none
    /// cannot be meant.
    [[nodiscard]] std::shared_ptr<const operations::Profile> choose(const trace::TraceSet& traces,
                                                                    bool forOperation) const;
    /// Keys, fallbacks and hidden services of the profiles that may be meant, for an operation id (may be empty).
    void prepare(sources::SearchQuery& query, const std::string& operationId) const;
    /// Null: none was named.
    [[nodiscard]] const std::shared_ptr<const operations::Profile>& named() const { return m_named; }

private:
    [[nodiscard]] std::vector<std::shared_ptr<const operations::Profile>> candidates() const;

    std::shared_ptr<const operations::Profile> m_named;
};

} // namespace spanlight::cli
