#include "models/formats/reader.h"

#include <utility>

namespace spanlight::formats {

struct Reader::State
{
    trace::TraceBuilder& builder;
    ReadOptions options;
};

Reader::Reader(trace::TraceBuilder& builder, std::string name, ReadOptions options)
    : m_state(new State{builder, std::move(options)})
{
    builder.beginInput(std::move(name));
}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;
bool Reader::feed(std::string_view) { return true; }
ReadResult Reader::finish() { return {}; }
ReadResult Reader::abort(std::string_view) { return {}; }
std::size_t Reader::spans() const { return m_state->builder.spanCount(); }
ReadResult readBytes(std::string_view bytes, std::string name, trace::TraceBuilder& builder, const ReadOptions& options)
{
    Reader reader(builder, std::move(name), options);
    reader.feed(bytes);
    return reader.finish();
}
ReadResult readFile(const std::filesystem::path& path, trace::TraceBuilder& builder, const ReadOptions& options)
{
    return readBytes({}, path.string(), builder, options);
}
ReadResult readPath(const std::filesystem::path& path, trace::TraceBuilder& builder, const ReadOptions& options)
{
    return readFile(path, builder, options);
}
ReadResult readStream(std::istream&, std::string name, trace::TraceBuilder& builder, const ReadOptions& options)
{
    return readBytes({}, std::move(name), builder, options);
}
std::string_view detectFormat(std::string_view) { return {}; }
bool isReadable(std::string_view) { return false; }

} // namespace spanlight::formats
