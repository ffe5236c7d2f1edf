#include "models/report/info_report.h"

#include "models/operations/operation_list.h"
#include "models/report/json_text.h"
#include "models/report/report_parts.h"
#include "models/report/safe_text.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

namespace spanlight::report {

using nlohmann::ordered_json;
using trace::SpanRow;

namespace {

struct ServiceCount
{
    std::uint64_t spans = 0;
    std::uint64_t errorSpans = 0;
};

struct Counts
{
    std::map<std::string, ServiceCount> services;
    std::uint64_t spans = 0;
    std::uint64_t errorSpans = 0;
    std::uint64_t rootSpans = 0;
    std::uint64_t missingParent = 0;
    std::size_t storeBytes = 0;
    std::int64_t startNs = std::numeric_limits<std::int64_t>::max();
    std::int64_t endNs = std::numeric_limits<std::int64_t>::min();

    [[nodiscard]] bool hasTime() const { return startNs <= endNs; }
};

void countSpan(const trace::TraceSet& traces, trace::SpanRef s, Counts& counts)
{
    const trace::TraceStore& store = traces.store(s);
    const bool isError = store.status(s.row) == trace::StatusCode::Error;
    ++counts.spans;
    counts.errorSpans += isError ? 1 : 0;
    counts.rootSpans += store.parentSpanId(s.row).empty() ? 1 : 0;
    counts.missingParent += traces.hasMissingParent(s) ? 1 : 0;
    if (!store.service(s.row).empty()) {
        ServiceCount& service = counts.services[std::string(store.service(s.row))];
        ++service.spans;
        service.errorSpans += isError ? 1 : 0;
    }
    if ((store.marks(s.row) & trace::kMarkNoStart) == 0) {
        counts.startNs = std::min(counts.startNs, store.startNs(s.row));
        counts.endNs = std::max(counts.endNs, store.endNs(s.row));
    }
}

Counts countAll(const trace::TraceSet& traces)
{
    Counts counts;
    for (std::uint32_t i = 0; i < traces.stores().size(); ++i) {
        counts.storeBytes += traces.store(i).memoryBytes();
        for (std::uint32_t row = 0; row < traces.store(i).spanCount(); ++row)
            countSpan(traces, {i, SpanRow{row}}, counts);
    }
    return counts;
}

ordered_json inputsJson(const trace::TraceSet& traces)
{
    ordered_json list = ordered_json::array();
    for (const auto& store : traces.stores())
        for (const trace::InputInfo& input : store->inputs())
            list.push_back({{"name", input.name},
                            {"format", input.format.empty() ? ordered_json(nullptr) : ordered_json(input.format)},
                            {"bytes", input.bytes},
                            {"traces", input.traces},
                            {"spans", input.spans}});
    return list;
}

std::string inputName(const trace::TraceStore& store, const trace::Problem& problem)
{
    return problem.input < store.inputs().size() ? store.inputs()[problem.input].name : std::string();
}

ordered_json warningsJson(const trace::TraceSet& traces)
{
    ordered_json list = ordered_json::array();
    for (const auto& store : traces.stores())
        for (const trace::Problem& problem : store->importLog().problems())
            list.push_back({{"code", name(problem.code)},
                            {"severity", name(severity(problem.code))},
                            {"count", problem.count},
                            {"input", inputName(*store, problem)},
                            {"offset", problem.offset},
                            {"message", problem.message}});
    return list;
}

std::string bytesText(std::uint64_t bytes)
{
    constexpr std::array kUnits = {"bytes", "KiB", "MiB", "GiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit)
        value /= 1024;
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return text.data();
}

std::string line(const std::string& label, const std::string& value)
{
    return padded(label, 12) + value + "\n";
}

std::string inputLines(const trace::TraceSet& traces)
{
    std::string out;
    for (const auto& store : traces.stores())
        for (const trace::InputInfo& input : store->inputs())
            out +=
                line("Input", oneLine(input.name) + " · " + (input.format.empty() ? "no trace format" : input.format) +
                                  " · " + bytesText(input.bytes) + " · " + counted(input.traces, "trace", "traces") +
                                  " · " + counted(input.spans, "span", "spans"));
    return out;
}

std::string operationLines(const std::vector<operations::OperationSummary>& operations)
{
    constexpr std::size_t kShown = 20;
    std::string out;
    for (std::size_t i = 0; i < std::min(operations.size(), kShown); ++i)
        out +=
            line(i == 0 ? "Operations" : "",
                 oneLine(operations[i].id) + (operations[i].type.empty() ? "" : " · " + oneLine(operations[i].type)) +
                     " · " + std::to_string(operations[i].traces.size()) +
                     (operations[i].traces.size() == 1 ? " trace" : " traces"));
    if (operations.size() > kShown)
        out += line("", "… and " + std::to_string(operations.size() - kShown) + " more");
    return out.empty() ? line("Operations", "none (no span carries an operation id)") : out;
}

std::string warningLines(const trace::TraceSet& traces)
{
    std::string out;
    for (const auto& store : traces.stores())
        for (const trace::Problem& problem : store->importLog().problems())
            out += line(out.empty() ? "Warnings" : "",
                        std::string(name(severity(problem.code))) + " " + std::string(name(problem.code)) +
                            (problem.count > 1 ? " × " + std::to_string(problem.count) : "") + ": " +
                            oneLine(inputName(*store, problem)) + " at byte " + std::to_string(problem.offset) + ": " +
                            oneLine(problem.message));
    return out.empty() ? line("Warnings", "none") : out;
}

} // namespace

std::string infoJson(const trace::TraceSet& traces, const operations::Profile& profile, double readMs)
{
    const Counts counts = countAll(traces);
    ordered_json services = ordered_json::array();
    for (const auto& [service, count] : counts.services)
        services.push_back({{"name", service}, {"spans", count.spans}, {"errorSpans", count.errorSpans}});
    ordered_json operations = ordered_json::array();
    for (const auto& operation : listOperations(traces, profile))
        operations.push_back({{"id", operation.id},
                              {"type", operation.type.empty() ? ordered_json(nullptr) : ordered_json(operation.type)},
                              {"traces", operation.traces.size()}});
    const auto time = [&](std::int64_t ns) {
        return counts.hasTime() ? ordered_json(std::to_string(ns)) : ordered_json(nullptr);
    };
    return jsonText({{"schema", "spanlight.info/1"},
                     {"inputs", inputsJson(traces)},
                     {"traces", traces.traces().size()},
                     {"spans", counts.spans},
                     {"services", std::move(services)},
                     {"operations", std::move(operations)},
                     {"errorSpans", counts.errorSpans},
                     {"rootSpans", counts.rootSpans},
                     {"spansWithMissingParent", counts.missingParent},
                     {"startUnixNano", time(counts.startNs)},
                     {"endUnixNano", time(counts.endNs)},
                     {"warnings", warningsJson(traces)},
                     {"readMs", std::round(readMs * 1000) / 1000},
                     {"storeBytes", counts.storeBytes}},
                    2);
}

std::string infoText(const trace::TraceSet& traces, const operations::Profile& profile, double readMs)
{
    const Counts counts = countAll(traces);
    std::string out = inputLines(traces);
    out += line("Traces", std::to_string(traces.traces().size()));
    out += line("Spans", std::to_string(counts.spans) + " · " + counted(counts.rootSpans, "root", "roots") + " · " +
                             std::to_string(counts.missingParent) + " with a parent that is not there · " +
                             counted(counts.errorSpans, "error", "errors"));
    if (counts.hasTime())
        out += line("Time", trace::toRfc3339(counts.startNs) + " … " + trace::toRfc3339(counts.endNs) + " (" +
                                trace::toDurationText(counts.endNs - counts.startNs) + ")");
    bool first = true;
    for (const auto& [service, count] : counts.services) {
        out += line(first ? "Services" : "",
                    oneLine(service) + " · " + counted(count.spans, "span", "spans") +
                        (count.errorSpans > 0 ? " · " + counted(count.errorSpans, "error", "errors") : ""));
        first = false;
    }
    out += operationLines(listOperations(traces, profile));
    out += warningLines(traces);
    std::array<char, 64> cost{};
    std::snprintf(cost.data(), cost.size(), "%.1f ms", readMs);
    out += line("Cost", std::string(cost.data()) + " · " + bytesText(counts.storeBytes) + " in memory");
    return out;
}

} // namespace spanlight::report
