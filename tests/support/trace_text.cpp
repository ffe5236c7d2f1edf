#include "tests/support/trace_text.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace spanlight::test {

using namespace trace;

namespace {

double numberOf(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw std::invalid_argument("not a number: " + std::string(text));
    return value;
}

std::int64_t msToNs(double ms)
{
    return static_cast<std::int64_t>(ms * 1e6);
}

struct Line
{
    SpanRecord record;
    std::vector<AttributeId> attributes;
    std::vector<AttributeId> exception;
    std::string service;
    bool hasException = false;
};

Value typedValue(AttributePool& pool, std::string_view text)
{
    if (text == "true" || text == "false")
        return AttributePool::boolean(text == "true");
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') {
        std::string spaced(text.substr(1, text.size() - 2));
        std::replace(spaced.begin(), spaced.end(), '_', ' ');
        return pool.string(spaced);
    }
    const double number = numberOf(text);
    const bool whole = text.find_first_of(".eE") == std::string_view::npos;
    return whole ? AttributePool::integer(static_cast<std::int64_t>(number)) : AttributePool::floating(number);
}

bool applyKeyword(SpanRecord& record, std::string_view word)
{
    for (const SpanKind kind : {SpanKind::Internal, SpanKind::Server, SpanKind::Client, SpanKind::Producer, SpanKind::Consumer})
        if (word == name(kind)) {
            record.kind = kind;
            return true;
        }
    if (word == "error" || word == "ok") {
        record.status = word == "ok" ? StatusCode::Ok : StatusCode::Error;
        return true;
    }
    return false;
}

void applyTimes(SpanRecord& record, std::string_view word, std::int64_t baseNs)
{
    const auto plus = word.find('+');
    record.startNs = baseNs + msToNs(numberOf(word.substr(1, plus - 1)));
    record.durationNs = msToNs(numberOf(word.substr(plus + 1)));
}

void applyAttribute(TraceBuilder& builder, Line& line, std::string_view word)
{
    const auto equals = word.find('=');
    if (equals == std::string_view::npos)
        throw std::invalid_argument("unknown word: " + std::string(word));
    if (word.substr(0, equals) == "msg") {
        std::string message(word.substr(equals + 1));
        std::replace(message.begin(), message.end(), '_', ' ');
        line.record.statusMessage = builder.intern(message);
        return;
    }
    const bool typed = equals > 0 && word[equals - 1] == ':';
    const std::string_view key = word.substr(0, typed ? equals - 1 : equals);
    const std::string_view text = word.substr(equals + 1);
    const Value value = typed ? typedValue(builder.pool(), text) : builder.pool().string(text);
    line.attributes.push_back(builder.pool().intern(builder.intern(key), value));
}

void applyException(TraceBuilder& builder, Line& line, std::string_view word)
{
    const auto bar = word.find('|');
    std::string message(bar == std::string_view::npos ? "" : word.substr(bar + 1));
    std::replace(message.begin(), message.end(), '_', ' ');
    auto& pool = builder.pool();
    line.exception.push_back(pool.intern(builder.intern("exception.type"), pool.string(word.substr(1, bar - 1))));
    line.exception.push_back(pool.intern(builder.intern("exception.message"), pool.string(message)));
    line.hasException = true;
}

SpanId absentId(std::string_view word)
{
    return SpanId{0xabe000000000ULL + static_cast<std::uint64_t>(numberOf(word.substr(1)))};
}

Line parseLine(TraceBuilder& builder, std::istringstream& words, std::int64_t baseNs)
{
    Line line;
    std::string name;
    std::string word;
    while (words >> word && word[0] != '@')
        name += (name.empty() ? "" : " ") + word;
    if (name.empty() || word.empty() || word[0] != '@')
        throw std::invalid_argument("a line needs a name and @start+duration");
    line.record.name = builder.intern(name);
    applyTimes(line.record, word, baseNs);
    words >> line.service;
    while (words >> word) {
        if (applyKeyword(line.record, word))
            continue;
        if (word[0] == '#')
            line.record.spanId = SpanId{static_cast<std::uint64_t>(numberOf(std::string_view(word).substr(1)))};
        else if (word[0] == '<')
            line.record.parentSpanId = SpanId{static_cast<std::uint64_t>(numberOf(std::string_view(word).substr(1)))};
        else if (word[0] == '?')
            line.record.parentSpanId = absentId(word);
        else if (word[0] == '!')
            applyException(builder, line, word);
        else
            applyAttribute(builder, line, word);
    }
    return line;
}

void dumpSpan(const TraceStore& store, SpanRow row, std::int64_t origin, int depth, std::ostringstream& out)
{
    out << std::string(static_cast<std::size_t>(depth) * 2, ' ') << store.name(row) << " [" << store.service(row) << "] @"
        << static_cast<double>(store.startNs(row) - origin) / 1e6 << '+' << static_cast<double>(store.durationNs(row)) / 1e6
        << (store.status(row) == StatusCode::Error ? " error" : "") << '\n';
    for (const SpanRow child : store.children(row))
        dumpSpan(store, child, origin, depth + 1, out);
}

} // namespace

void addSpansFromText(TraceBuilder& builder, std::string_view text, std::int64_t baseNs)
{
    TraceId trace{0, 1};
    std::vector<std::pair<std::size_t, SpanId>> open;
    std::uint64_t nextId = builder.spanCount() + 1;
    std::istringstream lines{std::string(text)};
    for (std::string raw; std::getline(lines, raw);) {
        const auto indent = raw.find_first_not_of(' ');
        if (indent == std::string::npos)
            continue;
        std::istringstream words(raw);
        if (raw.compare(indent, 6, "trace ") == 0) {
            trace.low = static_cast<std::uint64_t>(numberOf(std::string_view(raw).substr(indent + 6)));
            open.clear();
            continue;
        }
        Line line = parseLine(builder, words, baseNs);
        line.record.traceId = trace;
        if (line.record.spanId.empty())
            line.record.spanId = SpanId{nextId};
        ++nextId;
        while (!open.empty() && open.back().first >= indent)
            open.pop_back();
        if (!open.empty() && line.record.parentSpanId.empty())
            line.record.parentSpanId = open.back().second;
        open.emplace_back(indent, line.record.spanId);
        const StringId service = builder.intern(line.service);
        const AttributeId serviceName = builder.pool().intern(builder.intern("service.name"), builder.pool().string(line.service));
        line.record.resource = builder.resource(service, std::span(&serviceName, 1));
        line.record.attributes = line.attributes;
        const EventRecord event{line.record.startNs + line.record.durationNs, builder.intern("exception"), 0, line.exception};
        if (line.hasException)
            line.record.events = std::span(&event, 1);
        builder.addSpan(line.record);
    }
}

std::shared_ptr<const TraceStore> storeFromText(std::string_view text, std::int64_t baseNs)
{
    TraceBuilder builder;
    builder.beginInput("text");
    addSpansFromText(builder, text, baseNs);
    return builder.freeze();
}

std::string dump(const TraceStore& store)
{
    std::ostringstream out;
    if (store.spanCount() == 0)
        return {};
    const std::int64_t origin = store.startNs(store.byStart().front());
    for (const SpanRow row : store.byStart())
        if (store.parent(row) == kNoSpan)
            dumpSpan(store, row, origin, 0, out);
    return out.str();
}

} // namespace spanlight::test
