#pragma once

#include "models/operations/profile_explanation.h"
#include "models/operations/profile_reader.h"

#include <string>
#include <vector>

namespace spanlight::report {

/// What reading and looking through a profile's file found.
struct ProfileCheck
{
    std::string file;
    operations::ProfileReading reading;
    std::vector<operations::ProfileError> oversights; ///< of a valid profile (operations::lintProfile)
};

/// One paragraph per file: what is in it, or each mistake with its JSON pointer.
[[nodiscard]] std::string profileCheckText(const ProfileCheck& check);
/// `spanlight.profile-check/1`, one line.
[[nodiscard]] std::string profileCheckJson(const ProfileCheck& check);

/// Tables for people: which spans matched what, what stayed unknown, what to add. `most`: lines per table.
[[nodiscard]] std::string profileExplanationText(const operations::ProfileExplanation& explanation, std::size_t most);
/// `spanlight.profile-explanation/1`; whole lists.
[[nodiscard]] std::string profileExplanationJson(const operations::ProfileExplanation& explanation);

} // namespace spanlight::report
