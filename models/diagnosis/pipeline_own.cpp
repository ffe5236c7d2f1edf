#include "models/diagnosis/pipeline_own.h"

#include "models/diagnosis/finding_parts.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace spanlight::diagnosis {

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::size_t kShown = 8;

std::string bytesText(std::int64_t bytes)
{
    static constexpr std::array<const char*, 4> kUnits{"bytes", "KiB", "MiB", "GiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit)
        value /= 1024;
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value, kUnits[unit]);
    return buffer;
}

std::string countedText(std::int64_t count, const char* what)
{
    return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

std::string requestsText(std::uint64_t count)
{
    return countedText(static_cast<std::int64_t>(count), "request");
}

PipelineCheck checkLimits(const StoreFacts& store, std::int64_t askedNs)
{
    PipelineCheck limits{"retention", PartStatus::Ok, {}, {}, {}};
    limits.text = countedText(store.traces, "trace") + " and " + countedText(store.spans, "span") + " in " +
                  bytesText(store.bytes);
    limits.text += store.maxBytes > 0 ? "; the file may have " + bytesText(store.maxBytes) : "; the size has no limit";
    limits.text += store.maxAgeSeconds > 0
                       ? ", and what arrived more than " + durationText(store.maxAgeSeconds * kSecondNs) + " ago goes"
                       : ", and age has no limit";
    if (store.lastReceivedNs)
        limits.evidence.push_back("the last span arrived " + durationText(askedNs - *store.lastReceivedNs) + " ago");
    if (store.oldestStartNs)
        limits.evidence.push_back("the oldest trace began at " + trace::toRfc3339(*store.oldestStartNs));
    if (store.prunedTraces > 0) {
        limits.status = PartStatus::Info;
        limits.evidence.push_back(std::to_string(store.prunedTraces) +
                                  " older traces are gone: whoever looks for one of them does not find it any more");
    }
    return limits;
}

PipelineCheck checkSoundness(const StoreFacts& store)
{
    if (!store.damages.empty()) {
        PipelineCheck damaged{"integrity", PartStatus::Error, "the file is damaged", store.damages, {}};
        damaged.evidence.resize(std::min(store.damages.size(), kShown));
        damaged.fixes.push_back(
            {"Keep a copy of the file, save what can be read into another one, and use that", store.checkCommand});
        return damaged;
    }
    if (!store.wasChecked)
        return {"integrity",
                PartStatus::NotChecked,
                "the file is too large to be looked at as a whole here; this does: " + store.checkCommand,
                {},
                {}};
    return {"integrity", PartStatus::Ok, "every batch is as it was written, and the index names it", {}, {}};
}

// What the sender has to change, by what it did.
Fix remedyFor(const ReceiverFacts& receiver, const std::string& reason)
{
    const auto says = [&](const char* text) { return reason.find(text) != std::string::npos; };
    if (says("only traces are received"))
        return {"Let that program send no metrics and logs here", "export OTEL_METRICS_EXPORTER=none "
                                                                  "OTEL_LOGS_EXPORTER=none"};
    if (says("traces go to POST") || says("received by POST"))
        return {"Give the endpoint without a path, and programs add /v1/traces themselves; only what is named "
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT has to end with /v1/traces",
                "export OTEL_EXPORTER_OTLP_ENDPOINT=" + receiver.httpEndpoint};
    if (says("HTTP/2"))
        return receiver.grpcEndpoint.empty()
                   ? Fix{"That program speaks gRPC on the port for HTTP: let it speak HTTP",
                         "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"}
                   : Fix{"That program speaks gRPC on the port for HTTP: send it to the other port",
                         "export OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=" +
                             receiver.grpcEndpoint};
    if (says("TLS"))
        return {"Write http:// in the endpoint of that program",
                "export OTEL_EXPORTER_OTLP_ENDPOINT=" + receiver.httpEndpoint};
    return {"Look at what that program logs about its exporter", {}};
}

PipelineCheck checkRequests(const ReceiverFacts& receiver)
{
    std::uint64_t away = 0;
    for (const auto& [reason, requests] : receiver.turnedAway)
        away += requests;
    PipelineCheck check{"requests", PartStatus::Ok, {}, {}, {}};
    check.text = requestsText(receiver.requests) + " with " +
                 countedText(static_cast<std::int64_t>(receiver.spans), "span") + " taken";
    if (away == 0 && receiver.rejected == 0) {
        check.status = receiver.requests == 0 ? PartStatus::NotChecked : PartStatus::Ok;
        check.text += receiver.requests == 0 ? ": nothing has come since it was started" : ", none turned away";
    } else {
        check.status = PartStatus::Warning;
        check.text += ", " + requestsText(away) + " turned away";
        if (receiver.rejected > 0) {
            check.text += ", " + std::to_string(receiver.rejected) + " spans rejected for invalid ids";
            check.fixes.push_back({"Look at the program that makes spans without valid ids", {}});
        }
        for (const auto& [reason, requests] : receiver.turnedAway) {
            check.evidence.push_back(reason + " (" + requestsText(requests) + ")");
            const Fix fix = remedyFor(receiver, reason);
            if (std::none_of(check.fixes.begin(), check.fixes.end(),
                             [&](const Fix& one) { return one.text == fix.text; }))
                check.fixes.push_back(fix);
        }
    }
    if (receiver.refused > 0)
        check.evidence.push_back(requestsText(receiver.refused) + " told to come again, because too much waited");
    return check;
}

} // namespace

std::vector<PipelineCheck> examineStore(const StoreFacts& store, std::int64_t askedNs)
{
    return {checkLimits(store, askedNs), checkSoundness(store)};
}

std::string senderSettings(const ReceiverFacts& receiver)
{
    return "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_ENDPOINT=" + receiver.httpEndpoint;
}

std::vector<PipelineCheck> examineReceiver(const ReceiverFacts& receiver)
{
    std::vector<PipelineCheck> checks{checkRequests(receiver)};
    if (!receiver.problem.empty())
        checks.push_back({"keeping",
                          PartStatus::Error,
                          "what arrives cannot be kept, and senders are told to come again",
                          {receiver.problem},
                          {{"Make room on the disk, or receive into another archive", {}}}});
    for (const std::string& note : receiver.notes)
        checks.push_back(
            {"listening",
             PartStatus::Warning,
             note,
             {},
             {{"Use another port (otlp://127.0.0.1:4318?grpc=PORT) or file (&archive=FILE), or give up what "
               "is not needed (grpc=off, archive=off)",
               {}}}});
    return checks;
}

} // namespace spanlight::diagnosis
