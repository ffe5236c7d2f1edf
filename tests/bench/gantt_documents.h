#pragma once

#include "ui/gantt/gantt_document.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace spanlight::bench {

/// A timeline before it is laid out.
struct GanttInput
{
    std::shared_ptr<const trace::TraceSet> traces;
    trace::TimelineInput input;

    [[nodiscard]] std::shared_ptr<const ui::GanttDocument> build() const
    {
        return ui::buildGanttDocument(traces, input, nullptr);
    }
};

/// Half of the spans in small trees below one root, half direct children of another; some of them fold.
[[nodiscard]] GanttInput mixedSpans(std::size_t spans);
/// The generator's spans with all their attributes, in one timeline.
[[nodiscard]] GanttInput generatedSpans(std::size_t spans);

/// Shapes made to hurt.
enum class HardShape { Flat, Chain, SameInstant, OneLong, AllNamesDiffer };
[[nodiscard]] std::string name(HardShape shape);
[[nodiscard]] GanttInput hardSpans(HardShape shape, std::size_t spans);

} // namespace spanlight::bench
