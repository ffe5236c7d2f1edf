#pragma once

#include "models/operations/profile.h"
#include "models/trace/trace_set.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::operations {

/// Names of the profiles that are built in and may be chosen by themselves: "ktrdr", "opentelemetry".
[[nodiscard]] std::vector<std::string> builtinProfiles();

/// Names of profiles that are built in as examples to start from: `auto` never chooses them, their names do.
[[nodiscard]] std::vector<std::string> exampleProfiles();

/// The document of a built-in profile or example as it was written, or empty.
[[nodiscard]] std::string_view builtinProfileText(std::string_view name);

/// A built-in profile or example by name, or nothing.
[[nodiscard]] std::shared_ptr<const Profile> builtinProfile(std::string_view name);

/// What `--profile auto` means for these traces: the first built-in profile whose operation ids or names occur, else
/// "opentelemetry".
[[nodiscard]] std::shared_ptr<const Profile> chooseProfile(const trace::TraceSet& traces);

/// The same where operations are asked for, so that a profile that knows none cannot be meant.
[[nodiscard]] std::shared_ptr<const Profile> chooseOperationsProfile(const trace::TraceSet& traces);

} // namespace spanlight::operations
