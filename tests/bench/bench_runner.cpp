#include "tests/bench/bench_runner.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <limits>

namespace spanlight::bench {

namespace {

class OneTime final : public benchmark::BenchmarkReporter
{
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override
    {
        for (const Run& run : runs)
            if (run.run_type == Run::RT_Iteration)
                m_milliseconds = run.GetAdjustedRealTime();
    }
    [[nodiscard]] double milliseconds() const { return m_milliseconds; }

private:
    double m_milliseconds = 0;
};

double time(const std::string& name, const std::function<void()>& run)
{
    benchmark::ClearRegisteredBenchmarks();
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&run](benchmark::State& state) {
                                     for ([[maybe_unused]] auto _ : state)
                                         run();
                                 })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime()
        ->Iterations(1);
    OneTime reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return reporter.milliseconds();
}

std::string format(const char* pattern, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

std::string padded(const std::string& text, std::size_t width, bool right = true)
{
    const std::string space(width > text.size() ? width - text.size() : 0, ' ');
    return right ? space + text : text + space;
}

} // namespace

Measurement measure(const Figure& figure, int repetitions)
{
    Measurement result{figure.name, figure.n, figure.unit, figure.reference, 0, 0, figure.limit};
    if (figure.subjectRun) {
        figure.referenceRun(); // makes the input outside of the measured time
        result.value = result.referenceValue = std::numeric_limits<double>::infinity();
        for (int i = 0; i < repetitions; ++i) { // in turn, so that other work on the machine meets both
            result.value = std::min(result.value, time(figure.name, figure.subjectRun));
            result.referenceValue = std::min(result.referenceValue, time(figure.reference, figure.referenceRun));
        }
    } else {
        result.value = figure.subjectValue();
        result.referenceValue = figure.referenceValue();
    }
    return result;
}

std::string toJsonLine(const Measurement& m)
{
    return R"({"name":")" + m.name + R"(","n":)" + std::to_string(m.n) + R"(,"value":)" + format("%.3f", m.value) +
           R"(,"unit":")" + m.unit + R"(","reference":)" + format("%.3f", m.referenceValue) + R"(,"ratio":)" +
           format("%.3f", m.ratio()) + R"(,"limit":)" + format("%.3f", m.limit) + "}";
}

std::string toTable(const std::vector<Measurement>& measurements)
{
    std::string table = padded("figure", 22, false) + padded("spans", 10) + padded("value", 22) +
                        padded("reference", 22) + padded("ratio", 8) + padded("limit", 8) + "\n";
    for (const Measurement& m : measurements)
        table += padded(m.name, 22, false) + padded(std::to_string(m.n), 10) +
                 padded(format("%.1f ", m.value) + m.unit, 22) +
                 padded(format("%.1f ", m.referenceValue) + m.unit, 22) + padded(format("%.2f", m.ratio()), 8) +
                 padded(format("%.2f", m.limit), 8) + (m.holds() ? "" : "  above the limit") + "\n";
    return table;
}

} // namespace spanlight::bench
