#pragma once

#include "models/operations/operation_view.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanlight::diagnosis {

/// A call as the span that waits for it sees it. Indices into OperationView::spans.
struct CallUnit
{
    std::uint32_t call = 0;   ///< the client span, or a span without children that may be one
    std::uint32_t outer = 0;  ///< the call, or the outermost span of the caller that does nothing but make it
    std::uint32_t caller = 0; ///< the span that makes the call
};

/// The calls of those callers that make many of them.
class CallsByCaller
{
public:
    struct Demand
    {
        std::int64_t calls = 2;   ///< at least so many of one caller
        std::int64_t totalNs = 0; ///< which take at least so long together
        bool leaves = false;      ///< also spans without kind and children: older libraries leave the kind out
    };

    /// O(n); reads no attributes. Noise and other operations' spans do not count.
    CallsByCaller(const operations::OperationView& view, Demand demand);

    [[nodiscard]] std::size_t callers() const { return m_begin.size() - 1; }
    /// By start of the call.
    [[nodiscard]] std::span<const CallUnit> calls(std::size_t caller) const
    {
        return std::span(m_units).subspan(m_begin[caller], m_begin[caller + 1] - m_begin[caller]);
    }
    /// Whether the operation has any call at all.
    [[nodiscard]] bool any() const { return m_any; }

private:
    std::vector<CallUnit> m_units;
    std::vector<std::size_t> m_begin;
    bool m_any = false;
};

/// The caller of the span's call; its caller is kNoIndex when nothing is above. `children` counts the own children of
/// every span.
[[nodiscard]] CallUnit callUnit(const operations::OperationView& view, std::span<const std::uint32_t> children,
                                std::uint32_t call);
/// Number of children of every span that are the operation's own work. O(n).
[[nodiscard]] std::vector<std::uint32_t> ownChildCounts(const operations::OperationView& view);

} // namespace spanlight::diagnosis
