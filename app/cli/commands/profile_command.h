#pragma once

#include "app/cli/cli_arguments.h"

namespace spanlight::cli {

/// `profile check FILE…`: the exit code is 3 when one of them cannot be used.
[[nodiscard]] int runProfileCheck(const ProfileArguments& arguments);
/// `profile explain SOURCE…`.
[[nodiscard]] int runProfileExplain(const CommonArguments& common, const ProfileArguments& arguments);
/// `profile show NAME`: the document of a built-in profile, to start one's own from.
[[nodiscard]] int runProfileShow(const ProfileArguments& arguments);
/// `profile list`: the built-in profiles.
[[nodiscard]] int runProfileList();

} // namespace spanlight::cli
