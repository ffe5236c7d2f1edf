#pragma once

#include "models/trace/trace_store.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// How much of an input is its beginning.
struct PreviewOptions
{
    std::size_t spans = 4'000;                    ///< enough to fill a window
    std::uint64_t bytes = std::uint64_t{8} << 20; ///< of the input as it is, packed or not
    std::uint64_t unpackedBytes = std::uint64_t{64} << 20;
    std::function<bool()> goesOn = [] { return true; }; ///< asked for every piece that is read; false: give up
};

/// The beginning of an input, to look at while the whole is read. Says nothing about the rest.
struct Preview
{
    std::shared_ptr<const trace::TraceStore> store; ///< null: there was no whole span in it
    std::uint64_t bytes = 0;                        ///< of the input as it is, that the spans came from
};

/// The beginning of one file in any format that a Reader knows. What its end makes of it (a record that is cut, a
/// process that is named later) is no problem of the input: nobody may conclude anything from the store's log.
[[nodiscard]] Preview previewFile(const std::filesystem::path& path, const PreviewOptions& options = {});

/// The same of bytes that have come from a stream.
[[nodiscard]] Preview previewBytes(std::string_view head, std::string name, const PreviewOptions& options = {});

} // namespace spanlight::formats
