#pragma once

#include "tests/models/diagnosis/diagnose_text.h"

#include <sstream>
#include <string>
#include <vector>

namespace spanlight::test {

/// The same spans, ids and parents in the opposite order of lines; for traces without `trace` lines.
inline std::string turnedRound(const std::string& notation)
{
    std::vector<std::string> lines;
    std::vector<std::pair<std::size_t, std::size_t>> above; // indentation, number
    std::istringstream in(notation);
    for (std::string line; std::getline(in, line);) {
        const auto indent = line.find_first_not_of(' ');
        if (indent == std::string::npos)
            continue;
        while (!above.empty() && above.back().first >= indent)
            above.pop_back();
        const std::size_t number = lines.size() + 1;
        line = line.substr(indent) + " #" + std::to_string(number);
        if (!above.empty())
            line += " <" + std::to_string(above.back().second);
        above.emplace_back(indent, number);
        lines.push_back(line);
    }
    std::string text;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
        text += *line + '\n';
    return text;
}

/// What a document says about a rule, as text to compare.
inline std::string saysAbout(const diagnosis::Diagnosis& document, std::string_view rule)
{
    std::string text;
    for (const auto& one : document.findings) {
        if (one.rule != rule)
            continue;
        text += one.title + " | " + one.explanation + " | " + std::to_string(static_cast<int>(one.severity));
        for (const auto& [key, value] : one.facts)
            text += " | " + key + '=' + fact(document, rule, key);
        for (const auto& evidence : one.evidence)
            text += " | " + evidence.name + '@' + std::to_string(evidence.startNs) + ' ' + evidence.note;
        text += '\n';
    }
    return text;
}

/// Diagnosis of a plain trace.
inline diagnosis::Diagnosis diagnoseTrace(const std::string& notation)
{
    return diagnoseText({notation, "1", 600'000, "opentelemetry", true});
}

} // namespace spanlight::test
