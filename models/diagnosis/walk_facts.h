#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/diagnosis/walk.h"
#include "models/operations/operation_view.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::diagnosis {

/// Values of placeholders by name.
using StepValues = std::map<std::string, std::string, std::less<>>;

/// What a walk knows about its operation before the first step: values for every text.
[[nodiscard]] StepValues subjectValues(const operations::OperationView& view, const WalkRequest& request);

/// A number about the operation, and the span that shows it (may be invalid).
struct Measured
{
    double value = 0;
    trace::SpanRef span;
};
/// Nothing when the traces do not tell it. `measure` is one of measures().
[[nodiscard]] std::optional<Measured> measure(std::string_view measure, const operations::OperationView& view,
                                              const Diagnosis& document);

/// A number for people: no digits behind the point when it is whole, two otherwise.
[[nodiscard]] std::string numberText(double value);

/// The text with its placeholders filled, of the first version for which there are values; empty when there is none.
[[nodiscard]] std::string filled(const StepText& versions, const StepValues& values);

} // namespace spanlight::diagnosis
