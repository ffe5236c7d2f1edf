#pragma once

#include "tests/support/trace_writer.h"

#include <string>
#include <vector>

namespace spanlight::test {

/// The spans as the OpenTelemetry collector's exporter tells them to Zipkin: a list of v2 spans, microseconds, every
/// value a text, resource and scope among the tags, status in `otel.status_code` and `error`; names of services and
/// spans in lower case, as Zipkin keeps them.
[[nodiscard]] std::string zipkinJson(const std::vector<SpanData>& spans);

} // namespace spanlight::test
