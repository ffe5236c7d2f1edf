#pragma once

#include "models/diagnosis/pipeline.h"
#include "models/operations/profile_catalog.h"
#include "tests/models/diagnosis/diagnose_text.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Parts of a telemetry pipeline, healthy ones and such that are broken on purpose.
namespace spanlight::diagnosis::test {

using namespace spanlight::test;

inline constexpr std::int64_t kMs = 1'000'000;
inline constexpr std::int64_t kSecond = 1000 * kMs;
inline constexpr const char* kHealthy = R"(
cli.train @0+6000 ktrdr-cli
  POST @5+90 ktrdr-cli client http.url=http://localhost:8000/api/v1/trainings/start http.status_code:=200
    POST /api/v1/trainings/start @8+80 ktrdr-api server http.route=/api/v1/trainings/start
      POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
        POST /training/start @15+40 ktrdr-training-worker-1 server http.route=/training/start
          operation.register @20+1 ktrdr-training-worker-1 operation.id=op_training_1 operation.type=training
          training.data_loading @60+5000 ktrdr-training-worker-1
          operation.state_transition @5900+1 ktrdr-training-worker-1 operation.id=op_training_1 operation.to_status=completed
)";

inline PipelinePart source(std::string_view notation, std::vector<std::string> services)
{
    PipelinePart part;
    part.address = "jaeger+http://127.0.0.1:16686";
    part.server = "Jaeger";
    part.live = true;
    part.reachable = true;
    part.clockAheadNs = 0;
    part.clockToleranceNs = 500 * kMs;
    part.services = std::move(services);
    part.askedNs = kBaseNs + 8 * kSecond;
    part.fromNs = part.askedNs - 172'800 * kSecond;
    if (!notation.empty())
        part.traces = trace::TraceSet({storeFromText(notation, kBaseNs)});
    return part;
}

inline PipelinePart healthy()
{
    return source(kHealthy, {"ktrdr-api", "ktrdr-cli", "ktrdr-ib-host-service", "ktrdr-training-worker-1"});
}

inline PipelineReport examined(std::vector<PipelinePart> parts, const char* profile = "ktrdr")
{
    const auto vocabulary = operations::builtinProfile(profile);
    PipelineInput input;
    input.nowNs = parts.front().askedNs;
    input.parts = std::move(parts);
    input.profile = vocabulary.get();
    return examinePipeline(input);
}

// "warning: text", of the check of the first part.
inline std::string outcome(const PipelineReport& report, std::string_view id)
{
    for (const PipelineCheck& check : report.parts.front().checks)
        if (check.id == id)
            return std::string(name(check.status)) + ": " + check.text;
    return "absent";
}

inline bool begins(const std::string& text, const char* with)
{
    return text.starts_with(with);
}

} // namespace spanlight::diagnosis::test
