#include "models/formats/json/record_tokens.h"

#include "models/formats/json/json_text.h"

#include <simdjson.h>

#include <algorithm>

namespace spanlight::formats {

static_assert(RecordTokens::kPadding >= simdjson::SIMDJSON_PADDING);

// The first stage is used on its own: tokens are walked by JsonCursor, which neither recurses nor builds a tree, and
// takes the end of a text from the next token instead of looking for it again.
struct RecordTokens::Stage
{
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
    std::size_t capacity = 0;

    bool reserve(std::size_t bytes)
    {
        if (bytes <= capacity)
            return true;
        const std::size_t wanted = std::max(bytes + bytes / 2, std::size_t{1} << 16);
        constexpr std::size_t kDepth = 1; // only the second stage, which is not used, needs more
        const auto error =
            simdjson::get_active_implementation()->create_dom_parser_implementation(wanted, kDepth, parser);
        capacity = error == simdjson::SUCCESS ? wanted : 0;
        return capacity != 0;
    }
};

RecordTokens::RecordTokens() : m_stage(new Stage) {}
RecordTokens::~RecordTokens() = default;

bool RecordTokens::run(std::string_view record)
{
    if (record.empty() || record.size() > 0xf0000000U || !m_stage->reserve(record.size()))
        return false;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(record.data());
    if (m_stage->parser->stage1(bytes, record.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS)
        return false;
    m_text = record.data();
    m_begin = m_stage->parser->structural_indexes.get();
    m_size = m_stage->parser->n_structural_indexes;
    return true;
}

RecordTokens::Outcome RecordTokens::index(std::string_view record)
{
    if (run(record))
        return Outcome::Clean;
    m_repaired = repairedJson(record);
    const std::size_t size = m_repaired.size();
    m_repaired.append(kPadding, ' ');
    return run(std::string_view(m_repaired).substr(0, size)) ? Outcome::Repaired : Outcome::Broken;
}

} // namespace spanlight::formats
