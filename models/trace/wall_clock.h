#pragma once

#include <chrono>
#include <cstdint>

namespace spanlight::trace {

/// Unix nanoseconds of the machine's clock.
[[nodiscard]] inline std::int64_t wallClockNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace spanlight::trace
