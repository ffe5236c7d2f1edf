#include "models/operations/span_errors.h"

#include "models/operations/glob.h"

#include <algorithm>
#include <cctype>

namespace spanlight::operations {

namespace {

bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void takeException(const trace::TraceSet& traces, const AttributeReader& reader, SpanError& error)
{
    const trace::TraceStore& store = traces.store(error.span);
    for (std::size_t i = 0; i < store.eventCount(error.span.row); ++i) {
        const trace::EventView event = store.event(error.span.row, i);
        const auto type = reader.value(error.span.store, event.attributes, Meaning::ExceptionType);
        const auto message = reader.value(error.span.store, event.attributes, Meaning::ExceptionMessage);
        if (!type && !message)
            continue;
        error.type = type ? type->text() : std::string();
        error.message = message ? message->text() : std::string();
        error.attribute = "exception.type";
        return; // later events repeat it: decorators record it, then the span does
    }
}

bool isRaised(const std::string& flag)
{
    return !flag.empty() && flag != "false" && flag != "unset" && flag != "0" && flag != "none" && flag != "null" &&
           flag != "no";
}

// What an `error` attribute says besides that there is one; empty for a mere flag.
std::string errorAttribute(const trace::TraceSet& traces, trace::SpanRef span)
{
    const trace::TraceStore& store = traces.store(span);
    const auto key = store.findText("error");
    const auto flag = key ? store.attribute(span.row, *key) : std::nullopt;
    if (!flag || flag->type() == trace::ValueType::Bool)
        return {};
    const std::string word = normalized(flag->text());
    const bool mere = !isRaised(word) || word == "true" || word == "error" || word == "yes" || isNumber(word);
    return mere ? std::string() : flag->text();
}

// What a text says besides the exception's type, which many write before it.
std::string messageBeside(std::string_view type, std::string_view text)
{
    auto [named, rest] = splitErrorText(text);
    return type == named || className(type) == className(named) ? std::move(rest) : std::string(text);
}

} // namespace

bool isError(const trace::TraceSet& traces, trace::SpanRef span)
{
    if (traces.status(span) == trace::StatusCode::Error)
        return true;
    const trace::TraceStore& store = traces.store(span);
    const auto key = store.findText("error");
    const auto flag = key ? store.attribute(span.row, *key) : std::nullopt;
    if (!flag)
        return false;
    if (flag->type() == trace::ValueType::Bool)
        return flag->boolean();
    return isRaised(normalized(flag->text()));
}

std::pair<std::string, std::string> splitErrorText(std::string_view text)
{
    const auto colon = text.find(": ");
    const std::string_view head = text.substr(0, colon);
    const bool name = !head.empty() && std::isalpha(static_cast<unsigned char>(head[0])) != 0 &&
                      std::all_of(head.begin(), head.end(), [](char c) {
                          return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
                      });
    const std::string_view last = className(head);
    const bool upper = name && std::isupper(static_cast<unsigned char>(last[0])) != 0;
    if (!upper || (colon == std::string_view::npos && !head.ends_with("Error") && !head.ends_with("Exception")))
        return {"", std::string(text)};
    return {std::string(head), colon == std::string_view::npos ? std::string() : std::string(text.substr(colon + 2))};
}

std::optional<SpanError> errorOf(const trace::TraceSet& traces, const AttributeReader& reader, trace::SpanRef span)
{
    const auto type = reader.text(span, Meaning::ExceptionType);
    const bool typed = type && !isNumber(*type);
    if (!isError(traces, span) && !typed)
        return std::nullopt;
    SpanError error{span, {}, {}, {}};
    takeException(traces, reader, error);
    if (error.type.empty() && typed) {
        error.type = *type;
        error.attribute = reader.key(span, Meaning::ExceptionType);
    }
    if (error.message.empty())
        error.message = reader.text(span, Meaning::ExceptionMessage).value_or("");
    const std::string_view status = traces.store(span).statusMessage(span.row);
    if (error.attribute.empty())
        error.attribute = "status";
    if (error.type.empty())
        error.type = splitErrorText(status).first;
    if (error.message.empty())
        error.message = messageBeside(error.type, status);
    if (error.message.empty())
        error.message = messageBeside(error.type, errorAttribute(traces, span));
    if (error.message.empty())
        error.message = reader.text(span, Meaning::OperationError).value_or("");
    return error;
}

std::optional<SpanError> recordedException(const trace::TraceSet& traces, const AttributeReader& reader,
                                           trace::SpanRef span)
{
    if (auto error = errorOf(traces, reader, span))
        return error;
    SpanError error{span, {}, {}, {}};
    takeException(traces, reader, error);
    return error.attribute.empty() ? std::nullopt : std::optional(std::move(error));
}

} // namespace spanlight::operations
