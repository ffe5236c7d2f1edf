#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `spanlight-cli archive info`: what the archive holds, its size and limits. Returns the exit code, as those below.
[[nodiscard]] int runArchiveInfo(const ArchiveArguments& arguments);
/// `archive check`: whether it is sound; findings is the exit code when it is not.
[[nodiscard]] int runArchiveCheck(const ArchiveArguments& arguments);
/// `archive prune`: deletes what is beyond the limits, perhaps new ones, and gives back the space.
[[nodiscard]] int runArchivePrune(const ArchiveArguments& arguments);

/// Bytes: "4GB", "500 MiB", "1000000". An error names the option.
[[nodiscard]] tl::expected<std::int64_t, CliError> sizeArgument(const std::string& option, const std::string& text);

} // namespace spanlight::cli
