#pragma once

#include "models/operations/meaning.h"
#include "models/trace/trace_set.h"

#include <cstdint>

namespace spanlight::operations {

inline constexpr std::uint32_t kNoIndex = 0xffffffffU;

/// A span of an operation with what the profile says about it.
struct OperationSpan
{
    trace::SpanRef ref;
    std::uint32_t parent = kNoIndex; ///< index into OperationView::spans
    std::int32_t phase = -1;         ///< index into OperationType::phases
    std::uint32_t destination = 0;   ///< of a call: SpanClassifier's number of host and port; 0: not looked up
    std::uint32_t pathHash = 0;      ///< of a call whose destination is known: SpanClassifier::pathHash()
    Role role = Role::None;
    bool own = true;       ///< belongs to no other operation
    bool observer = false; ///< of a command that only looks at the operation
    bool error = false;    ///< failed, see isError()
};

} // namespace spanlight::operations
