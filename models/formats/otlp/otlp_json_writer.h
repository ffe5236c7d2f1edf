#pragma once

#include "models/formats/writer.h"

namespace spanlight::formats {

/// See writeTraces(): JSON lines, one resource with its spans each.
std::vector<WriteLoss> writeOtlpJson(const trace::TraceStore& store, const WriteSink& sink);

} // namespace spanlight::formats
