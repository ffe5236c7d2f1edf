#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace spanlight::bench {

/// How large the inputs are.
struct Scale
{
    std::vector<std::size_t> spanCounts; ///< one figure each
    int repetitions = 3;                 ///< the best one counts
};

/// Something measured in relation to a reference that is taken in the same run, so that it means the same on every
/// machine. Either both functions are timed, or both return the value.
struct Figure
{
    std::string name;
    std::size_t n = 0;       ///< spans
    std::string reference;   ///< what it is compared with
    double limit = 0;        ///< the ratio must not be above it
    std::string unit = "ms"; ///< of the value
    std::function<void()> subjectRun = {};
    std::function<void()> referenceRun = {};
    std::function<double()> subjectValue = {};
    std::function<double()> referenceValue = {};
};

} // namespace spanlight::bench
