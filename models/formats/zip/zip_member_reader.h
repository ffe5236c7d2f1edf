#pragma once

#include "models/formats/reader.h"

#include <optional>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// Reads one member of a ZIP archive, once its first bytes show that it holds traces.
class ZipMemberReader
{
public:
    /// What its content is.
    enum class Content : unsigned char { Unknown, Traces, Archive, Other };

    ZipMemberReader(trace::TraceBuilder& builder, std::string name, std::string shownName, const ReadOptions& options);

    /// False: no more is needed.
    bool take(std::string_view bytes);
    /// All of it came; tells what it was. `damage`: why not all of it came, or empty.
    ReadResult finish(const std::string& damage);

    [[nodiscard]] Content content() const { return m_content; }
    [[nodiscard]] const std::string& name() const { return m_name; }

private:
    bool decide();

    trace::TraceBuilder& m_builder;
    std::string m_name;
    std::string m_shownName;
    ReadOptions m_options;
    Content m_content = Content::Unknown;
    std::string m_head;
    std::optional<Reader> m_reader;
};

} // namespace spanlight::formats
