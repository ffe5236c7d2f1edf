#pragma once

#include "models/formats/reader.h"
#include "models/trace/trace_store.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::formats::test {

/// What came of reading one input.
struct Reading
{
    ReadResult result;
    std::shared_ptr<const trace::TraceStore> store;

    [[nodiscard]] const trace::TraceStore& operator*() const { return *store; }
    [[nodiscard]] const trace::TraceStore* operator->() const { return store.get(); }
    [[nodiscard]] std::uint64_t count(trace::ProblemCode code) const { return store->importLog().count(code); }
    /// The first problem of this kind; fails the test when there is none.
    [[nodiscard]] trace::Problem problem(trace::ProblemCode code) const;
    /// The span with this name; fails the test when there is none.
    [[nodiscard]] trace::SpanRow span(std::string_view name) const;
    /// The value of an attribute of a span as JSON, "" when it has none.
    [[nodiscard]] std::string attribute(trace::SpanRow span, std::string_view key) const;
};

[[nodiscard]] Reading read(std::string_view bytes, const ReadOptions& options = {});
[[nodiscard]] Reading readInPieces(std::string_view bytes, std::size_t pieceSize, const ReadOptions& options = {});
[[nodiscard]] Reading readPathOf(const std::filesystem::path& path, const ReadOptions& options = {});

/// Everything in the store and its log as text, to compare two readings.
[[nodiscard]] std::string describe(const trace::TraceStore& store);

[[nodiscard]] std::string gzip(std::string_view bytes);
[[nodiscard]] std::string zstd(std::string_view bytes);

/// A Jaeger trace with one span that has these further members, for example `,"tags":[…]`.
[[nodiscard]] std::string jaegerSpan(std::string_view members);
/// An OTLP document with one span that has these further members.
[[nodiscard]] std::string otlpSpan(std::string_view members);

/// Folder of the shared test data, or nothing when it is not there.
[[nodiscard]] std::optional<std::filesystem::path> sharedFolder(std::string_view name);

/// A folder that is removed at the end.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path write(std::string_view name, std::string_view bytes) const;

private:
    std::filesystem::path m_path;
};

} // namespace spanlight::formats::test
