#pragma once

#include "models/operations/operation_view.h"
#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <memory>
#include <optional>
#include <string_view>

namespace spanlight::test {

/// A run with everything its view points at.
struct RunOf
{
    explicit RunOf(std::string_view notation, const char* profileName = "opentelemetry")
        : traces({storeFromText(notation)}), profile(operations::builtinProfile(profileName))
    {
        const bool isTrace = profile->subjectIsTrace;
        view.emplace(operations::buildOperationView(
            {&traces, profile.get(), isTrace, isTrace ? traces.traceIdText({0, trace::SpanRow{0}}) : "op_training_1",
             1'700'000'900'000'000'000}));
    }
    RunOf(const RunOf&) = delete;
    RunOf& operator=(const RunOf&) = delete;

    trace::TraceSet traces;
    std::shared_ptr<const operations::Profile> profile;
    std::optional<operations::OperationView> view;
};

} // namespace spanlight::test
