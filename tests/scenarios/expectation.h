#pragma once

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace spanlight::test {

/// Whether a value is as expected; README.md beside this file lists the operators ($anyOf, $contains, …). Numbers are
/// equal within 2 %, small whole numbers exactly.
[[nodiscard]] bool isAsExpected(const nlohmann::json& expected, const nlohmann::json& value);

/// What is wrong with a diagnosis document, in sentences. `checked`: rules that have a detector; expectations that need
/// another rule are passed over, but not the silence that is expected of a healthy operation.
[[nodiscard]] std::vector<std::string> complaints(const nlohmann::json& expected, const nlohmann::json& document,
                                                  const std::set<std::string>& checked);

} // namespace spanlight::test
