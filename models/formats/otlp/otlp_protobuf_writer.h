#pragma once

#include "models/formats/writer.h"

namespace spanlight::formats {

/// See writeTraces(): TracesData.
std::vector<WriteLoss> writeOtlpProtobuf(const trace::TraceStore& store, const WriteSink& sink);

} // namespace spanlight::formats
