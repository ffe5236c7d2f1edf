#include "tests/architecture/project_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <string_view>

namespace spanlight::architecture {

namespace {

namespace fs = std::filesystem;

[[nodiscard]] std::string textOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

[[nodiscard]] bool isLeftOut(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    return name == "build" || name == ".git" || name == ".cache";
}

[[nodiscard]] std::vector<ProjectFile> filesWhere(const fs::path& root,
                                                  const std::function<bool(const fs::path&)>& wanted)
{
    std::vector<ProjectFile> files;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
        if (entry->is_directory() && isLeftOut(entry->path())) {
            entry.disable_recursion_pending();
            continue;
        }
        const fs::path path = fs::relative(entry->path(), root);
        if (entry->is_regular_file() && wanted(path))
            files.push_back({path.generic_string(), textOf(entry->path())});
    }
    std::ranges::sort(files, {}, &ProjectFile::path);
    return files;
}

[[nodiscard]] bool isCpp(const fs::path& path)
{
    const std::string extension = path.extension().string();
    return extension == ".cpp" || extension == ".h";
}

[[nodiscard]] bool isWritten(const fs::path& path)
{
    constexpr std::array<std::string_view, 8> kExtensions = {".txt", ".cmake", ".sh",      ".md",
                                                             ".in",  ".yml",   ".desktop", ".go"};
    const std::string extension = path.extension().string();
    if (path.generic_string() == ".ci/run")
        return true;
    return std::ranges::find(kExtensions, extension) != kExtensions.end();
}

} // namespace

std::vector<ProjectFile> cppFiles(const fs::path& root)
{
    return filesWhere(root, isCpp);
}

std::vector<ProjectFile> writtenFiles(const fs::path& root)
{
    return filesWhere(root, isWritten);
}

} // namespace spanlight::architecture
