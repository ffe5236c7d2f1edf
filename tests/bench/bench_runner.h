#pragma once

#include "tests/bench/figure.h"

#include <string>
#include <vector>

namespace spanlight::bench {

/// What came of a figure.
struct Measurement
{
    std::string name;
    std::size_t n = 0;
    std::string unit;
    std::string reference;
    double value = 0;
    double referenceValue = 0;
    double limit = 0;

    [[nodiscard]] double ratio() const { return referenceValue > 0 ? value / referenceValue : 0; }
    [[nodiscard]] bool holds() const { return ratio() <= limit; }
};

/// Takes one figure; times are the best of the repetitions.
[[nodiscard]] Measurement measure(const Figure& figure, int repetitions);

/// One line of JSON: name, n, value, unit, reference, ratio, limit.
[[nodiscard]] std::string toJsonLine(const Measurement& measurement);
/// A table for people.
[[nodiscard]] std::string toTable(const std::vector<Measurement>& measurements);

} // namespace spanlight::bench
