#pragma once

#include "models/diagnosis/diagnosis.h"
#include "models/operations/operation_view.h"

#include <string>
#include <vector>

namespace spanlight::diagnosis {

/// Where to read on about the operation, from the profile's templates: dashboards for its time and service, logs for
/// its container and trace. Only where companions were named. Values are percent-encoded in addresses; one that a
/// shell could misread leaves the command out.
[[nodiscard]] std::vector<Link> linksFor(const operations::OperationView& view);

/// The same for one span: its service and its time.
[[nodiscard]] std::vector<Link> linksFor(const operations::OperationView& view, trace::SpanRef span);

/// RFC 3986: everything but unreserved characters as %XX.
[[nodiscard]] std::string percentEncoded(std::string_view text);

} // namespace spanlight::diagnosis
