#pragma once

#include "models/operations/profile.h"

#include <vector>

namespace spanlight::operations {

/// What is valid in a profile and yet hardly meant: rules that never apply, patterns in another language, commands with
/// gaps that nothing fills. In the order of the document.
[[nodiscard]] std::vector<ProfileError> lintProfile(const Profile& profile);

} // namespace spanlight::operations
