#include "models/formats/jaeger/jaeger_reader.h"

// Tags that Jaeger generates from OpenTelemetry data become again what they were. Only the first one of a name, and
// only when it is well formed; everything else stays an attribute.

namespace spanlight::formats {

using trace::SpanKind;
using trace::StatusCode;
using trace::StringId;
using trace::ValueType;

namespace {

SpanKind kindFromTag(std::string_view text)
{
    for (const SpanKind kind :
         {SpanKind::Internal, SpanKind::Server, SpanKind::Client, SpanKind::Producer, SpanKind::Consumer})
        if (text == trace::name(kind))
            return kind;
    return SpanKind::Unspecified;
}

bool isTrueText(std::string_view text)
{
    return text.size() == 4 && (text[0] | 0x20) == 't' && (text[1] | 0x20) == 'r' && (text[2] | 0x20) == 'u' &&
           (text[3] | 0x20) == 'e';
}

} // namespace

void JaegerReader::readTags(JsonCursor& cursor)
{
    if (cursor.atArray()) {
        for (JsonElements elements(cursor); elements.next();)
            readTagElement(cursor);
        return;
    }
    readJaegerTags(m_context, cursor, "tags", [&](const JaegerTag& tag) {
        std::optional<trace::AttributeId> id;
        takeTag(tag, id, cursor);
    });
}

void JaegerReader::readTagElement(JsonCursor& cursor)
{
    JsonCursor behind = cursor;
    if (cursor.atObject())
        behind.skip();
    const bool whole = cursor.atObject() && !behind.failed();
    const std::string_view text = whole ? cursor.textUntil(behind) : std::string_view();
    if (AttributeCache::Entry* known = m_tags.find(text); known != nullptr && whole) {
        takeTag({known->key(), known->value}, known->id, cursor);
        cursor = behind;
        return;
    }
    const std::uint64_t problems = m_context.problems();
    const auto tag = readJaegerTag(m_context, cursor);
    if (!tag)
        return;
    std::optional<trace::AttributeId> id;
    takeTag(*tag, id, cursor);
    if (whole && problems == m_context.problems())
        if (AttributeCache::Entry* entry = m_tags.keep(text, tag->key, tag->value))
            entry->id = id;
}

void JaegerReader::takeTag(const JaegerTag& tag, std::optional<trace::AttributeId>& id, const JsonCursor& cursor)
{
    if (takeGenerated(tag) || !m_context.mayAppend(m_attributes.size(), cursor))
        return;
    if (!id)
        id = m_context.builder().pool().intern(m_context.internKey(tag.key), tag.value);
    m_attributes.push_back(*id);
}

bool JaegerReader::takeGenerated(const JaegerTag& tag)
{
    if (tag.key.empty() || (tag.key[0] != 's' && tag.key[0] != 'e' && tag.key[0] != 'o' && tag.key[0] != 'w'))
        return false;
    if (tag.key == kTagError) // stays an attribute: instrumentation sets it too
        m_generated.error |= tag.value == trace::AttributePool::boolean(true);
    if (tag.value.type != ValueType::String)
        return false;
    const StringId id{static_cast<std::uint32_t>(tag.value.bits)};
    const std::string_view text = m_context.builder().pool().strings().view(id);
    if (tag.key == kTagError) {
        m_generated.error |= isTrueText(text);
        return false;
    }
    if (tag.key == kTagSpanKind && !m_generated.kind) {
        m_span.kind = kindFromTag(text);
        return m_generated.kind = m_span.kind != SpanKind::Unspecified;
    }
    if (tag.key == kTagStatusCode)
        return takeStatus(text);
    if (tag.key == kTagStatusDescription && !m_generated.description) {
        m_span.statusMessage = id;
        return m_generated.description = true;
    }
    if (tag.key == kTagTraceState && !m_generated.traceState) {
        m_span.traceState = id;
        return m_generated.traceState = true;
    }
    return takeScope(tag, id);
}

bool JaegerReader::takeStatus(std::string_view text)
{
    m_generated.error |= text == "ERROR";
    if (m_generated.status || (text != "OK" && text != "ERROR"))
        return false;
    m_span.status = text == "OK" ? StatusCode::Ok : StatusCode::Error;
    return m_generated.status = true;
}

bool JaegerReader::takeScope(const JaegerTag& tag, StringId text)
{
    const auto take = [text](StringId& field) {
        if (field != trace::kEmptyString)
            return false;
        field = text;
        return text != trace::kEmptyString;
    };
    if (tag.key == kTagScopeName || tag.key == kTagLibraryName)
        return take(m_generated.scopeName);
    if (tag.key == kTagScopeVersion || tag.key == kTagLibraryVersion)
        return take(m_generated.scopeVersion);
    return false;
}

void JaegerReader::finishTags()
{
    auto& pool = m_context.builder().pool();
    if (m_generated.error && m_span.status == StatusCode::Ok) // both were said: keep the other one visible
        m_attributes.push_back(pool.intern(pool.strings().intern(kTagStatusCode), pool.string("OK")));
    if (m_generated.error)
        m_span.status = StatusCode::Error;
    if (m_generated.scopeName != trace::kEmptyString || m_generated.scopeVersion != trace::kEmptyString)
        m_span.scope = m_context.builder().scope(m_generated.scopeName, m_generated.scopeVersion);
}

} // namespace spanlight::formats
