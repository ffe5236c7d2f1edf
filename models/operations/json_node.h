#pragma once

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanlight::operations {

/// What is wrong with a document, and where.
struct JsonMistake
{
    std::string pointer; ///< JSON pointer (RFC 6901) of the value; empty: the document
    std::string message;
};

/// Bounds of a document that people write by hand. More is a mistake, and would cost time everywhere.
struct JsonLimits
{
    std::size_t bytes = 1 << 20;
    std::size_t depth = 16;
};

/// Reads a document for people's files: besides JSON's own rules, a member may be there only once. Never throws.
[[nodiscard]] tl::expected<nlohmann::json, JsonMistake> parseJsonDocument(std::string_view text,
                                                                          JsonLimits limits = {});

/// One step of a JSON pointer: `~` and `/` escaped.
[[nodiscard]] std::string pointerStep(std::string_view key);

/// The one of `known` that differs from `word` by a typing slip; empty when none does.
[[nodiscard]] std::string_view similarWord(std::string_view word, const std::vector<std::string_view>& known);

/// A value of a document with its JSON pointer, so that every complaint says where. A mistake throws inside the reader;
/// each() and onlyMembers() keep it and go on, so that one reading finds all of them. Refers to both arguments.
class JsonNode
{
public:
    JsonNode(const nlohmann::json& json, std::vector<JsonMistake>& mistakes, std::string pointer = {})
        : m_json(&json), m_mistakes(&mistakes), m_pointer(std::move(pointer))
    {
    }

    [[nodiscard]] const std::string& pointer() const { return m_pointer; }
    /// Throws the mistake.
    [[noreturn]] void fail(const std::string& message) const { throw JsonMistake{m_pointer, message}; }
    /// Keeps the mistake.
    void complain(const std::string& message) const { m_mistakes->push_back({m_pointer, message}); }

    [[nodiscard]] bool isList() const { return m_json->is_array(); }
    [[nodiscard]] bool has(const char* key) const { return m_json->is_object() && m_json->contains(key); }
    [[nodiscard]] JsonNode at(const std::string& key) const;
    [[nodiscard]] std::vector<JsonNode> items() const;
    [[nodiscard]] std::vector<std::pair<std::string, JsonNode>> members() const;

    [[nodiscard]] std::string text() const; ///< not empty
    [[nodiscard]] std::vector<std::string> texts() const;
    [[nodiscard]] std::string pattern() const; ///< text short enough to be compared with anything
    [[nodiscard]] std::vector<std::string> patterns() const;
    [[nodiscard]] double number(double least, double most) const;
    [[nodiscard]] std::int64_t integer(std::int64_t least, std::int64_t most) const;
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] std::string scalarText() const; ///< text, or a whole number as text

    /// Complains about every other member, with the nearest known one.
    void onlyMembers(const std::vector<std::string_view>& known) const;

    /// Runs the step; keeps its mistake.
    template <typename Step>
    void attempt(const Step& step) const
    {
        try {
            step();
        } catch (const JsonMistake& mistake) {
            m_mistakes->push_back(mistake);
        }
    }
    /// Runs the step for every item; keeps their mistakes.
    template <typename Step>
    void each(const Step& step) const
    {
        for (const JsonNode& item : items())
            attempt([&] { step(item); });
    }

private:
    const nlohmann::json* m_json;
    std::vector<JsonMistake>* m_mistakes;
    std::string m_pointer;
};

} // namespace spanlight::operations
