#include "tests/models/diagnosis/walk_cases.h"

#include "models/formats/reader.h"
#include "models/operations/operation_list.h"
#include "models/operations/profile_catalog.h"
#include "models/trace/time_text.h"
#include "tests/models/diagnosis/diagnose_text.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace spanlight::test {

using diagnosis::DiagnoseRequest;
using diagnosis::Walk;
namespace fs = std::filesystem;

namespace {

Walk walked(const diagnosis::Scenario& scenario, const DiagnoseRequest& request)
{
    const diagnosis::Analysis analysis = analyse(request);
    diagnosis::WalkRequest wanted;
    wanted.subject = &request;
    wanted.document = &analysis.diagnosis;
    wanted.others = diagnosis::builtinScenarios();
    return walkScenario(scenario, wanted);
}

} // namespace

Walk walkCase(std::string_view scenario, const std::string& caseName, const std::string& id)
{
    const fs::path folder = fs::path("tests/scenarios/cases") / caseName;
    std::ifstream file(folder / "expected.json");
    const nlohmann::json expected = nlohmann::json::parse(file);
    trace::TraceBuilder builder;
    for (const auto& name : expected["files"])
        (void)formats::readPath(folder / name.get<std::string>(), builder);
    const trace::TraceSet traces({std::move(builder).freeze()});
    const std::string named = expected["profile"];
    const auto profile = named == "auto" ? operations::chooseProfile(traces) : operations::builtinProfile(named);
    DiagnoseRequest request;
    request.traces = &traces;
    request.profile = profile.get();
    request.kind = expected["kind"] == "trace" ? DiagnoseRequest::Kind::Trace : DiagnoseRequest::Kind::Operation;
    request.id = id.empty() ? expected["id"].get<std::string>() : id;
    const auto& now = expected["now"];
    request.asOfNs = trace::parseTime(now.is_string() ? now.get<std::string>() : now.dump()).value_or(0);
    return walked(*diagnosis::builtinScenario(scenario), request);
}

Walk walkText(const diagnosis::Scenario& scenario, std::string_view notation, const std::string& id,
              std::int64_t asOfMs, const diagnosis::SearchContext& search)
{
    const trace::TraceSet traces({storeFromText(notation, kBaseNs)});
    const auto profile = operations::builtinProfile("ktrdr");
    DiagnoseRequest request;
    request.traces = &traces;
    request.profile = profile.get();
    request.id = id;
    request.asOfNs = kBaseNs + asOfMs * 1'000'000;
    request.search = search;
    return walked(scenario, request);
}

Walk walkTrace(std::string_view scenario, std::string_view notation)
{
    const trace::TraceSet traces({storeFromText(notation, kBaseNs)});
    const auto profile = operations::builtinProfile("ktrdr");
    DiagnoseRequest request;
    request.traces = &traces;
    request.profile = profile.get();
    request.kind = DiagnoseRequest::Kind::Trace;
    request.id = operations::listTraces(traces).front().id;
    request.asOfNs = kBaseNs + 60'000'000'000;
    return walked(*diagnosis::builtinScenario(scenario), request);
}

std::vector<std::string> stepsWith(const Walk& walk, diagnosis::StepVerdict verdict)
{
    std::vector<std::string> ids;
    for (const auto& step : walk.steps)
        if (step.verdict == verdict)
            ids.push_back(step.id);
    return ids;
}

} // namespace spanlight::test
