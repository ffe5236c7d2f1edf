#include "tests/scenarios/variation.h"

#include "models/formats/reader.h"
#include "models/formats/writer.h"
#include "models/trace/time_text.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace spanlight::test {

using nlohmann::json;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3'600 * kSecond;

void forEachText(json& value, const std::function<void(std::string&)>& change)
{
    if (value.is_string())
        change(value.get_ref<std::string&>());
    else if (value.is_structured())
        for (json& element : value)
            forEachText(element, change);
}

template <typename Change>
void forEachAttributes(SpanData& span, Change change)
{
    change(span.attributes);
    change(span.resource);
    for (EventData& event : span.events)
        change(event.attributes);
    for (LinkData& link : span.links)
        change(link.attributes);
}

/// Every text of a span besides its own ids.
void forEachText(SpanData& span, const std::function<void(std::string&)>& change)
{
    change(span.name);
    change(span.message);
    forEachAttributes(span, [&](AttributeData& attributes) {
        for (auto& [key, value] : attributes)
            forEachText(value, change);
    });
}

void replaceAll(std::string& text, const std::string& from, const std::string& to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// A number of Unix seconds, milliseconds, … near the trace is a moment and moves along.
void shiftNumber(json& value, std::int64_t nearNs, std::int64_t shiftNs)
{
    const double near = static_cast<double>(nearNs) / 1e9;
    for (const double unit : {1.0, 1e3, 1e6, 1e9}) {
        if (!value.is_number() || std::abs(value.get<double>() / unit - near) > 40 * 86'400)
            continue;
        const double by = static_cast<double>(shiftNs) / 1e9 * unit;
        if (value.is_number_integer())
            value = value.get<std::int64_t>() + static_cast<std::int64_t>(by);
        else
            value = value.get<double>() + by;
        return;
    }
}

void shiftText(std::string& text, std::int64_t nearNs, std::int64_t shiftNs)
{
    json number = json::parse(text, nullptr, false);
    const json before = number;
    if (number.is_number())
        shiftNumber(number, nearNs, shiftNs);
    if (number != before)
        text = number.dump();
    const auto moment = text.size() >= 19 && text[4] == '-' ? trace::parseTime(text) : std::nullopt;
    if (moment)
        text = trace::toRfc3339(*moment + shiftNs);
}

class Variator
{
public:
    Variator(const Question& question, std::vector<SpanData> spans, Random& random)
        : m_spans(std::move(spans)), m_random(random)
    {
        m_made.question = question;
    }

    Variation run(const std::vector<SpanData>& foreign)
    {
        if (chance(2))
            shift();
        if (chance(2))
            rename();
        if (chance(3))
            numbersAsTexts();
        if (chance(2))
            addNoise();
        if (chance(4))
            addForeign(foreign);
        if (chance(4))
            repeatSpans();
        note("shuffled");
        std::shuffle(m_spans.begin(), m_spans.end(), m_random);
        for (SpanData& span : m_spans)
            std::shuffle(span.attributes.begin(), span.attributes.end(), m_random);
        write();
        m_made.description = m_notes.str();
        return std::move(m_made);
    }

private:
    [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return m_random() % limit; }
    [[nodiscard]] bool chance(std::uint64_t oneOf) { return below(oneOf) == 0; }
    void note(const std::string& text) { m_notes << (m_notes.tellp() > 0 ? ", " : "") << text; }
    [[nodiscard]] std::string hex(std::size_t digits)
    {
        std::string text;
        while (text.size() < digits)
            text += "0123456789abcdef"[below(16)];
        return text;
    }

    void shift();
    void rename();
    void renameIds();
    void collectNames(const std::string& text, std::set<std::string>& names) const;
    void numbersAsTexts();
    void addNoise();
    void addPolls();
    void addForeign(const std::vector<SpanData>& foreign);
    void repeatSpans();
    void write();
    void writeFile(std::vector<SpanData> spans);
    [[nodiscard]] std::vector<std::vector<SpanData>> parts();

    std::vector<SpanData> m_spans;
    Random& m_random;
    Variation m_made;
    std::ostringstream m_notes;
};

void Variator::shift()
{
    const std::int64_t hours = static_cast<std::int64_t>(below(2000)) - 1000;
    note("shifted by " + std::to_string(hours) + " h");
    moveInTime(m_spans, m_made.question, hours * kHour);
}

// Operation ids, and what tells instances of services and hosts apart.
void Variator::collectNames(const std::string& text, std::set<std::string>& names) const
{
    static const std::regex name(
        R"(op_[a-z_]+_\d{8}_\d{6}_[0-9a-f]+|-(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{6,8}\b|\b10\.\d+\.\d+\.\d+\b)");
    for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it)
        names.insert(it->str());
}

void Variator::rename()
{
    std::set<std::string> names;
    for (SpanData& span : m_spans)
        forEachText(span, [&](std::string& text) { collectNames(text, names); });
    collectNames(m_made.question.id, names);
    for (const std::string& name : names) {
        std::string other = name.substr(0, name.find_last_of("_-.") + 1);
        const std::size_t tail = name.size() - other.size();
        other += name.starts_with("10.") ? std::to_string(100 + below(100)) : hex(tail);
        m_made.renamed.emplace_back(name, other);
    }
    // Longer ones first: an operation id may end like an instance.
    std::stable_sort(m_made.renamed.begin(), m_made.renamed.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    renameIds();
    for (SpanData& span : m_spans)
        forEachText(span, [&](std::string& text) { text = m_made.renamedText(text); });
    m_made.question.id = m_made.renamedText(m_made.question.id);
    note(std::to_string(m_made.renamed.size()) + " names changed");
}

void Variator::renameIds()
{
    std::map<std::string, std::string> known;
    const auto other = [&](std::string& id) {
        if (id.empty())
            return;
        const auto [it, isNew] = known.try_emplace(id);
        if (isNew)
            it->second = hex(id.size() == 32 ? 32 : 16);
        id = it->second;
    };
    for (SpanData& span : m_spans) {
        other(span.traceId);
        other(span.spanId);
        other(span.parentId);
        for (LinkData& link : span.links) {
            other(link.traceId);
            other(link.spanId);
        }
    }
    for (const auto& [from, to] : known)
        if (from.size() == 32)
            m_made.renamed.emplace_back(from, to);
}

void Variator::numbersAsTexts()
{
    note("numbers as texts");
    for (SpanData& span : m_spans)
        for (auto& [key, value] : span.attributes)
            if (value.is_number())
                value = value.dump();
}

SpanData noiseSpan(const SpanData& from, const std::string& name, trace::SpanKind kind)
{
    SpanData span;
    span.traceId = from.traceId;
    span.parentId = from.spanId;
    span.resource = from.resource;
    span.name = name;
    span.kind = kind;
    span.startNs = from.startNs;
    return span;
}

void Variator::addPolls()
{
    const auto isBackend = [](const SpanData& span) {
        return std::find(span.resource.begin(), span.resource.end(),
                         std::pair<std::string, json>("service.name", "ktrdr-api")) != span.resource.end();
    };
    const auto backend = std::find_if(m_spans.begin(), m_spans.end(), isBackend);
    const bool carriesId = std::any_of(m_spans.begin(), m_spans.end(), [&](const SpanData& span) {
        return std::find(span.attributes.begin(), span.attributes.end(),
                         std::pair<std::string, json>("operation.id", m_made.question.id)) != span.attributes.end();
    });
    if (m_made.question.isTrace || backend == m_spans.end() || !carriesId)
        return;
    const SpanData pattern = *backend;
    std::int64_t first = pattern.startNs;
    std::int64_t last = pattern.startNs;
    for (const SpanData& span : m_spans) {
        if (!span.hasStart)
            continue;
        first = std::min(first, span.startNs);
        last = std::max(last, std::min(span.startNs + span.durationNs, m_made.question.asOfNs));
    }
    const std::uint64_t count = 1 + below(8);
    note(std::to_string(count) + " polls and health checks");
    for (std::uint64_t i = 0; i < count; ++i) {
        const bool isHealth = chance(3);
        SpanData poll = noiseSpan(pattern, isHealth ? "GET /health" : "GET /api/v1/operations/{operation_id}",
                                  trace::SpanKind::Server);
        poll.traceId = hex(32);
        poll.spanId = hex(16);
        poll.parentId.clear();
        poll.startNs = first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first) + 1));
        poll.startNs -= poll.startNs % 1000;
        poll.durationNs = 3'000'000;
        poll.attributes = {{"http.method", "GET"}, {"http.status_code", 200}};
        poll.attributes.emplace_back("http.route", isHealth ? "/health" : "/api/v1/operations/{operation_id}");
        poll.attributes.emplace_back("http.url", isHealth
                                                     ? "http://backend:8000/health"
                                                     : "http://backend:8000/api/v1/operations/" + m_made.question.id);
        if (!isHealth && chance(2))
            poll.attributes.emplace_back("operation.id", m_made.question.id);
        m_spans.push_back(std::move(poll));
    }
}

void Variator::addNoise()
{
    std::vector<SpanData> added;
    for (const SpanData& span : m_spans) {
        if (span.kind != trace::SpanKind::Server || !span.hasStart || span.durationNs < 2'000'000 || !chance(3))
            continue;
        SpanData send = noiseSpan(span, span.name + " http send", trace::SpanKind::Internal);
        send.spanId = hex(16);
        send.startNs = span.startNs + span.durationNs - 1'000'000;
        send.durationNs = 10'000;
        send.attributes = {{"asgi.event.type", "http.response.start"}, {"http.status_code", 200}};
        added.push_back(std::move(send));
    }
    note(std::to_string(added.size()) + " http sends");
    addPolls();
    m_spans.insert(m_spans.end(), added.begin(), added.end());
}

void Variator::addForeign(const std::vector<SpanData>& foreign)
{
    if (foreign.empty())
        return;
    note(std::to_string(foreign.size()) + " spans of another operation");
    m_made.withForeign = true;
    m_spans.insert(m_spans.end(), foreign.begin(), foreign.end());
}

void Variator::repeatSpans()
{
    const std::size_t count = std::min<std::size_t>(m_spans.size(), 1 + below(5));
    note(std::to_string(count) + " spans twice");
    for (std::size_t i = 0; i < count; ++i)
        m_spans.push_back(m_spans[below(m_spans.size())]);
}

std::vector<std::vector<SpanData>> Variator::parts()
{
    std::map<std::string, std::vector<SpanData>> parts;
    const std::uint64_t how = below(4);
    const char* const kHow[] = {"one file", "a file for each trace", "a file for each process", "files by chance"};
    note(kHow[how]);
    for (const SpanData& span : m_spans) {
        const std::string part = how == 0   ? std::string()
                                 : how == 1 ? span.traceId
                                 : how == 2 ? json(span.resource).dump()
                                            : std::to_string(below(3));
        parts[part].push_back(span);
    }
    std::vector<std::vector<SpanData>> list;
    for (auto& [name, spans] : parts)
        list.push_back(std::move(spans));
    return list;
}

std::string otlpProtobuf(const std::vector<SpanData>& spans)
{
    trace::TraceBuilder builder;
    (void)formats::readBytes(otlpJson(spans, {}), "spans", builder);
    std::string bytes;
    (void)formats::writeTraces(*builder.freeze(), formats::WriteFormat::OtlpProtobuf, [&](std::string_view piece) {
        bytes += piece;
        return true;
    });
    return bytes;
}

void Variator::writeFile(std::vector<SpanData> spans)
{
    std::string text;
    std::string end = ".json";
    if (chance(3)) {
        text = otlpProtobuf(spans);
        end = ".pb";
        note("OTLP protobuf");
    } else if (chance(2)) {
        const JaegerStyle style{chance(2), chance(2), chance(2), chance(2), chance(2)};
        text = jaegerJson(spans, style);
        note(std::string("Jaeger") + (style.upperCaseIds ? " upper-case" : "") + (style.shortIds ? " short" : "") +
             (style.embeddedProcess ? " embedded" : "") + (style.numbersAsText ? " text-numbers" : "") +
             (style.bareArray ? " array" : ""));
    } else {
        const OtlpStyle style{chance(2), chance(2), chance(2), chance(2), chance(2), chance(2)};
        text = otlpJson(spans, style);
        note(std::string("OTLP") + (style.base64Ids ? " base64" : "") + (style.upperCaseIds ? " upper-case" : "") +
             (style.snakeCase ? " snake" : "") + (style.enumNames ? " names" : "") +
             (style.plainNumbers ? " plain-numbers" : "") + (style.lines ? " lines" : ""));
    }
    const bool packed = chance(5);
    const std::string name = std::to_string(m_made.files.size()) + end + (packed ? ".gz" : "");
    m_made.files.emplace_back(name, packed ? gzipped(text) : text);
}

void Variator::write()
{
    for (auto& part : parts())
        writeFile(std::move(part));
    m_made.separateStores = chance(3);
    if (m_made.separateStores)
        note("separate stores");
    std::shuffle(m_made.files.begin(), m_made.files.end(), m_random);
}

bool agree(const json& before, const json& after)
{
    if (before.is_number() && after.is_number()) {
        const double a = before.get<double>();
        const double b = after.get<double>();
        return std::abs(a - b) <= std::max(std::abs(a) * 1e-3, before.is_number_integer() ? 0.0 : 0.05) + 1e-9 ||
               (std::abs(a) > 20 && std::abs(a - b) <= 1);
    }
    if (before.is_array() && after.is_array()) {
        json a = before;
        json b = after;
        std::sort(a.begin(), a.end());
        std::sort(b.begin(), b.end());
        return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), agree);
    }
    if (before.is_object() && after.is_object())
        return before.size() == after.size() &&
               std::all_of(before.items().begin(), before.items().end(), [&](auto item) {
                   return after.contains(item.key()) && agree(item.value(), after[item.key()]);
               });
    return before == after;
}

std::map<std::string, json> seriousFacts(const json& document)
{
    std::map<std::string, json> facts; // of the first one of each rule
    for (const json& finding : document["findings"])
        if (finding["severity"] != "info")
            facts.try_emplace(finding["rule"], finding["facts"]);
    return facts;
}

json phaseStates(const json& document)
{
    json states = json::array();
    for (const json& phase : document["phases"])
        states.push_back(phase["phase"].get<std::string>() + " " + phase["state"].get<std::string>());
    return states;
}

} // namespace

std::string Variation::renamedText(std::string text) const
{
    for (const auto& [from, to] : renamed)
        replaceAll(text, from, to);
    return text;
}

trace::TraceSet Variation::read() const
{
    std::vector<std::shared_ptr<const trace::TraceStore>> stores;
    auto builder = std::make_unique<trace::TraceBuilder>();
    for (const auto& [name, content] : files) {
        (void)formats::readBytes(content, name, *builder);
        if (separateStores) {
            stores.push_back(std::move(*builder).freeze());
            builder = std::make_unique<trace::TraceBuilder>();
        }
    }
    if (!separateStores)
        stores.push_back(std::move(*builder).freeze());
    return trace::TraceSet(std::move(stores));
}

Variation vary(const Question& question, std::vector<SpanData> spans, const std::vector<SpanData>& foreign,
               Random& random)
{
    return Variator(question, std::move(spans), random).run(foreign);
}

void moveInTime(std::vector<SpanData>& spans, Question& question, std::int64_t byNs)
{
    for (SpanData& span : spans) {
        span.startNs += span.hasStart ? byNs : 0;
        for (EventData& event : span.events)
            event.timeNs += event.timeNs != 0 ? byNs : 0;
        forEachAttributes(span, [&](AttributeData& attributes) {
            for (auto& [key, value] : attributes) {
                shiftNumber(value, question.asOfNs, byNs);
                forEachText(value, [&](std::string& text) { shiftText(text, question.asOfNs, byNs); });
            }
        });
    }
    question.asOfNs += byNs;
}

std::vector<std::string> differences(const json& original, const json& after, const Variation& variation)
{
    const json before = json::parse(variation.renamedText(original.dump()));
    std::vector<std::string> list;
    const auto compare = [&](const std::string& what, const json& a, const json& b) {
        if (!agree(a, b))
            list.push_back(what + " was " + a.dump() + " and became " + b.dump());
    };
    compare("state", before["verdict"]["state"], after["verdict"]["state"]);
    compare("primary", before["verdict"]["primary"], after["verdict"]["primary"]);
    compare("phases", phaseStates(before), phaseStates(after));
    const auto factsBefore = seriousFacts(before);
    const auto factsAfter = seriousFacts(after);
    for (const auto& [rule, facts] : factsBefore) {
        const auto found = factsAfter.find(rule);
        if (found == factsAfter.end())
            list.push_back(rule + " is gone");
        else
            compare("facts of " + rule, facts, found->second);
    }
    for (const auto& [rule, facts] : factsAfter)
        if (!factsBefore.contains(rule))
            list.push_back(rule + " came up with " + facts.dump());
    return list;
}

json inLowerCase(const json& document)
{
    std::string text = document.dump();
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return json::parse(text);
}

} // namespace spanlight::test
