#pragma once

#include "models/operations/profile.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::operations {

/// What reading a profile gave: the profile, or every mistake that keeps it from being used.
struct ProfileReading
{
    std::optional<Profile> profile;
    std::vector<ProfileError> errors; ///< in the order of the document; empty: there is a profile
};

/// Reads a profile and goes on after a mistake to find them all. `rules`: names of rules that advice may be given
/// for; empty: any. O(bytes); never throws.
[[nodiscard]] ProfileReading readProfile(std::string_view json, const std::vector<std::string_view>& rules = {});

/// Classes of errors and of messages that the engine asks for.
[[nodiscard]] const std::vector<std::string_view>& errorClasses();
[[nodiscard]] const std::vector<std::string_view>& messageClasses();
/// Classes of values of attributes.
[[nodiscard]] const std::vector<std::string_view>& valueClasses();

/// Text of a profile's file; an error when it is no file, cannot be read or is too large to be one.
[[nodiscard]] tl::expected<std::string, ProfileError> readProfileText(const std::string& path);

/// The profile in a file. The error names the file, the first mistake and how many there are besides.
[[nodiscard]] tl::expected<Profile, std::string> loadProfile(const std::string& path,
                                                             const std::vector<std::string_view>& rules);

} // namespace spanlight::operations
