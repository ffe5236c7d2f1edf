#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::trace {

/// Everything that can be wrong with input. Closed list: a reader picks one, never invents text codes.
enum class ProblemCode : std::uint8_t {
    // Something of the input is missing in the store.
    UnreadableInput,  ///< nothing could be read: not there, no access, not a trace format
    UnsupportedFormat,///< recognised, but not readable (yet)
    Truncated,        ///< the input ends in the middle
    BrokenJson,       ///< the text is not JSON from this place on
    BrokenRecord,     ///< a span, line or trace that cannot be used; the rest was read
    WrongType,        ///< a member has a type it must not have; the member was left out
    RepairedText,     ///< bytes that are not UTF-8 or not allowed in JSON were replaced
    ValueCut,         ///< a value longer than the limit was cut
    TooDeep,          ///< nested deeper than the limit; the inner part was left out
    LimitReached,     ///< more spans, attributes or bytes than the limit; the rest was left out
    OtherSignal,      ///< metrics or logs between the traces; left out
    PartialAnswer,    ///< a server says that its answer is not complete
    SourceFailed,     ///< one of several sources or services did not answer
    // Everything is in the store, but something is odd.
    NoTraces,         ///< readable, but there is no trace in it
    DuplicateSpanId,  ///< several spans of a trace share an id
    RepeatedRecord,   ///< the same span was there more than once
    ParentCycle,      ///< spans are each other's ancestors; one link was ignored
    SelfParent,       ///< a span names itself as its parent
    MissingParent,    ///< a span's parent is not in the input
    NegativeDuration, ///< a span ends before it starts
    MissingTime,      ///< a span has no start
    EmptyId,          ///< a span has no id or no trace id
    OddId,            ///< an id is not hexadecimal
    SourceWarning,    ///< the writer of the trace put a warning into it
};

enum class ProblemSeverity : std::uint8_t { Info, Warning, Error };

/// "truncated", "broken-record", …: stable names for programs.
[[nodiscard]] std::string_view name(ProblemCode code);
[[nodiscard]] std::string_view name(ProblemSeverity severity);
/// Error: nothing usable; warning: something is lost or doubtful; info: worth knowing.
[[nodiscard]] ProblemSeverity severity(ProblemCode code);
/// Whether data of the input are missing in the store because of it.
[[nodiscard]] bool isLoss(ProblemCode code);

/// One kind of problem in one input, with the first place where it was seen.
struct Problem
{
    ProblemCode code{};
    std::uint32_t input = 0;   ///< index into TraceStore::inputs()
    std::uint64_t offset = 0;  ///< byte in the (unpacked) input where the first one begins
    std::uint64_t count = 0;   ///< how many
    std::string message;       ///< the first one, in a sentence that says what and where
};

/// Problems met while reading. Bounded: at most one entry per code, input and kMaxPerCode different messages.
class ImportLog
{
public:
    static constexpr std::size_t kMaxPerCode = 8;

    /// Counts the problem. Messages are told apart up to kMaxPerCode; further ones count with the last entry.
    void add(ProblemCode code, std::uint32_t input, std::uint64_t offset, std::string message,
             std::uint64_t count = 1);
    void append(const ImportLog& other);

    [[nodiscard]] const std::vector<Problem>& problems() const { return m_problems; }
    [[nodiscard]] bool empty() const { return m_problems.empty(); }
    /// Number of problems of the code over all inputs.
    [[nodiscard]] std::uint64_t count(ProblemCode code) const;
    /// Whether anything of the input is missing in the store.
    [[nodiscard]] bool hasLoss() const;

private:
    std::vector<Problem> m_problems;
};

} // namespace spanlight::trace
