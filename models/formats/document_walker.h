#pragma once

#include "models/formats/document_members.h"
#include "models/formats/json/extent_scanner.h"
#include "models/formats/record.h"
#include "models/trace/import_log.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// What a record is.
enum class Part : std::uint8_t {
    JaegerSpan,
    JaegerProcess,
    JaegerTraceId,
    JaegerWarnings,
    ZipkinSpan,
    OtlpSpan,
    OtlpResource,
    OtlpScope,
    ResourceSchemaUrl,
    ScopeSchemaUrl,
    ErrorAnswer,  ///< `error` or `errors` of an answer
    ErrorMessage, ///< `message` of an answer
    AnswerStatus, ///< `status` of an answer
};

/// Objects that hold records which belong together.
enum class Section : std::uint8_t { JaegerTrace, ResourceSpans, ScopeSpans };

/// Takes what a DocumentWalker finds, in the order of the input.
class DocumentSink
{
public:
    virtual ~DocumentSink() = default;
    virtual void beginSection(Section section) = 0;
    virtual void endSection(Section section) = 0;
    /// `key` is the name of a member of `processes`.
    virtual RecordResult part(Part part, std::string_view key, const Record& record) = 0;
    virtual void problem(trace::ProblemCode code, std::uint64_t offset, std::string message) = 0;
};

/// What the documents of an input looked like.
struct DocumentFacts
{
    std::uint64_t documents = 0; ///< values side by side: lines of JSON lines
    bool jaeger = false;
    bool otlp = false;
    bool jaegerFirst = false;
    bool tempo = false;
    bool zipkin = false;
    bool chrome = false;
    bool otherSignal = false;
    bool error = false;  ///< the answer has a member with errors
    bool result = false; ///< Jaeger's API v3 wraps each part of its answer so
    bool code = false;   ///< `code` and `message`: how gRPC gateways answer with an error
    bool message = false;
    bool paging = false;    ///< `data` next to `total`, `limit` or `offset`
    bool emptyData = false; ///< `data` is there, but nothing in it
    bool others = false;    ///< members besides `data` and paging
    bool content = false;   ///< not just {}, [] or null
    bool damaged = false;   ///< not JSON somewhere, or cut off

    /// Format name as detectFormat() has it.
    [[nodiscard]] std::string_view format() const;
};

/// Walks the outer structure of JSON documents that arrive in pieces and cuts out the records with spans, processes,
/// resources and scopes. Holds one record at a time. Knows every wrapper in which Jaeger, Tempo and OTLP exporters put
/// them; anything else is passed over without being stored.
class DocumentWalker
{
public:
    /// `offset` of the first byte that will be fed, which must not be white space.
    DocumentWalker(DocumentSink& sink, std::size_t maxRecordBytes, std::uint64_t offset);

    void feed(std::string_view bytes);
    /// No more bytes will come: ends what is open and logs what is missing.
    void finish();
    [[nodiscard]] const DocumentFacts& facts() const { return m_facts; }

private:
    enum class State : std::uint8_t { Value, ValueOrEnd, Next, Key, KeyOrEnd, Colon, Extent, Search, Resync };
    enum class Role : std::uint8_t {
        Document,
        Documents,
        JaegerSpans,
        ZipkinSpans,
        Processes,
        ResourceSpansList,
        ResourceSpans,
        ScopeSpansList,
        ScopeSpans,
        OtlpSpans,
    };
    enum class Purpose : std::uint8_t { Skip, SkipKey, Key, Part, UndecidedTraceId, ListText };
    struct Frame
    {
        Role role = Role::Document;
        bool undecided = false; ///< a Document that may turn out to be a bare span
        bool jaeger = false;    ///< a Document that is a Jaeger trace
        bool spanId = false;
        bool zipkinTraceId = false;
        bool jaegerTraceId = false;
        bool spans = false; ///< has a list of spans
        bool id = false;
        bool tooLong = false;
        bool passedObject = false; ///< a list with an object in which nothing was recognised
        std::uint64_t begin = 0;
        std::uint64_t traceIdBegin = 0; ///< value of traceID, while undecided
        std::uint64_t traceIdEnd = 0;
    };

    [[nodiscard]] bool step();
    [[nodiscard]] bool stepValue(char c);
    [[nodiscard]] bool stepNext(char c);
    [[nodiscard]] bool stepKey(char c);
    [[nodiscard]] bool stepExtent();
    [[nodiscard]] bool stepResync();
    [[nodiscard]] bool skipSpace();
    void limitExtent();
    void giveUpDeciding(Frame& frame);
    void endExtent(std::size_t end);
    void endPart(std::size_t begin, std::size_t end);
    [[nodiscard]] bool stepSearch();
    bool restartInSpan(std::size_t begin, std::size_t end);
    [[nodiscard]] bool restartInUnendedSpan(std::size_t end);
    [[nodiscard]] bool restartInUnendedPart();
    /// Where the next trace or resource with its spans begins in [from, m_end); m_end if none does.
    [[nodiscard]] std::size_t findSection(std::size_t from) const;
    [[nodiscard]] std::optional<std::size_t> findNextSpan(std::size_t from, std::size_t end);
    /// Whether the object at the front of the text ends and has one of the names among its own members.
    [[nodiscard]] bool hasMember(std::string_view object, std::span<const std::string_view> names);
    bool restartBehindSpans(std::size_t begin, std::size_t end);
    bool closeUnended(char c);
    [[nodiscard]] bool endListText(char c);
    [[nodiscard]] bool inSpan() const;
    [[nodiscard]] bool inSpanList() const;
    [[nodiscard]] static std::string_view firstKey(std::string_view object);

    void topValue(char c);
    void memberValue(Frame& frame, char c);
    void documentMemberValue(Frame& frame, char c);
    void elementValue(const Frame& frame, char c);
    bool recogniseSpan(Frame& frame, DocumentMember member);
    void beJaegerTrace(Frame& frame);
    void beJaegerSpan();
    void beZipkinSpan();
    void endZipkinList();
    void enter(Role role);
    void enterArray(Role role, char c);
    void enterWrapper(char c);
    void extent(Purpose purpose, Part part = Part::JaegerSpan);
    void skip() { extent(Purpose::Skip); }
    void skipWrongType(char c);
    void pop();
    void leave(const Frame& frame);
    void abandon();
    void giveUpDocument();
    void brokenLine();
    void structureError(std::string_view expected);

    /// Whether a line of JSON lines ends here: a document that has several lines may follow others.
    [[nodiscard]] bool isLineEnd(std::size_t at) const;
    [[nodiscard]] std::size_t lineEnd();
    [[nodiscard]] std::size_t kept() const;
    void compact();
    [[nodiscard]] std::uint64_t offset(std::size_t at) const { return m_base + at; }
    [[nodiscard]] bool isArray(Role role) const;
    [[nodiscard]] std::string_view what() const;

    DocumentSink& m_sink;
    std::size_t m_maxRecordBytes;
    DocumentFacts m_facts;

    std::string m_buffer;  // what is still needed, and RecordTokens::kPadding bytes behind it
    std::size_t m_end = 0; // of the bytes in the buffer
    std::size_t m_at = 0;
    std::uint64_t m_base = 0; // offset of the buffer's first byte
    State m_state = State::Value;
    std::vector<Frame> m_stack;
    std::string m_key;
    bool m_afterComma = false;
    bool m_listText = false; // the last element of a list of spans was a text, which is in m_key

    ExtentScanner m_scanner;
    Purpose m_purpose = Purpose::Skip;
    Part m_part = Part::JaegerSpan;
    std::size_t m_scanned = 0; // where the scanner goes on

    std::string m_spanKey; // first name of the spans in the list, by which the next one is found again
    std::size_t m_searchBudget = std::size_t{64} << 20; // bytes that may be looked at more than once
    bool m_finishing = false;

    bool m_tempoWrapper = false;
    bool m_lines = false;             // JSON lines: no value goes on where a line begins with a document
    std::uint64_t m_firstLineEnd = 0; // offsets; 0: not seen yet
    std::uint64_t m_firstDocumentEnd = 0;
    std::uint64_t m_documentBegin = 0;
    std::uint64_t m_lineEnd = 0;
    std::uint64_t m_searched = 0; // no line break before this
    bool m_lineEndFound = false;
};

} // namespace spanlight::formats
