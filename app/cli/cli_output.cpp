#include "app/cli/cli_output.h"

#include <QSaveFile>
#include <QString>

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace spanlight::cli {

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
