#pragma once

#include "models/sources/source.h"

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace spanlight::test {

/// The source of an address; fails the test when there is none.
[[nodiscard]] std::unique_ptr<sources::Source> sourceOf(const QString& address,
                                                        const sources::ConnectionOptions& options = {});
/// A search that has ended, within 30 s.
[[nodiscard]] std::unique_ptr<sources::SourceJob> finished(sources::Source& source, const sources::SearchQuery& query);
[[nodiscard]] sources::SearchQuery operationQuery(const QString& id);
[[nodiscard]] sources::SearchQuery traceQuery(const QString& id);
/// The ids of the matching traces in the order of the answer.
[[nodiscard]] std::vector<std::string> matchedIds(const sources::SourceJob& job);
/// Error, failures and notes, for messages.
[[nodiscard]] std::string explain(const sources::SourceJob& job);

} // namespace spanlight::test
