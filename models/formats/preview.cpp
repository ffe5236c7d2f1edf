#include "models/formats/preview.h"

#include "models/formats/reader.h"

#include <algorithm>
#include <fstream>
#include <utility>
#include <vector>

namespace spanlight::formats {

namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

/// Reads until enough is there. The end of the bytes is not told to the reader as the end of the input.
class PreviewReader
{
public:
    PreviewReader(std::string name, const PreviewOptions& options)
        : m_options(options), m_reader(m_builder, std::move(name), readOptions(options))
    {
    }

    /// False: no more is wanted.
    bool feed(std::string_view piece)
    {
        m_bytes += piece.size();
        return m_reader.feed(piece) && m_reader.spans() < m_options.spans && m_bytes < m_options.bytes;
    }

    Preview finish()
    {
        m_reader.finish();
        if (!m_options.goesOn() || m_builder.spanCount() == 0)
            return {};
        return {m_builder.freeze(), m_bytes};
    }

private:
    static ReadOptions readOptions(const PreviewOptions& options)
    {
        ReadOptions read;
        read.maxBytes = options.unpackedBytes;
        return read;
    }

    const PreviewOptions& m_options;
    trace::TraceBuilder m_builder;
    Reader m_reader;
    std::uint64_t m_bytes = 0;
};

} // namespace

Preview previewFile(const std::filesystem::path& path, const PreviewOptions& options)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return {};
    PreviewReader reader(path.string(), options);
    std::vector<char> piece(kPieceBytes);
    for (bool more = true; more && file;) {
        if (!options.goesOn())
            return {};
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto size = static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0));
        more = size > 0 && reader.feed({piece.data(), size});
    }
    return reader.finish();
}

Preview previewBytes(std::string_view head, std::string name, const PreviewOptions& options)
{
    PreviewReader reader(std::move(name), options);
    for (bool more = true; more && !head.empty();) {
        if (!options.goesOn())
            return {};
        const std::string_view piece = head.substr(0, kPieceBytes);
        head.remove_prefix(piece.size());
        more = reader.feed(piece);
    }
    return reader.finish();
}

} // namespace spanlight::formats
