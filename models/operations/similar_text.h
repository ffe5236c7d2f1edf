#pragma once

#include <string>
#include <string_view>

namespace spanlight::operations {

/// Appends the text with what differs from call to call taken out: numbers, ids and quoted texts become "?", lists of
/// them a single one. "SELECT * FROM t WHERE id IN (4, 5)" and "… IN (9)" have one shape; so have "/users/42" and
/// "/users/7", but not "/v1/users" and "/v2/users". O(length).
void appendShape(std::string& out, std::string_view text);

[[nodiscard]] inline std::string shapeOf(std::string_view text)
{
    std::string out;
    appendShape(out, text);
    return out;
}

} // namespace spanlight::operations
