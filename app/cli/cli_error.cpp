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

void printNote(const std::string& message)
{
    std::fprintf(stderr, "spanlight-cli: note: %s\n", report::oneLine(message).c_str());
}

} // namespace spanlight::cli
