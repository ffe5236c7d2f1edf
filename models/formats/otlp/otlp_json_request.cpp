#include "models/formats/otlp/otlp_request.h"
#include "models/formats/reader.h"
#include "models/formats/writer.h"
#include "models/trace/trace_builder.h"

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

/// Of values that are longer or deeper than any reader takes, the rest is kept.
bool isCutByLimit(ProblemCode code)
{
    return code == ProblemCode::ValueCut || code == ProblemCode::TooDeep || code == ProblemCode::LimitReached ||
           code == ProblemCode::RepairedText;
}

bool isEmptyObject(std::string_view json)
{
    std::string text;
    for (const char c : json) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        text += c;
        if (text.size() > 2)
            return false;
    }
    return text == "{}";
}

} // namespace

tl::expected<ConvertedRequest, OtlpFault> otlpJsonToProtobuf(std::string_view json)
{
    ConvertedRequest result;
    if (isEmptyObject(json)) // every member has a default
        return result;
    // A file may be followed by a line that is still being written; a request may not.
    if (const std::size_t last = json.find_last_not_of(" \t\r\n"); last == json.npos || json[last] != '}')
        return tl::make_unexpected(OtlpFault{"the body is no JSON object", last == json.npos ? 0 : last});
    trace::TraceBuilder builder;
    const ReadResult read = readBytes(json, "request", builder);
    const auto store = builder.freeze();
    for (const trace::Problem& problem : store->importLog().problems()) {
        if (isCutByLimit(problem.code))
            result.warning = problem.message;
        else if (trace::isLoss(problem.code) || problem.code == ProblemCode::OddId)
            return tl::make_unexpected(OtlpFault{problem.message, static_cast<std::size_t>(problem.offset)});
    }
    if (!read.recognised || (read.format != "otlp-json" && read.format != "otlp-jsonl"))
        return tl::make_unexpected(OtlpFault{"the body is no OTLP JSON: it has no member resourceSpans", 0});
    writeTraces(*store, WriteFormat::OtlpProtobuf, [&](std::string_view bytes) {
        result.protobuf += bytes;
        return true;
    });
    return result;
}

} // namespace spanlight::formats
