#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace spanlight::formats {

/// Where the tokens of one JSON record begin, found by simdjson's first stage: brackets, colons, commas, and the first
/// byte of every string, number and word. Also proves that the record is UTF-8 and that every string is closed.
class RecordTokens
{
public:
    /// Bytes that must be readable behind a record.
    static constexpr std::size_t kPadding = 64;

    RecordTokens();
    ~RecordTokens();
    RecordTokens(const RecordTokens&) = delete;
    RecordTokens& operator=(const RecordTokens&) = delete;

    /// How the record was taken.
    enum class Outcome : std::uint8_t {
        Clean,
        Repaired, ///< bytes that JSON forbids inside texts were replaced first
        Broken,   ///< not text at all
    };

    /// Finds the tokens of a record that has kPadding readable bytes behind it and lives as long as the tokens are
    /// used.
    Outcome index(std::string_view record);

    [[nodiscard]] const char* text() const { return m_text; }
    /// Offsets into text(); one more than size() may be read: it is the length of the text.
    [[nodiscard]] const std::uint32_t* begin() const { return m_begin; }
    [[nodiscard]] std::uint32_t size() const { return m_size; }

private:
    struct Stage; // keeps simdjson out of this header

    [[nodiscard]] bool run(std::string_view record);

    std::unique_ptr<Stage> m_stage;
    std::string m_repaired;
    const char* m_text = nullptr;
    const std::uint32_t* m_begin = nullptr;
    std::uint32_t m_size = 0;
};

} // namespace spanlight::formats
