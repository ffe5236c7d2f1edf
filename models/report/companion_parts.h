#pragma once

#include "models/diagnosis/diagnosis.h"

#include <cstddef>
#include <string>

namespace spanlight::report {

/// What the companions said, and where to read on, in each form of the report; empty where none was asked.
[[nodiscard]] std::string companionsText(const diagnosis::Diagnosis& document, std::size_t columns);
/// Two parts below the heading "Evidence".
[[nodiscard]] std::string companionsMarkdown(const diagnosis::Diagnosis& document);
[[nodiscard]] std::string companionsHtml(const diagnosis::Diagnosis& document);

/// Whether a link may become one: http or https, and nothing in it that could end the markup around it.
[[nodiscard]] bool isPlainWebAddress(const std::string& url);

/// What stands for the span of evidence that is in none: "absent", or nothing where a companion said it.
[[nodiscard]] std::string spanless(const diagnosis::Evidence& evidence);

} // namespace spanlight::report
