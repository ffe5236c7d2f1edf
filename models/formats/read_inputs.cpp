#include "models/formats/reader.h"
#include "models/formats/unpacker.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace spanlight::formats {

using trace::ProblemCode;

namespace {

// Enough of a file to recognise it, also when it is packed.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10;
// Names of passed-over files that a note lists.
constexpr std::size_t kNamesInNote = 5;

std::string systemMessage(int error)
{
    return std::generic_category().message(error);
}

// Nothing: the input must be read again.
using Attempt = std::optional<ReadResult>;

Attempt finish(Reader& reader, bool cancelled, bool bad)
{
    ReadResult result = cancelled ? reader.abort("cancelled") : bad ? reader.abort("reading failed") : reader.finish();
    result.cancelled = cancelled;
    return reader.mustReadAgain() && !cancelled ? Attempt() : Attempt(std::move(result));
}

Attempt readFrom(std::istream& stream, Reader reader, std::uint64_t total, const ReadOptions& options)
{
    std::vector<char> chunk(std::max<std::size_t>(options.chunkBytes, 1));
    std::uint64_t done = 0;
    bool cancelled = false;
    for (bool more = true; more && stream && !cancelled;) {
        stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        const auto size = static_cast<std::size_t>(stream.gcount());
        done += size;
        more = reader.feed({chunk.data(), size});
        cancelled = options.progress && !options.progress(done, total);
    }
    return finish(reader, cancelled, stream.bad());
}

Attempt readPieces(std::string_view bytes, Reader reader, const ReadOptions& options)
{
    const std::size_t chunk = std::max<std::size_t>(options.chunkBytes, 1);
    const std::uint64_t total = bytes.size();
    bool cancelled = false;
    for (bool more = true; more && !bytes.empty() && !cancelled;) {
        const std::string_view piece = bytes.substr(0, chunk);
        bytes.remove_prefix(piece.size());
        more = reader.feed(piece);
        cancelled = options.progress && !options.progress(total - bytes.size(), total);
    }
    return finish(reader, cancelled, false);
}

// With several threads first; what turns out to be damaged is read again by one.
template <typename Read>
ReadResult readTwiceIfNeeded(trace::TraceBuilder& builder, const ReadOptions& options, const Read& read)
{
    const trace::TraceBuilder::Mark before = builder.mark();
    if (Attempt attempt = read(options))
        return std::move(*attempt);
    builder.goBackTo(before);
    ReadOptions one = options;
    one.threads = 1;
    return read(one).value_or(ReadResult());
}

ReadResult cannotRead(const std::filesystem::path& path, trace::TraceBuilder& builder, const std::string& why)
{
    builder.beginInput(path.string());
    builder.problem(ProblemCode::UnreadableInput, 0, "cannot be read: " + why);
    return {};
}

std::string unpackedHead(const std::string& head, std::string_view format)
{
    const auto unpacker = makeUnpacker(format);
    if (!unpacker)
        return head;
    std::string unpacked;
    unpacker->feed(head, [&](std::string_view bytes) {
        unpacked.append(bytes.substr(0, kHeadBytes - unpacked.size()));
        return unpacked.size() < kHeadBytes;
    });
    return unpacked;
}

// Whether a file of a folder should be read. Other signals may have traces further on.
bool isWorthReading(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string head(kHeadBytes, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    const std::string_view format = detectFormat(unpackedHead(head, detectFormat(head)));
    return isReadable(format) || format == "other-signal";
}

struct Folder
{
    std::vector<std::filesystem::path> files;
    std::vector<std::string> passedOver;
    std::string error;
};

Folder listFolder(const std::filesystem::path& path)
{
    namespace fs = std::filesystem;
    Folder folder;
    std::error_code error;
    fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error);
    for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        const std::string name = it->path().filename().string();
        std::error_code ignored;
        if (name.starts_with('.')) {
            if (it->is_directory(ignored))
                it.disable_recursion_pending();
        } else if (it->is_regular_file(ignored)) {
            folder.files.push_back(it->path());
        }
    }
    if (error)
        folder.error = error.message();
    std::sort(folder.files.begin(), folder.files.end());
    const auto other = std::stable_partition(folder.files.begin(), folder.files.end(), isWorthReading);
    for (auto file = other; file != folder.files.end(); ++file)
        folder.passedOver.push_back(file->lexically_relative(path).string());
    folder.files.erase(other, folder.files.end());
    return folder;
}

std::string passedOverNote(const std::vector<std::string>& names)
{
    std::string note = "files of the folder that hold no traces were passed over: ";
    for (std::size_t i = 0; i < std::min(names.size(), kNamesInNote); ++i)
        note += (i == 0 ? "" : ", ") + names[i];
    return names.size() > kNamesInNote ? note + ", …" : note;
}

ReadResult readFolder(const std::filesystem::path& path, trace::TraceBuilder& builder, const ReadOptions& options)
{
    const Folder folder = listFolder(path);
    if (!folder.error.empty())
        return cannotRead(path, builder, folder.error);
    if (folder.files.empty())
        return cannotRead(path, builder, "there is no trace file in this folder");
    ReadResult all;
    for (const auto& file : folder.files) {
        const ReadResult one = readFile(file, builder, options);
        all.recognised |= one.recognised;
        all.format = all.format.empty() ? one.format : all.format;
        all.spans += one.spans;
        all.cancelled = one.cancelled;
        if (one.cancelled)
            break;
    }
    if (!folder.passedOver.empty())
        builder.problem(ProblemCode::OtherSignal, 0, passedOverNote(folder.passedOver), folder.passedOver.size());
    return all;
}

} // namespace

ReadResult readBytes(std::string_view bytes, std::string name, trace::TraceBuilder& builder, const ReadOptions& options)
{
    return readTwiceIfNeeded(builder, options, [&](const ReadOptions& how) {
        return readPieces(bytes, Reader(builder, name, how, true), how);
    });
}

ReadResult readFile(const std::filesystem::path& path, trace::TraceBuilder& builder, const ReadOptions& options)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return cannotRead(path, builder, "it is a folder");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return cannotRead(path, builder, systemMessage(errno != 0 ? errno : ENOENT));
    const bool regular = std::filesystem::is_regular_file(path, error);
    const std::uint64_t total = regular ? std::filesystem::file_size(path, error) : 0;
    return readTwiceIfNeeded(builder, options, [&](const ReadOptions& how) {
        file.clear();
        if (regular)
            file.seekg(0);
        return readFrom(file, Reader(builder, path.string(), how, regular), error ? 0 : total, how);
    });
}

ReadResult readPath(const std::filesystem::path& path, trace::TraceBuilder& builder, const ReadOptions& options)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return readFolder(path, builder, options);
    return readFile(path, builder, options);
}

ReadResult readStream(std::istream& stream, std::string name, trace::TraceBuilder& builder, const ReadOptions& options)
{
    return readFrom(stream, Reader(builder, std::move(name), options), 0, options).value_or(ReadResult());
}

} // namespace spanlight::formats
