#include "models/formats/id_text.h"
#include "models/formats/jaeger/jaeger_names.h"
#include "models/formats/json/json_text.h"
#include "models/formats/zipkin/zipkin_reader.h"

#include <algorithm>
#include <array>
#include <cstdlib>

// What OpenTelemetry writes into tags and annotations for want of a member becomes again what it was. Only the first
// tag of a name, and only when it is well formed; everything else stays an attribute.

namespace spanlight::formats {

using trace::AttributePool;
using trace::SpanKind;
using trace::StatusCode;
using trace::StringId;
using trace::ValueType;

namespace {

// Beginnings of the names of resource attributes, which exporters put among the tags of every span.
constexpr std::array<std::string_view, 9> kResourceKeys{"service.", "telemetry.", "host.",       "process.", "os.",
                                                        "k8s.",     "container.", "deployment.", "cloud."};

bool isResourceKey(std::string_view key)
{
    return std::any_of(kResourceKeys.begin(), kResourceKeys.end(),
                       [key](std::string_view begin) { return key.starts_with(begin); });
}

bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(),
                                                     [](char c, char l) { return c == l || (c | 0x20) == l; });
}

// Behind the last bar stands how many attributes were dropped, before it their JSON.
struct BarParts
{
    std::string_view json;
    std::uint32_t dropped = 0;
};

std::optional<BarParts> splitAtLastBar(std::string_view text)
{
    const std::size_t bar = text.rfind('|');
    if (bar == std::string_view::npos)
        return std::nullopt;
    const auto dropped = parseInt64(text.substr(bar + 1));
    if (!dropped || *dropped < 0 || *dropped > UINT32_MAX)
        return std::nullopt;
    return BarParts{text.substr(0, bar), static_cast<std::uint32_t>(*dropped)};
}

} // namespace

template <typename Take>
bool ZipkinReader::readObject(std::string_view json, const Take& take)
{
    if (json.empty() || json[0] != '{')
        return false;
    m_innerText.assign(json);
    m_innerText.append(RecordTokens::kPadding, ' ');
    RecordTokens tokens;
    if (tokens.index(std::string_view(m_innerText).substr(0, json.size())) != RecordTokens::Outcome::Clean)
        return false;
    JsonCursor ahead(tokens);
    ahead.skip();
    if (!ahead.atEnd())
        return false;
    JsonCursor cursor(tokens);
    for (JsonMembers members(cursor); members.next();)
        take(members.key(), cursor);
    return true;
}

bool ZipkinReader::readAttributes(std::string_view json, std::vector<trace::AttributeId>& attributes)
{
    auto& pool = m_context.builder().pool();
    return readObject(json, [&](std::string_view key, JsonCursor& cursor) {
        if (!m_inner.mayAppend(attributes.size(), cursor))
            return cursor.skip();
        const StringId name = m_inner.internKey(key);
        attributes.push_back(pool.intern(name, m_inner.plainValue(cursor)));
    });
}

// An event with attributes is `name|{"key":…}|dropped` (collector) or `"name": {"key":…}`, braces around it or not
// (specification, SDKs). Any other text is the name of the event.
void ZipkinReader::splitAnnotation(std::string_view text, Event& event)
{
    if (splitNamedObject(text, event))
        return;
    const std::size_t bar = text.find('|');
    if (const auto parts = bar == std::string_view::npos ? std::nullopt : splitAtLastBar(text.substr(bar + 1)))
        if (readAttributes(parts->json, m_partAttributes)) {
            event.name = m_context.builder().intern(text.substr(0, bar));
            event.dropped = parts->dropped;
            return;
        }
    event.name = m_context.builder().intern(text);
}

bool ZipkinReader::splitNamedObject(std::string_view text, Event& event)
{
    if (text.empty() || (text[0] != '{' && text[0] != '"') || text.back() != '}')
        return false;
    const std::string whole = text[0] == '{' ? std::string(text) : "{" + std::string(text) + "}";
    std::size_t count = 0;
    StringId name{};
    std::string attributes;
    const bool object = readObject(whole, [&](std::string_view key, JsonCursor& cursor) {
        name = m_inner.internKey(key);
        JsonCursor behind = cursor;
        behind.skip();
        count += cursor.atObject() ? 1 : 2;
        if (cursor.atObject())
            attributes = cursor.textUntil(behind);
        cursor = behind;
    });
    if (!object || count != 1 || !readAttributes(attributes, m_partAttributes))
        return false;
    event.name = name;
    return true;
}

std::string_view ZipkinReader::textOf(trace::Value value)
{
    if (value.type != ValueType::String)
        return {};
    return m_context.builder().pool().strings().view(StringId{static_cast<std::uint32_t>(value.bits)});
}

void ZipkinReader::add(std::string_view key, trace::Value value)
{
    auto& pool = m_context.builder().pool();
    m_attributes.push_back(pool.intern(pool.strings().intern(key), value));
}

void ZipkinReader::finishTags()
{
    auto& pool = m_context.builder().pool();
    for (const Tag& tag : m_tags) {
        if (takeGenerated(tag))
            continue;
        const bool resource = isResourceKey(pool.strings().view(tag.key));
        (resource ? m_resourceAttributes : m_attributes).push_back(pool.intern(tag.key, tag.value));
    }
    if (m_scopeName != trace::kEmptyString || m_scopeVersion != trace::kEmptyString)
        m_span.scope = m_context.builder().scope(m_scopeName, m_scopeVersion);
}

bool ZipkinReader::takeGenerated(const Tag& tag)
{
    const std::string_view key = m_context.builder().pool().strings().view(tag.key);
    if (key == kTagError) { // whatever its value, the span failed; stays an attribute: instrumentation sets it too
        m_error = true;
        const std::string_view text = textOf(tag.value);
        if (!text.empty() && !equalsIgnoringCase(text, "true"))
            m_errorText = StringId{static_cast<std::uint32_t>(tag.value.bits)};
        return false;
    }
    if (tag.value.type != ValueType::String)
        return false;
    const StringId id{static_cast<std::uint32_t>(tag.value.bits)};
    const std::string_view text = textOf(tag.value);
    if (key == kTagSpanKind && m_span.kind == SpanKind::Unspecified && text == "internal") {
        m_span.kind = SpanKind::Internal;
        return true;
    }
    if (key == kTagStatusCode)
        return takeStatus(text);
    if (key == kTagStatusDescription && m_span.statusMessage == trace::kEmptyString) {
        m_span.statusMessage = id;
        return true;
    }
    if (key == kTagTraceState && m_span.traceState == trace::kEmptyString) {
        m_span.traceState = id;
        return true;
    }
    if (key.starts_with(kZipkinLinkTag))
        return takeLink(text);
    if (key == kServiceName && m_local.service == trace::kEmptyString)
        m_local.service = id;
    return takeScope(key, id);
}

// In Zipkin the tag `error` says whether a span failed; a status of ERROR without it is kept as it is.
bool ZipkinReader::takeStatus(std::string_view text)
{
    const bool ok = text == "OK" || text == "Ok" || text == "STATUS_CODE_OK";
    const bool error = text == "ERROR" || text == "Error" || text == "STATUS_CODE_ERROR";
    const bool failed = std::any_of(m_tags.begin(), m_tags.end(), [this](const Tag& tag) {
        return m_context.builder().pool().strings().view(tag.key) == kTagError;
    });
    if (m_statusTaken || !(failed ? error : ok))
        return false;
    m_span.status = failed ? StatusCode::Error : StatusCode::Ok;
    return m_statusTaken = true;
}

bool ZipkinReader::takeScope(std::string_view key, StringId text)
{
    const auto take = [text](StringId& field) {
        if (field != trace::kEmptyString)
            return false;
        field = text;
        return text != trace::kEmptyString;
    };
    if (key == kTagScopeName || key == kTagLibraryName)
        return take(m_scopeName);
    if (key == kTagScopeVersion || key == kTagLibraryVersion)
        return take(m_scopeVersion);
    return false;
}

// `trace id|span id|state|{"key":…}|dropped`, as the collector writes links.
bool ZipkinReader::takeLink(std::string_view text)
{
    std::array<std::string_view, 3> front;
    for (std::string_view& part : front) {
        const std::size_t bar = text.find('|');
        if (bar == std::string_view::npos)
            return false;
        part = text.substr(0, bar);
        text.remove_prefix(bar + 1);
    }
    const auto traceId = trace::parseTraceId(front[0]);
    const auto spanId = trace::parseSpanId(front[1]);
    const auto parts = splitAtLastBar(text);
    if (!traceId || !spanId || !parts)
        return false;
    Link link;
    link.begin = m_partAttributes.size();
    if (parts->json != "null" && !readAttributes(parts->json, m_partAttributes))
        return false;
    link.count = m_partAttributes.size() - link.begin;
    link.record.traceId = *traceId;
    link.record.spanId = *spanId;
    link.record.traceState = m_context.builder().intern(front[2]);
    link.record.droppedAttributes = parts->dropped;
    m_links.push_back(link);
    return true;
}

void ZipkinReader::finishStatus()
{
    if (!m_error)
        return;
    m_span.status = StatusCode::Error;
    if (m_span.statusMessage == trace::kEmptyString)
        m_span.statusMessage = m_errorText;
}

void ZipkinReader::addEndpoints()
{
    const auto text = [](StringId id) { return trace::Value{ValueType::String, static_cast<std::uint64_t>(id)}; };
    const auto addAddress = [&](const Endpoint& endpoint, std::string_view ip, std::string_view port) {
        if (endpoint.address != trace::kEmptyString)
            add(ip, text(endpoint.address));
        if (endpoint.port > 0)
            add(port, AttributePool::integer(endpoint.port));
    };
    addAddress(m_local, "net.host.ip", "net.host.port");
    if (m_remote.service != trace::kEmptyString)
        add("peer.service", text(m_remote.service));
    addAddress(m_remote, "net.peer.ip", "net.peer.port");
    if (m_debug)
        add(kZipkinDebug, AttributePool::boolean(true));
    if (m_shared)
        add(kZipkinShared, AttributePool::boolean(true));
    auto& builder = m_context.builder();
    if (m_local.service != trace::kEmptyString) {
        const StringId key = builder.intern(kServiceName);
        std::erase_if(m_resourceAttributes,
                      [&](trace::AttributeId id) { return builder.pool().view(id).key == kServiceName; });
        m_resourceAttributes.insert(m_resourceAttributes.begin(), builder.pool().intern(key, text(m_local.service)));
    }
    if (!m_resourceAttributes.empty())
        m_span.resource = builder.resource(m_local.service, m_resourceAttributes);
}

} // namespace spanlight::formats
