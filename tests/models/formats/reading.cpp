#include "tests/models/formats/reading.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

namespace spanlight::formats::test {

namespace {

void describe(std::ostream& out, const trace::AttributeRange& attributes)
{
    out << '{';
    for (const auto& attribute : attributes) {
        std::string value;
        attribute.value.appendJson(value);
        out << attribute.key << '=' << trace::name(attribute.value.type()) << ':' << value << ' ';
    }
    out << '}';
}

void describe(std::ostream& out, const trace::TraceStore& store, trace::SpanRow s)
{
    out << store.traceIdText(store.traceId(store.traceOf(s))) << '/' << store.spanIdText(store.spanId(s)) << " < "
        << store.spanIdText(store.parentSpanId(s)) << ' ' << store.name(s) << " @" << store.startNs(s) << '+'
        << store.durationNs(s) << ' ' << trace::name(store.kind(s)) << ' ' << trace::name(store.status(s)) << " '"
        << store.statusMessage(s) << "' marks " << int{store.marks(s)} << " flags " << store.flags(s) << " state '"
        << store.traceState(s) << "' dropped " << store.dropped(s).attributes << ',' << store.dropped(s).events << ','
        << store.dropped(s).links << "\n  ";
    describe(out, store.attributes(s));
    const auto resource = store.resource(store.resourceOf(s));
    out << "\n  resource " << resource.service << ' ' << resource.schemaUrl;
    describe(out, resource.attributes);
    const auto scope = store.scope(store.scopeOf(s));
    out << "\n  scope " << scope.name << ' ' << scope.version << ' ' << scope.schemaUrl;
    describe(out, scope.attributes);
    for (std::size_t i = 0; i < store.eventCount(s); ++i) {
        const auto event = store.event(s, i);
        out << "\n  event " << event.name << " @" << event.timeNs << " dropped " << event.droppedAttributes;
        describe(out, event.attributes);
    }
    for (std::size_t i = 0; i < store.linkCount(s); ++i) {
        const auto link = store.link(s, i);
        out << "\n  link " << store.traceIdText(link.traceId) << '/' << store.spanIdText(link.spanId) << ' '
            << link.traceState << ' ' << link.flags << ' ' << link.droppedAttributes;
        describe(out, link.attributes);
    }
    for (const trace::StringId warning : store.warnings(s))
        out << "\n  warning " << store.text(warning);
    out << '\n';
}

} // namespace

trace::Problem Reading::problem(trace::ProblemCode code) const
{
    for (const trace::Problem& problem : store->importLog().problems())
        if (problem.code == code)
            return problem;
    ADD_FAILURE() << "no problem " << trace::name(code) << " in\n" << describe(*store);
    return {};
}

trace::SpanRow Reading::span(std::string_view name) const
{
    for (std::uint32_t i = 0; i < store->spanCount(); ++i)
        if (store->name(trace::SpanRow{i}) == name)
            return trace::SpanRow{i};
    ADD_FAILURE() << "no span " << name << " in\n" << describe(*store);
    return trace::kNoSpan;
}

std::string Reading::attribute(trace::SpanRow span, std::string_view key) const
{
    std::string json;
    if (const auto value = store->attributes(span).find(key))
        value->appendJson(json);
    return json;
}

Reading read(std::string_view bytes, const ReadOptions& options)
{
    trace::TraceBuilder builder;
    const ReadResult result = readBytes(bytes, "test", builder, options);
    return {result, builder.freeze()};
}

Reading readInPieces(std::string_view bytes, std::size_t pieceSize, const ReadOptions& options)
{
    trace::TraceBuilder builder;
    Reader reader(builder, "test", options);
    for (std::size_t at = 0; at < bytes.size(); at += pieceSize)
        reader.feed(bytes.substr(at, pieceSize));
    const ReadResult result = reader.finish();
    return {result, builder.freeze()};
}

Reading readPathOf(const std::filesystem::path& path, const ReadOptions& options)
{
    trace::TraceBuilder builder;
    const ReadResult result = readPath(path, builder, options);
    return {result, builder.freeze()};
}

std::string describe(const trace::TraceStore& store)
{
    std::ostringstream out;
    for (std::uint32_t i = 0; i < store.spanCount(); ++i)
        describe(out, store, trace::SpanRow{i});
    for (const trace::InputInfo& input : store.inputs())
        out << "input " << input.format << ' ' << input.bytes << ' ' << input.traces << ' ' << input.spans << '\n';
    for (const trace::Problem& problem : store.importLog().problems())
        out << trace::name(problem.code) << " x" << problem.count << " @" << problem.offset << ' ' << problem.message
            << '\n';
    return out.str();
}

std::string gzip(std::string_view bytes)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

std::string zstd(std::string_view bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
    return out;
}

std::string jaegerSpan(std::string_view members)
{
    return R"({"data":[{"traceID":"a1","spans":[{"traceID":"a1","spanID":"b1","operationName":"op","startTime":1000,)"
           R"("duration":5,"processID":"p1")" +
           std::string(members) + R"(}],"processes":{"p1":{"serviceName":"svc","tags":[]}}}]})";
}

std::string otlpSpan(std::string_view members)
{
    return R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"svc"}}]},)"
           R"("scopeSpans":[{"scope":{"name":"lib"},"spans":[{"traceId":"0a1","spanId":"0b1","name":"op",)"
           R"("startTimeUnixNano":"1000","endTimeUnixNano":"6000")" +
           std::string(members) + "}]}]}]}";
}

std::optional<std::filesystem::path> sharedFolder(std::string_view name)
{
    const char* given = std::getenv("SPANLIGHT_SHARED");
    const std::filesystem::path folder =
        (given != nullptr ? std::filesystem::path(given)
                          : std::filesystem::path(SPANLIGHT_SOURCE_DIR) / ".." / "shared") /
        name;
    return std::filesystem::is_directory(folder) ? std::optional(folder) : std::nullopt;
}

TemporaryFolder::TemporaryFolder()
{
    std::string name = (std::filesystem::temp_directory_path() / "spanlight-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    m_path = name;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::filesystem::path TemporaryFolder::write(std::string_view name, std::string_view bytes) const
{
    const std::filesystem::path path = m_path / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

} // namespace spanlight::formats::test
