#include "tests/bench/bench_runner.h"
#include "tests/bench/figures.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string_view>

namespace {

constexpr std::string_view kUsage =
    "Usage: spanlight_bench [--quick] [--check] [FIGURE…]\n"
    "Takes every figure (or only those named) in relation to a reference: a line of JSON each, then a table.\n"
    "  --quick   small inputs, one repetition: whether every figure can be taken\n"
    "  --check   exit code 1 when a ratio is above its limit\n";

int run(int argc, char** argv)
{
    using spanlight::bench::Figure;
    using spanlight::bench::Measurement;
    using spanlight::bench::Scale;
    Scale scale{{100'000, 1'000'000}, 5};
    bool check = false;
    std::vector<std::string_view> names;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--quick")
            scale = {{2'000}, 1};
        else if (argument == "--check")
            check = true;
        else if (argument.starts_with('-'))
            return std::fputs(kUsage.data(), argument == "--help" ? stdout : stderr), argument == "--help" ? 0 : 2;
        else
            names.push_back(argument);
    }
    std::vector<Measurement> measurements;
    for (const Figure& figure : spanlight::bench::allFigures(scale)) {
        if (!names.empty() && std::find(names.begin(), names.end(), figure.name) == names.end())
            continue;
        measurements.push_back(spanlight::bench::measure(figure, scale.repetitions));
        std::puts(spanlight::bench::toJsonLine(measurements.back()).c_str());
        std::fflush(stdout);
    }
    std::fputs(spanlight::bench::toTable(measurements).c_str(), stdout);
    const bool holds = std::all_of(measurements.begin(), measurements.end(), [](const auto& m) { return m.holds(); });
    return check && !holds ? 1 : 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "spanlight_bench: %s\n", error.what());
        return 2;
    }
}
