#pragma once

#include "models/formats/writer.h"

namespace spanlight::formats {

/// See writeTraces(): {"data": […]}.
std::vector<WriteLoss> writeJaegerJson(const trace::TraceStore& store, const WriteSink& sink);

} // namespace spanlight::formats
