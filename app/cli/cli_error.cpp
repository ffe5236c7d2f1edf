#include "app/cli/cli_error.h"

#include "models/report/safe_text.h"

#include <cstdio>
#include <utility>

namespace spanlight::cli {

CliError wrongUsage(std::string message)
{
    return {kWrongUsage, std::move(message)};
}

void printError(const std::string& message)
{
    std::fprintf(stderr, "spanlight-cli: %s\n", report::oneLine(message).c_str());
}

int exitCodeOf(const tl::expected<int, CliError>& result)
{
    if (result)
        return *result;
    printError(result.error().message);
    return result.error().exitCode;
}

void printNote(const std::string& message)
{
    std::fprintf(stderr, "spanlight-cli: note: %s\n", report::oneLine(message).c_str());
}

} // namespace spanlight::cli
