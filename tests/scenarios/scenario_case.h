#pragma once

#include "models/trace/trace_set.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace spanlight::test {

/// Traces with the diagnosis that they should get.
struct ScenarioCase
{
    std::string name;
    std::filesystem::path folder;
    nlohmann::json expected;
};

/// Cases by scenario: "stuck-simulation" has those of every vocabulary.
[[nodiscard]] std::map<std::string, std::vector<ScenarioCase>> madeUpCases();
/// Recorded from the real system, or nearly so.
[[nodiscard]] std::map<std::string, std::vector<ScenarioCase>> recordedCases();

/// Names of all scenarios, the recorded ones with "recorded-" before them.
[[nodiscard]] std::vector<std::string> scenarioNames();
[[nodiscard]] std::vector<ScenarioCase> casesOf(const std::string& scenario);
/// A scenario's name as the name of a test.
[[nodiscard]] std::string testNameOf(std::string scenario);

/// Whom to judge, and when.
struct Question
{
    std::string id;
    bool isTrace = false;
    std::string profile; ///< "auto": chosen by the traces
    std::int64_t asOfNs = 0;
};
[[nodiscard]] Question questionOf(const ScenarioCase& one);

/// The JSON report.
[[nodiscard]] std::string diagnose(const trace::TraceSet& traces, const Question& question);
/// All files of the case in one store.
[[nodiscard]] trace::TraceSet readCase(const ScenarioCase& one, bool reversed = false);

/// Rules that are evaluated.
[[nodiscard]] std::set<std::string> rulesWithDetector();

} // namespace spanlight::test
