#pragma once

#include "models/diagnosis/pipeline.h"

#include <vector>

// Parts of the pipeline that belong to this program.
namespace spanlight::diagnosis {

/// How full the store is, what had to go, whether it is sound.
[[nodiscard]] std::vector<PipelineCheck> examineStore(const StoreFacts& store, std::int64_t askedNs);
/// What senders sent, and what of it was not taken.
[[nodiscard]] std::vector<PipelineCheck> examineReceiver(const ReceiverFacts& receiver);
/// How programs are told to send to the receiver.
[[nodiscard]] std::string senderSettings(const ReceiverFacts& receiver);

} // namespace spanlight::diagnosis
