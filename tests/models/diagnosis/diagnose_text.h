#pragma once

#include "models/diagnosis/engine.h"
#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

namespace spanlight::test {

inline constexpr std::int64_t kBaseNs = 1'700'000'000'000'000'000;

/// A diagnosis of traces in test notation, `asOfMs` after their beginning.
struct TextCase
{
    std::string_view notation;
    std::string id = "op_training_1";
    std::int64_t asOfMs = 0;
    const char* profile = "ktrdr";
    bool isTrace = false;
    diagnosis::SearchContext search = {};
    const operations::CompanionFacts* companions = nullptr;
};

inline diagnosis::Diagnosis diagnoseText(const TextCase& one)
{
    const trace::TraceSet traces({storeFromText(one.notation, kBaseNs)});
    const auto profile = operations::builtinProfile(one.profile);
    diagnosis::DiagnoseRequest request;
    request.traces = &traces;
    request.profile = profile.get();
    request.kind = one.isTrace ? diagnosis::DiagnoseRequest::Kind::Trace : diagnosis::DiagnoseRequest::Kind::Operation;
    request.id = one.id;
    request.asOfNs = kBaseNs + one.asOfMs * 1'000'000;
    request.search = one.search;
    request.companions = one.companions;
    return analyse(request).diagnosis;
}

/// First finding of the rule, or null.
inline const diagnosis::Finding* finding(const diagnosis::Diagnosis& document, std::string_view rule)
{
    const auto it =
        std::find_if(document.findings.begin(), document.findings.end(), [&](const auto& f) { return f.rule == rule; });
    return it == document.findings.end() ? nullptr : &*it;
}

inline bool hasNote(const std::vector<diagnosis::RuleNote>& notes, std::string_view rule)
{
    return std::any_of(notes.begin(), notes.end(), [&](const auto& note) { return note.rule == rule; });
}

/// A fact as text: "null", numbers in decimal, lists with commas. "absent" without such a fact or finding.
inline std::string fact(const diagnosis::Diagnosis& document, std::string_view rule, std::string_view key)
{
    const diagnosis::Finding* found = finding(document, rule);
    if (found == nullptr)
        return "absent";
    for (const auto& [name, value] : found->facts) {
        if (name != key)
            continue;
        if (const auto* text = std::get_if<std::string>(&value))
            return *text;
        if (const auto* number = std::get_if<std::int64_t>(&value))
            return std::to_string(*number);
        if (const auto* real = std::get_if<double>(&value))
            return std::to_string(static_cast<std::int64_t>(*real + 0.5));
        if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
            std::string out;
            for (const std::string& item : *list)
                out += (out.empty() ? "" : ",") + item;
            return out;
        }
        return std::holds_alternative<std::monostate>(value) ? "null" : "map";
    }
    return "absent";
}

inline bool isSerious(const diagnosis::Diagnosis& document, std::string_view rule)
{
    return std::any_of(document.findings.begin(), document.findings.end(),
                       [&](const auto& f) { return f.rule == rule && f.severity != diagnosis::Severity::Info; });
}

} // namespace spanlight::test
