#pragma once

#include "app/cli/trace_loader.h"
#include "models/operations/companion_facts.h"
#include "models/operations/operation_view.h"
#include "models/sources/companions/companion_requests.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>

namespace spanlight::cli {

/// Whether a companion was named on the command line.
[[nodiscard]] bool hasCompanions(const CommonArguments& common);

/// The addresses of the companions; one that is none is wrong usage.
[[nodiscard]] tl::expected<sources::CompanionAddresses, CliError> companionAddressesOf(const CommonArguments& common);

/// The servers among the sources of a command.
[[nodiscard]] std::vector<QUrl> serversOf(const CommonArguments& common);

/// The companions of a command (contract 1.1), to be asked about one operation after another.
class CompanionDesk
{
public:
    /// Reads the addresses; one that is none is wrong usage. Asks nothing yet.
    [[nodiscard]] static tl::expected<CompanionDesk, CliError> open(const CommonArguments& common);

    /// Asks about an operation or trace and waits. `patient`: looks twice at the progress of unfinished work where
    /// the moment of looking is now. Nothing when no companion was named. A companion that did not answer at all is
    /// not asked again: its problem is told each time.
    [[nodiscard]] std::optional<operations::CompanionFacts> ask(const operations::OperationRequest& request,
                                                                bool patient);

private:
    sources::CompanionAddresses m_addresses;
    sources::ConnectionOptions m_options;
    std::vector<operations::CompanionProblem> m_lost;
};

/// Tells failures of companions on standard error, each once for a command with one subject.
void noteProblems(const operations::CompanionFacts& facts);

} // namespace spanlight::cli
