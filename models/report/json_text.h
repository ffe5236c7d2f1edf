#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace spanlight::report {

/// JSON text with a line break at its end. Bytes that are not UTF-8 become U+FFFD. `indent` 0: one line.
[[nodiscard]] inline std::string jsonText(const nlohmann::ordered_json& json, int indent)
{
    return json.dump(indent > 0 ? indent : -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace spanlight::report
