#include "models/trace/import_log.h"

#include <algorithm>
#include <utility>

namespace spanlight::trace {

std::string_view name(ProblemCode code)
{
    switch (code) {
    case ProblemCode::UnreadableInput: return "unreadable-input";
    case ProblemCode::UnsupportedFormat: return "unsupported-format";
    case ProblemCode::Truncated: return "truncated";
    case ProblemCode::BrokenJson: return "broken-json";
    case ProblemCode::BrokenRecord: return "broken-record";
    case ProblemCode::WrongType: return "wrong-type";
    case ProblemCode::RepairedText: return "repaired-text";
    case ProblemCode::ValueCut: return "value-cut";
    case ProblemCode::TooDeep: return "too-deep";
    case ProblemCode::LimitReached: return "limit-reached";
    case ProblemCode::OtherSignal: return "other-signal";
    case ProblemCode::PartialAnswer: return "partial-answer";
    case ProblemCode::SourceFailed: return "source-failed";
    case ProblemCode::NoTraces: return "no-traces";
    case ProblemCode::DuplicateSpanId: return "duplicate-span-id";
    case ProblemCode::RepeatedRecord: return "repeated-record";
    case ProblemCode::ParentCycle: return "parent-cycle";
    case ProblemCode::SelfParent: return "self-parent";
    case ProblemCode::MissingParent: return "missing-parent";
    case ProblemCode::NegativeDuration: return "negative-duration";
    case ProblemCode::MissingTime: return "missing-time";
    case ProblemCode::EmptyId: return "empty-id";
    case ProblemCode::OddId: return "odd-id";
    case ProblemCode::SourceWarning: return "source-warning";
    }
    return "unknown";
}

std::string_view name(ProblemSeverity severity)
{
    switch (severity) {
    case ProblemSeverity::Info: return "info";
    case ProblemSeverity::Warning: return "warning";
    case ProblemSeverity::Error: return "error";
    }
    return "info";
}

ProblemSeverity severity(ProblemCode code)
{
    switch (code) {
    case ProblemCode::UnreadableInput:
    case ProblemCode::UnsupportedFormat: return ProblemSeverity::Error;
    case ProblemCode::OtherSignal:
    case ProblemCode::MissingParent:
    case ProblemCode::OddId:
    case ProblemCode::SourceWarning: return ProblemSeverity::Info;
    case ProblemCode::Truncated:
    case ProblemCode::BrokenJson:
    case ProblemCode::BrokenRecord:
    case ProblemCode::WrongType:
    case ProblemCode::RepairedText:
    case ProblemCode::ValueCut:
    case ProblemCode::TooDeep:
    case ProblemCode::LimitReached:
    case ProblemCode::PartialAnswer:
    case ProblemCode::SourceFailed:
    case ProblemCode::NoTraces:
    case ProblemCode::DuplicateSpanId:
    case ProblemCode::RepeatedRecord:
    case ProblemCode::ParentCycle:
    case ProblemCode::SelfParent:
    case ProblemCode::NegativeDuration:
    case ProblemCode::MissingTime:
    case ProblemCode::EmptyId: return ProblemSeverity::Warning;
    }
    return ProblemSeverity::Warning;
}

bool isLoss(ProblemCode code)
{
    switch (code) {
    case ProblemCode::UnreadableInput:
    case ProblemCode::UnsupportedFormat:
    case ProblemCode::Truncated:
    case ProblemCode::BrokenJson:
    case ProblemCode::BrokenRecord:
    case ProblemCode::WrongType:
    case ProblemCode::RepairedText:
    case ProblemCode::ValueCut:
    case ProblemCode::TooDeep:
    case ProblemCode::LimitReached:
    case ProblemCode::PartialAnswer:
    case ProblemCode::SourceFailed: return true;
    case ProblemCode::OtherSignal: // not traces, so no trace is missing
    case ProblemCode::NoTraces:
    case ProblemCode::DuplicateSpanId:
    case ProblemCode::RepeatedRecord:
    case ProblemCode::ParentCycle:
    case ProblemCode::SelfParent:
    case ProblemCode::MissingParent:
    case ProblemCode::NegativeDuration:
    case ProblemCode::MissingTime:
    case ProblemCode::EmptyId:
    case ProblemCode::OddId:
    case ProblemCode::SourceWarning: return false;
    }
    return false;
}

void ImportLog::add(ProblemCode code, std::uint32_t input, std::uint64_t offset, std::string message,
                    std::uint64_t count)
{
    Problem* last = nullptr;
    std::size_t different = 0;
    for (Problem& problem : m_problems) {
        if (problem.code != code || problem.input != input)
            continue;
        last = &problem;
        if (problem.message == message || ++different == kMaxPerCode)
            break;
    }
    if (last != nullptr && (last->message == message || different >= kMaxPerCode)) {
        last->count += count;
        last->offset = std::min(last->offset, offset);
        return;
    }
    m_problems.push_back({code, input, offset, count, std::move(message)});
}

void ImportLog::append(const ImportLog& other)
{
    for (const Problem& problem : other.m_problems)
        add(problem.code, problem.input, problem.offset, problem.message, problem.count);
}

std::uint64_t ImportLog::count(ProblemCode code) const
{
    std::uint64_t sum = 0;
    for (const Problem& problem : m_problems)
        sum += problem.code == code ? problem.count : 0;
    return sum;
}

bool ImportLog::hasLoss() const
{
    return std::any_of(m_problems.begin(), m_problems.end(), [](const Problem& p) { return isLoss(p.code); });
}

} // namespace spanlight::trace
