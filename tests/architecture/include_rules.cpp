#include "tests/architecture/include_rules.h"

#include <algorithm>
#include <cctype>
#include <span>

namespace spanlight::architecture {

namespace {

/// A room of the house and the rooms whose headers it may include; its own are always allowed.
struct Room
{
    std::string_view folder;
    std::vector<std::string_view> mayInclude;
};

/// A library from outside: how its includes begin, and the only rooms that may know it.
struct Library
{
    std::string_view name;
    std::vector<std::string_view> prefixes;
    std::vector<std::string_view> rooms;
};

/// Longer folders come before the folders that contain them: the first match counts.
const std::vector<Room>& rooms()
{
    static const std::vector<Room> all = {
        {"models/trace", {}},
        {"models/formats", {"models/trace"}},
        {"models/operations", {"models/trace", "models/formats"}},
        {"models/diagnosis", {"models/trace", "models/formats", "models/operations"}},
        {"models/report", {"models/trace", "models/formats", "models/operations", "models/diagnosis"}},
        {"models/sources", {"models/trace", "models/formats", "models/operations"}},
        {"models/items", {"models"}},
        {"ui", {"models"}},
        {"app/companions", {"models"}},
        {"app/doctor", {"models"}},
        {"app/cli", {"models", "app"}},
        {"app", {"models", "ui"}},
        {"tests", {"models", "ui", "app"}},
    };
    return all;
}

const std::vector<Library>& libraries()
{
    static const std::vector<Library> all = {
        {"Qt Charts",
         {"QtCharts/", "QChart", "QLineSeries", "QScatterSeries", "QBarSeries", "QValueAxis"},
         {"ui/charts"}},
        {"QCustomPlot", {"qcustomplot"}, {"ui/charts"}},
        {"Qt SQL", {"QtSql/", "QSql"}, {"models/sources"}},
        {"Qt HTTP server", {"QtHttpServer/", "QHttpServer"}, {"models/sources"}},
        {"Qt Test", {"QtTest/", "QTest", "QSignalSpy", "QAbstractItemModelTester"}, {}},
        {"Qt Widgets",
         {"QtWidgets/", "QWidget", "QMainWindow", "QDialog", "QMessageBox", "QAbstractItemView", "QAbstractScrollArea",
          "QTreeView", "QTableView", "QLabel", "QPushButton", "QDockWidget", "QLineEdit", "QStyledItemDelegate"},
         {"ui", "app"}},
        {"QtKeychain", {"qt6keychain/"}, {"app/settings"}},
        {"Qt", {"Q", "qt"}, {"models/sources", "models/items", "ui", "app"}},
        {"simdjson", {"simdjson"}, {"models/formats"}},
        {"nlohmann/json",
         {"nlohmann/"},
         {"models/operations", "models/diagnosis", "models/report", "models/sources", "app"}},
        {"vector instructions", {"emmintrin.h", "immintrin.h", "arm_neon.h"}, {"models/formats"}},
        {"sanitizer interfaces", {"sanitizer/"}, {"models/sources"}},
        {"zlib", {"zlib.h"}, {"models/formats"}},
        {"zstd", {"zstd"}, {"models/formats"}},
        {"SQLite", {"sqlite3.h"}, {"models/sources"}},
        {"protobuf", {"google/protobuf/"}, {"models/formats"}},
        {"gRPC", {"grpc/", "grpcpp/"}, {"models/sources/receiver"}},
        {"CLI11", {"CLI/"}, {"app"}},
        {"tl::expected",
         {"tl/"},
         {"models/formats", "models/operations", "models/diagnosis", "models/report", "models/sources", "models/items",
          "ui", "app"}},
        {"POSIX",
         {"unistd.h", "fcntl.h", "poll.h", "sys/", "signal.h", "arpa/", "netinet/", "netdb.h"},
         {"models/formats", "models/sources", "app"}},
        {"GoogleTest", {"gtest/", "gmock/"}, {}},
        {"Google Benchmark", {"benchmark/"}, {}},
    };
    return all;
}

[[nodiscard]] bool isBelow(std::string_view path, std::string_view folder)
{
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

[[nodiscard]] bool isBelowAny(std::string_view path, std::span<const std::string_view> folders)
{
    return std::ranges::any_of(folders, [&](std::string_view folder) { return isBelow(path, folder); });
}

[[nodiscard]] const Room* roomOf(std::string_view path)
{
    const auto found = std::ranges::find_if(rooms(), [&](const Room& room) { return isBelow(path, room.folder); });
    return found == rooms().end() ? nullptr : &*found;
}

[[nodiscard]] bool isStandardHeader(std::string_view target)
{
    return !target.empty() && std::ranges::all_of(target, [](unsigned char c) {
        return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
    });
}

[[nodiscard]] const Library* libraryOf(std::string_view target)
{
    const auto found = std::ranges::find_if(libraries(), [&](const Library& library) {
        return std::ranges::any_of(library.prefixes,
                                   [&](std::string_view prefix) { return target.starts_with(prefix); });
    });
    return found == libraries().end() ? nullptr : &*found;
}

[[nodiscard]] std::optional<std::string> projectViolation(std::string_view file, const std::string& target)
{
    if (target.ends_with(".moc"))
        return std::nullopt;
    const Room* from = roomOf(file);
    const Room* to = roomOf(target);
    if (to == nullptr)
        return "\"" + target + "\" is not written from the project root";
    if (from == nullptr)
        return "\"" + std::string(file) + "\" lies in no room of the house; name the new room in the include rules";
    if (isBelow(target, from->folder) || isBelowAny(target, from->mayInclude))
        return std::nullopt;
    return std::string(from->folder) + " must not know " + std::string(to->folder) + ": \"" + target + "\"";
}

[[nodiscard]] std::optional<std::string> libraryViolation(std::string_view file, const std::string& target)
{
    if (isStandardHeader(target))
        return std::nullopt;
    const Library* library = libraryOf(target);
    if (library == nullptr)
        return "<" + target + "> belongs to no known library; name the library and its rooms in the include rules";
    if (isBelow(file, "tests") || isBelowAny(file, library->rooms))
        return std::nullopt;
    return std::string(file.substr(0, file.rfind('/'))) + " must not know " + std::string(library->name) + ": <" +
           target + ">";
}

[[nodiscard]] std::string_view trimmedLeft(std::string_view text)
{
    const auto start = text.find_first_not_of(" \t");
    return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

[[nodiscard]] std::optional<Include> includeOfLine(std::string_view line, std::size_t number)
{
    line = trimmedLeft(line);
    if (!line.starts_with('#'))
        return std::nullopt;
    line = trimmedLeft(line.substr(1));
    constexpr std::string_view kDirective = "include";
    if (!line.starts_with(kDirective))
        return std::nullopt;
    line = trimmedLeft(line.substr(kDirective.size()));
    if (line.empty() || (line.front() != '"' && line.front() != '<'))
        return std::nullopt;
    const bool quoted = line.front() == '"';
    const auto end = line.find(quoted ? '"' : '>', 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    return Include{number, std::string(line.substr(1, end - 1)), quoted};
}

} // namespace

std::vector<Include> includesOf(std::string_view text)
{
    std::vector<Include> includes;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        ++number;
        if (auto include = includeOfLine(text.substr(0, end), number))
            includes.push_back(std::move(*include));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return includes;
}

std::optional<std::string> includeViolation(std::string_view file, const Include& include)
{
    return include.quoted ? projectViolation(file, include.target) : libraryViolation(file, include.target);
}

} // namespace spanlight::architecture
