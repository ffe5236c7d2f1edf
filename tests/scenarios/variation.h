#pragma once

#include "models/trace/trace_set.h"
#include "tests/scenarios/scenario_case.h"
#include "tests/support/trace_writer.h"

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

// The same traces, told differently: whatever is random in them or in how they were written may not change a verdict.

namespace spanlight::test {

using Random = std::mt19937_64;

/// One way to tell the traces of a case.
struct Variation
{
    std::string description;                                  ///< the changes, for people
    std::vector<std::pair<std::string, std::string>> files;   ///< names and contents, also packed
    bool separateStores = false;                              ///< each file is a store of its own
    std::vector<std::pair<std::string, std::string>> renamed; ///< texts and what they became: ids, hosts, instances
    bool withForeign = false;                                 ///< traces of another operation are among them
    Question question;

    /// The text with everything renamed.
    [[nodiscard]] std::string renamedText(std::string text) const;
    /// As the readers see it.
    [[nodiscard]] trace::TraceSet read() const;
};

/// Tells `spans` differently, by chance. `foreign` are traces of other operations; some of them may be added.
[[nodiscard]] Variation vary(const Question& question, std::vector<SpanData> spans,
                             const std::vector<SpanData>& foreign, Random& random);

/// Everything, moments in attributes and the moment of looking included, as if it had happened later.
void moveInTime(std::vector<SpanData>& spans, Question& question, std::int64_t byNs);

/// What must not change between two JSON reports: state, primary, findings above info with their facts, phases.
/// Sentences, one for each difference; `variation` renames what `before` says.
[[nodiscard]] std::vector<std::string> differences(const nlohmann::json& before, const nlohmann::json& after,
                                                   const Variation& variation);

/// A report as it would be of names in lower case, which is how Zipkin keeps them.
[[nodiscard]] nlohmann::json inLowerCase(const nlohmann::json& document);

} // namespace spanlight::test
