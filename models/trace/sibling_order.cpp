#include "models/trace/sibling_order.h"

#include "models/trace/tree.h"

#include <algorithm>

namespace spanlight::trace {

std::vector<std::uint32_t> siblingsByKey(const Timeline& timeline, std::span<const std::int64_t> keys)
{
    std::vector<std::uint32_t> parents;
    parents.reserve(timeline.rows.size());
    for (const TimelineRow& row : timeline.rows)
        parents.push_back(row.parentRow);
    const Forest forest(parents);
    std::vector<std::uint32_t> order;
    order.reserve(parents.size());
    std::vector<std::uint32_t> open;
    // Pushed in reverse: the last one pushed comes next.
    const auto push = [&](std::span<const std::uint32_t> siblings) {
        const auto from = static_cast<std::ptrdiff_t>(open.size());
        open.insert(open.end(), siblings.begin(), siblings.end());
        if (siblings.size() > 1)
            std::sort(open.begin() + from, open.end(), [&keys](std::uint32_t a, std::uint32_t b) {
                return keys[a] != keys[b] ? keys[a] < keys[b] : a > b;
            });
    };
    push(forest.roots());
    while (!open.empty()) {
        const std::uint32_t row = open.back();
        open.pop_back();
        order.push_back(row);
        push(forest.children(row));
    }
    return order;
}

} // namespace spanlight::trace
