#pragma once

#include "ui/connections/connection_probe.h"

#include <QString>

#include <cstdint>

namespace spanlight::ui {

/// What was found, or what is wrong and what to do: one sentence. Plain text.
[[nodiscard]] QString probeHeadline(const ProbeResult& result);
/// Kind, services, newest span and what the search form will offer, one line each. Plain text; empty with an error that
/// says all.
[[nodiscard]] QString probeDetails(const ProbeResult& result, std::int64_t nowNs);

} // namespace spanlight::ui
