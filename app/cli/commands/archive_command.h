#pragma once

#include "app/cli/cli_arguments.h"
#include "models/sources/archive/archive.h"

namespace spanlight::cli {

/// `spanlight-cli archive info`: what the archive holds, its size and limits. Returns the exit code, as those below.
[[nodiscard]] int runArchiveInfo(const ArchiveArguments& arguments);
/// `archive check`: whether it is sound; findings is the exit code when it is not.
[[nodiscard]] int runArchiveCheck(const ArchiveArguments& arguments);
/// `archive prune`: deletes what is beyond the limits, perhaps new ones, and gives back the space.
[[nodiscard]] int runArchivePrune(const ArchiveArguments& arguments);

/// Bytes: "4GB", "500 MiB", "1000000". An error names the option.
[[nodiscard]] tl::expected<std::int64_t, CliError> sizeArgument(const std::string& option, const std::string& text);

/// The limits of `--max-size` and `--max-age` for the archive in a file, which need not be there yet. What is empty
/// stays as the file has it; both empty: nothing is to be changed.
[[nodiscard]] tl::expected<std::optional<sources::ArchiveLimits>, CliError>
archiveLimits(const std::string& maxSize, const std::string& maxAge, const QString& path);

} // namespace spanlight::cli
