#pragma once

#include "models/diagnosis/comparison.h"

#include <cstddef>
#include <string>

namespace spanlight::report {

struct ComparisonOptions
{
    bool redact = false;            ///< hide secrets and personal data
    std::size_t columns = 110;      ///< of the text
    std::size_t tableColumns = 110; ///< of its tables; kAnyWidth: as wide as they are
};

/// The document with every text redacted, and values of sensitive attributes replaced.
[[nodiscard]] diagnosis::Comparison redacted(const diagnosis::Comparison& comparison);

/// For a terminal: headline, both runs, then tables of what differs; what does not differ is left out.
[[nodiscard]] std::string comparisonText(const diagnosis::Comparison& comparison,
                                         const ComparisonOptions& options = {});
/// The same as Markdown, safe like the report of a diagnosis.
[[nodiscard]] std::string comparisonMarkdown(const diagnosis::Comparison& comparison,
                                             const ComparisonOptions& options = {});
/// `spanlight.compare/1`: everything, also what does not differ. Ends with a line break.
[[nodiscard]] std::string comparisonJson(const diagnosis::Comparison& comparison,
                                         const ComparisonOptions& options = {});

} // namespace spanlight::report
