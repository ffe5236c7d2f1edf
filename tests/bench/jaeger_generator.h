#pragma once

#include <cstddef>
#include <string>

namespace spanlight::bench {

/// An answer of Jaeger's API with this many spans in traces of 500: requests through six services with database calls,
/// about 1 kB a span, values as they vary in real traces. The same bytes for the same count.
[[nodiscard]] std::string jaegerJson(std::size_t spans);

} // namespace spanlight::bench
