#include "models/operations/span_label.h"

#include "models/operations/http_address.h"
#include "models/operations/operation_view.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace spanlight::operations {

namespace {

using trace::SpanKind;
using trace::SpanRef;

constexpr std::size_t kMaxLength = 120;

// Cut between characters of UTF-8.
std::string limited(std::string text)
{
    if (text.size() <= kMaxLength)
        return text;
    std::size_t end = kMaxLength - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.substr(0, end) + "…";
}

std::string upper(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

// The words of a statement, one by one, without quotes.
std::string_view nextWord(std::string_view& rest)
{
    static constexpr std::string_view kBetween = " \t\r\n(),;\"`[]";
    const auto begin = rest.find_first_not_of(kBetween);
    if (begin == std::string_view::npos) {
        rest = {};
        return {};
    }
    const auto end = rest.find_first_of(kBetween, begin);
    const std::string_view word = rest.substr(begin, end == std::string_view::npos ? end : end - begin);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
    return word;
}

// Verb and first table of a statement: "SELECT orders". Empty for texts that are no statements.
std::string statementSummary(std::string_view statement)
{
    static constexpr std::array<std::string_view, 12> kVerbs{"SELECT", "INSERT",  "UPDATE", "DELETE",
                                                             "MERGE",  "REPLACE", "CREATE", "ALTER",
                                                             "DROP",   "CALL",    "UPSERT", "TRUNCATE"};
    static constexpr std::array<std::string_view, 4> kBeforeTable{"FROM", "INTO", "UPDATE", "TABLE"};
    statement = statement.substr(0, 2000); // the first table stands in front
    std::string_view rest = statement;
    const std::string verb = upper(nextWord(rest));
    if (std::find(kVerbs.begin(), kVerbs.end(), verb) == kVerbs.end())
        return {};
    rest = verb == "UPDATE" ? statement : rest;
    while (!rest.empty()) {
        const std::string word = upper(nextWord(rest));
        if (std::find(kBeforeTable.begin(), kBeforeTable.end(), word) == kBeforeTable.end())
            continue;
        const std::string_view table = nextWord(rest);
        return table.empty() || upper(table) == "SELECT" ? verb : verb + ' ' + std::string(table);
    }
    return verb;
}

class Labeller
{
public:
    Labeller(const trace::TraceSet& traces, const AttributeReader& reader, SpanRef span)
        : m_traces(traces), m_reader(reader), m_span(span)
    {
    }

    [[nodiscard]] std::string label() const
    {
        for (const auto part :
             {&Labeller::genAi, &Labeller::messaging, &Labeller::rpc, &Labeller::database, &Labeller::http})
            if (std::string text = (this->*part)(); !text.empty())
                return limited(std::move(text));
        return limited(std::string(m_traces.name(m_span)));
    }

private:
    [[nodiscard]] std::string text(Meaning meaning) const { return m_reader.text(m_span, meaning).value_or(""); }

    [[nodiscard]] std::string genAi() const
    {
        const std::string operation = text(Meaning::GenAiOperation);
        if (operation.empty() && text(Meaning::GenAiSystem).empty())
            return {};
        const std::string object = operation == "execute_tool" ? text(Meaning::GenAiTool) : text(Meaning::GenAiModel);
        if (object.empty())
            return {};
        return (operation.empty() ? "call" : operation) + ' ' + object;
    }

    [[nodiscard]] std::string messaging() const
    {
        const std::string system = text(Meaning::MessagingSystem);
        const std::string destination = text(Meaning::MessagingDestination);
        if (system.empty() && destination.empty())
            return {};
        std::string operation = text(Meaning::MessagingOperation);
        if (operation == "send" || operation == "create")
            operation = "publish";
        if (operation.empty())
            operation = byKind();
        if (operation.empty())
            return {};
        return operation + (destination.empty() ? "" : ' ' + destination) + inBrackets(system);
    }

    [[nodiscard]] std::string byKind() const
    {
        const SpanKind kind = m_traces.kind(m_span);
        return kind == SpanKind::Producer ? "publish" : kind == SpanKind::Consumer ? "process" : "";
    }

    // "shop.v1.OrderService" and "Get", or both in the method as newer conventions have it.
    [[nodiscard]] std::string rpc() const
    {
        std::string service = text(Meaning::RpcService);
        std::string method = text(Meaning::RpcMethod);
        if (const auto slash = method.rfind('/'); slash != std::string::npos) {
            service = method.substr(0, slash);
            method = method.substr(slash + 1);
        }
        if (method.empty())
            return {};
        service = service.substr(service.rfind('.') + 1); // npos + 1 is 0
        const std::string system = text(Meaning::RpcSystem);
        return (system.empty() ? "" : system + ' ') + (service.empty() ? "" : service + '/') + method;
    }

    [[nodiscard]] std::string database() const
    {
        const std::string system = text(Meaning::DbSystem);
        const auto statement = m_reader.value(m_span, Meaning::DbStatement);
        if (system.empty() && !statement)
            return {};
        std::string what = text(Meaning::DbSummary);
        if (what.empty()) {
            what = text(Meaning::DbOperation);
            if (const std::string collection = text(Meaning::DbCollection); !what.empty() && !collection.empty())
                what += ' ' + collection;
            const std::string summary = statement ? statementSummary(statement->string()) : std::string();
            if (summary.size() > what.size() && upper(summary).starts_with(upper(what)))
                what = summary;
        }
        if (what.empty())
            what = m_traces.name(m_span);
        return what + inBrackets(system);
    }

    // A call whose name says only the method.
    [[nodiscard]] std::string http() const
    {
        std::string_view name = m_traces.name(m_span);
        if (name.starts_with("HTTP "))
            name.remove_prefix(5);
        if (m_traces.kind(m_span) != SpanKind::Client || name.empty() || name != text(Meaning::HttpMethod))
            return {};
        const auto url = m_reader.value(m_span, Meaning::HttpUrl);
        const HttpAddress address = url ? parseHttpAddress(url->string()) : HttpAddress{text(Meaning::PeerHost), 0, ""};
        return address.host.empty() ? std::string() : std::string(name) + ' ' + address.target() + address.path;
    }

    [[nodiscard]] static std::string inBrackets(const std::string& system)
    {
        return system.empty() ? std::string() : " (" + system + ')';
    }

    const trace::TraceSet& m_traces;
    const AttributeReader& m_reader;
    SpanRef m_span;
};

} // namespace

std::string spanLabel(const trace::TraceSet& traces, const AttributeReader& reader, SpanRef span)
{
    return Labeller(traces, reader, span).label();
}

std::string spanLabel(const OperationView& view, SpanRef span)
{
    return spanLabel(view.traces(), view.reader, span);
}

} // namespace spanlight::operations
