#pragma once

#include "models/diagnosis/engine.h"
#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <memory>
#include <string>
#include <string_view>

namespace spanlight::test {

/// An analysis with everything that it points at.
struct ReportCase
{
    explicit ReportCase(std::shared_ptr<const trace::TraceStore> store, std::string id, std::int64_t asOfMs = 900'000,
                        const char* profileName = "ktrdr")
        : traces({std::move(store)}), profile(operations::builtinProfile(profileName))
    {
        diagnosis::DiagnoseRequest request;
        request.traces = &traces;
        request.profile = profile.get();
        request.kind = profile->subjectIsTrace ? diagnosis::DiagnoseRequest::Kind::Trace
                                               : diagnosis::DiagnoseRequest::Kind::Operation;
        request.id = std::move(id);
        request.asOfNs = 1'700'000'000'000'000'000 + asOfMs * 1'000'000;
        request.asOfNote = "given";
        analysis = analyse(request);
    }

    ReportCase(const ReportCase&) = delete;
    ReportCase& operator=(const ReportCase&) = delete;

    trace::TraceSet traces;
    std::shared_ptr<const operations::Profile> profile;
    diagnosis::Analysis analysis;
};

inline constexpr std::string_view kStuckTraining = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
  POST @10+50 ktrdr-api client http.url=http://w:5005/training/start http.status_code:=200
    POST /training/start @15+40 ktrdr-training-worker-1 server http.route=/training/start
      training.data_loading @60+5000 ktrdr-training-worker-1
      training.fuzzy_computation @6000+4000 ktrdr-training-worker-1
)";

} // namespace spanlight::test
