#pragma once

#include "models/operations/operation_view.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace spanlight::diagnosis {

/// What spans of different runs have in common: service and name without what differs from run to run. Workers of one
/// kind count as one service (by the profile's patterns), ids and numbers in names as one name. Used by several views
/// at once; the same step has the same number in all of them.
class StepNames
{
public:
    struct Step
    {
        std::string service;
        std::string name;
    };

    /// Amortised O(1) for names that were seen before.
    [[nodiscard]] std::uint32_t stepOf(const operations::OperationView& view, trace::SpanRef span);
    [[nodiscard]] const Step& step(std::uint32_t id) const { return m_steps[id]; }

private:
    using Seen = std::unordered_map<std::uint64_t, std::uint32_t>; // key: name, service

    std::vector<Step> m_steps;
    std::map<std::pair<std::string, std::string>, std::uint32_t> m_ids; // service, name
    std::map<const trace::TraceStore*, Seen> m_seen;
};

/// Name without what is the run's own: `ownId` becomes "{id}", so do longer runs of digits and hexadecimal ids.
/// "GET /operations/op_training_1/status" → "GET /operations/{id}/status".
[[nodiscard]] std::string commonName(std::string_view name, std::string_view ownId);

} // namespace spanlight::diagnosis
