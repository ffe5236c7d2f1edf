#pragma once

#include "models/formats/preview.h"
#include "models/sources/local_job.h"
#include "models/sources/moment.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// What came of reading local input.
struct Loaded
{
    Stores stores;                     ///< may be empty with an error
    std::vector<PartFailure> failures; ///< inputs that could not be read while others could
    std::vector<QString> notes;
    QString origin;                         ///< when only loading tells it
    std::optional<std::int64_t> modifiedNs; ///< newest modification time of the files
    std::optional<std::int64_t> newestNs;   ///< newest time of the spans; only of files
    std::optional<SourceError> error;       ///< nothing usable was read
};

/// Says how far the reading is; false: stop. Called on the worker thread.
using LoadProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;
/// Reads the beginning of an input; the argument says whether it is still wanted. On a thread of its own.
using MakePreview = std::function<formats::Preview(const std::function<bool()>& goesOn)>;
/// Told by the reading when it begins with something large.
using StartPreview = std::function<void(MakePreview make)>;
using Load = std::function<Loaded(const LoadProgress&)>;
using LoadWithPreview = std::function<Loaded(const LoadProgress&, const StartPreview&)>;

/// A search in traces that are read as a whole: loads on a worker thread, then filters there.
class LoadJob final : public LocalJob
{
    Q_OBJECT

public:
    LoadJob(SearchQuery query, QString origin, Load load);
    LoadJob(SearchQuery query, QString origin, LoadWithPreview load);
};

} // namespace spanlight::sources
