#include "models/operations/json_node.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace spanlight::operations {

using Json = nlohmann::json;

namespace {

// A pattern is compared with texts of any length; the cost is the product of both lengths.
constexpr std::size_t kLongestPattern = 256;
constexpr std::size_t kLongestText = 4096;
constexpr std::size_t kLongestList = 2000;

// Follows the parser to find what a parsed document cannot tell any more: repeated members, and depth.
class Watcher
{
public:
    explicit Watcher(const JsonLimits& limits) : m_limits(limits) {}

    bool operator()(int /*depth*/, Json::parse_event_t event, const Json& parsed)
    {
        switch (event) {
        case Json::parse_event_t::object_start:
        case Json::parse_event_t::array_start:
            beginValue();
            if (m_frames.size() >= m_limits.depth)
                throw JsonMistake{pointer(), "is nested more than " + std::to_string(m_limits.depth) + " levels deep"};
            m_frames.push_back({event == Json::parse_event_t::array_start, {}, {}, -1});
            break;
        case Json::parse_event_t::object_end:
        case Json::parse_event_t::array_end:
            m_frames.pop_back();
            break;
        case Json::parse_event_t::key:
            m_frames.back().key = parsed.get<std::string>();
            if (!m_frames.back().keys.insert(m_frames.back().key).second)
                throw JsonMistake{pointer(), "is there twice"};
            break;
        case Json::parse_event_t::value:
            beginValue();
            break;
        }
        return true;
    }

private:
    struct Frame
    {
        bool isArray = false;
        std::string key;
        std::set<std::string> keys;
        std::int64_t item = -1;
    };

    void beginValue()
    {
        if (!m_frames.empty() && m_frames.back().isArray)
            ++m_frames.back().item;
    }
    [[nodiscard]] std::string pointer() const
    {
        std::string text;
        for (const Frame& frame : m_frames)
            text += '/' + (frame.isArray ? std::to_string(frame.item) : pointerStep(frame.key));
        return text;
    }

    JsonLimits m_limits;
    std::vector<Frame> m_frames;
};

// "line 3, column 7" of a byte.
std::string placeOf(std::string_view text, std::size_t byte)
{
    const std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto lineStart = before.rfind('\n');
    const std::size_t column = before.size() - (lineStart == std::string_view::npos ? 0 : lineStart + 1) + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// The parser's words without its own numbering and place.
std::string reasonOf(std::string text)
{
    if (const auto colon = text.find(": "); text.starts_with('[') && colon != std::string::npos)
        text = text.substr(colon + 2);
    std::string safe;
    for (const char c : text.substr(0, 300))
        safe += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f ? '?' : c;
    return safe;
}

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row[b.size()];
}

std::string numberText(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

} // namespace

tl::expected<Json, JsonMistake> parseJsonDocument(std::string_view text, JsonLimits limits)
{
    if (text.size() > limits.bytes)
        return tl::unexpected(JsonMistake{"", "is larger than " + std::to_string(limits.bytes) + " bytes"});
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return tl::unexpected(JsonMistake{"", "is empty"});
    try {
        Watcher watcher(limits);
        return Json::parse(text.begin(), text.end(), [&watcher](int depth, Json::parse_event_t event, Json& parsed) {
            return watcher(depth, event, parsed);
        });
    } catch (const JsonMistake& mistake) {
        return tl::unexpected(mistake);
    } catch (const Json::parse_error& error) {
        return tl::unexpected(
            JsonMistake{"", "is not JSON: " + placeOf(text, error.byte) + ": " + reasonOf(error.what())});
    } catch (const Json::exception& error) {
        return tl::unexpected(JsonMistake{"", "is not JSON: " + reasonOf(error.what())});
    }
}

std::string pointerStep(std::string_view key)
{
    std::string step;
    for (const char c : key)
        step += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
    return step;
}

std::string_view similarWord(std::string_view word, const std::vector<std::string_view>& known)
{
    if (word.size() > 64)
        return {};
    std::size_t least = 1 + std::min<std::size_t>(2, word.size() / 3);
    std::string_view best;
    for (const std::string_view candidate : known) {
        if (const std::size_t distance = editDistance(word, candidate); distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

JsonNode JsonNode::at(const std::string& key) const
{
    if (!m_json->is_object())
        fail("must be an object");
    if (!m_json->contains(key))
        fail("member \"" + key + "\" is missing");
    return {(*m_json)[key], *m_mistakes, m_pointer + '/' + pointerStep(key)};
}

std::vector<JsonNode> JsonNode::items() const
{
    if (!m_json->is_array())
        fail("must be a list");
    if (m_json->size() > kLongestList)
        fail("has more than " + std::to_string(kLongestList) + " entries");
    std::vector<JsonNode> result;
    for (std::size_t i = 0; i < m_json->size(); ++i)
        result.emplace_back((*m_json)[i], *m_mistakes, m_pointer + '/' + std::to_string(i));
    return result;
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::members() const
{
    if (!m_json->is_object())
        fail("must be an object");
    std::vector<std::pair<std::string, JsonNode>> result;
    for (const auto& [key, value] : m_json->items())
        result.emplace_back(key, JsonNode(value, *m_mistakes, m_pointer + '/' + pointerStep(key)));
    return result;
}

std::string JsonNode::text() const
{
    if (!m_json->is_string())
        fail("must be a text");
    const auto& text = m_json->get_ref<const std::string&>();
    if (text.empty())
        fail("must not be empty");
    if (text.size() > kLongestText)
        fail("is longer than " + std::to_string(kLongestText) + " characters");
    return text;
}

std::vector<std::string> JsonNode::texts() const
{
    std::vector<std::string> result;
    each([&](const JsonNode& item) { result.push_back(item.text()); });
    return result;
}

std::string JsonNode::pattern() const
{
    std::string pattern = text();
    if (pattern.size() > kLongestPattern)
        fail("is longer than " + std::to_string(kLongestPattern) + " characters, the most that a pattern may have");
    return pattern;
}

std::vector<std::string> JsonNode::patterns() const
{
    std::vector<std::string> result;
    each([&](const JsonNode& item) { result.push_back(item.pattern()); });
    return result;
}

double JsonNode::number(double least, double most) const
{
    if (!m_json->is_number())
        fail("must be a number");
    const double value = m_json->get<double>();
    if (!(value >= least && value <= most))
        fail("must be a number from " + numberText(least) + " to " + numberText(most));
    return value;
}

std::int64_t JsonNode::integer(std::int64_t least, std::int64_t most) const
{
    const double value = m_json->is_number_integer() ? m_json->get<double>() : static_cast<double>(least) - 1;
    if (value < static_cast<double>(least) || value > static_cast<double>(most))
        fail("must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return m_json->get<std::int64_t>();
}

bool JsonNode::boolean() const
{
    if (!m_json->is_boolean())
        fail("must be true or false");
    return m_json->get<bool>();
}

std::string JsonNode::scalarText() const
{
    if (!m_json->is_string() && !m_json->is_number_integer())
        fail("must be a text or a whole number");
    return m_json->is_string() ? text() : m_json->dump();
}

void JsonNode::onlyMembers(const std::vector<std::string_view>& known) const
{
    for (const auto& [key, node] : members()) {
        if (std::find(known.begin(), known.end(), key) != known.end())
            continue;
        const std::string_view similar = similarWord(key, known);
        node.complain("is not a known member" +
                      (similar.empty() ? std::string() : "; is \"" + std::string(similar) + "\" meant?"));
    }
}

} // namespace spanlight::operations
