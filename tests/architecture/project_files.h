#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spanlight::architecture {

/// A text file of the project; `path` counts from the project root and has '/' between folders.
struct ProjectFile
{
    std::string path;
    std::string text;
};

/// The project's own C++ files, sorted by path.
[[nodiscard]] std::vector<ProjectFile> cppFiles(const std::filesystem::path& root);

/// What people read and edit besides C++: build files, scripts, pages, profiles. Sorted by path.
/// Recorded or generated data under tests/ and resources/ is left out: it is quoted, not written.
[[nodiscard]] std::vector<ProjectFile> writtenFiles(const std::filesystem::path& root);

} // namespace spanlight::architecture
