#include "app/cli/cli_output.h"

#include "models/report/text_table.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QString>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace spanlight::cli {

namespace {

std::string titleOf(const std::string& format)
{
    if (format == "json" || format == "html")
        return QString::fromStdString(format).toUpper().toStdString();
    return format == "markdown" ? "Markdown" : "text";
}

} // namespace

tl::expected<void, CliError> writeResult(const std::string& text, const std::string& path)
{
    if (path.empty() || path == "-") {
        const bool written =
            std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
        if (!written)
            return tl::unexpected(
                CliError{kInputFailed, "standard output could not be written to; the result is not complete."});
        return {};
    }
    QSaveFile file(QString::fromStdString(path));
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), size) != size || !file.commit())
        return tl::unexpected(CliError{kInputFailed, "cannot write " + path + ": " + file.errorString().toStdString() +
                                                         ". Choose another place with --output."});
    return {};
}

std::size_t terminalColumns()
{
    winsize size{};
    if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return std::clamp<std::size_t>(size.ws_col, 60, 300);
    return 110;
}

std::size_t tableColumns(const std::string& path)
{
    const bool toTerminal = (path.empty() || path == "-") && isatty(STDOUT_FILENO) == 1;
    return toTerminal ? terminalColumns() : report::kAnyWidth;
}

std::string extensionOf(const std::string& path)
{
    return QFileInfo(QString::fromStdString(path)).suffix().toLower().toStdString();
}

std::string formatFor(const std::string& format, const std::string& path, const std::vector<std::string>& possible)
{
    static constexpr std::array<std::pair<const char*, const char*>, 8> kNames{{{"md", "markdown"},
                                                                                {"markdown", "markdown"},
                                                                                {"html", "html"},
                                                                                {"htm", "html"},
                                                                                {"json", "json"},
                                                                                {"jsonl", "json"},
                                                                                {"ndjson", "json"},
                                                                                {"txt", "text"}}};
    const std::string extension = extensionOf(path);
    const auto* const meant =
        std::find_if(kNames.begin(), kNames.end(), [&](const auto& name) { return extension == name.first; });
    if (meant == kNames.end())
        return format;
    const bool canBe = std::find(possible.begin(), possible.end(), meant->second) != possible.end();
    if (format.empty() && canBe)
        return meant->second;
    if ((format.empty() ? "text" : format) != meant->second)
        printNote(path + " gets " + titleOf(format) + (format.empty() ? "" : ", as --format says") +
                  ", although its name ends with ." + extension + ".");
    return format;
}

std::string shellWord(const std::string& text)
{
    const auto isPlain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_./:+=@%,").find(c) != std::string_view::npos;
    };
    if (!text.empty() && std::all_of(text.begin(), text.end(), isPlain))
        return text;
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

} // namespace spanlight::cli
