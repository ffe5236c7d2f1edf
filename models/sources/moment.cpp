#include "models/sources/moment.h"

#include <algorithm>
#include <limits>

namespace spanlight::sources {

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kFreshFileNs = 600 * kNsPerSecond;
constexpr std::int64_t kMarginNs = 5 * kNsPerSecond;

std::int64_t newestOf(const trace::TraceStore& store)
{
    std::int64_t newest = store.endNs(store.byEnd().back());
    for (const trace::SpanRow row : store.byStart())
        for (std::size_t i = 0; i < store.eventCount(row); ++i)
            newest = std::max(newest, store.event(row, i).timeNs);
    return newest;
}

} // namespace

std::optional<std::int64_t> newestTimeNs(const Stores& stores)
{
    std::optional<std::int64_t> newest;
    for (const auto& store : stores)
        if (store->spanCount() > 0)
            newest = std::max(newest.value_or(std::numeric_limits<std::int64_t>::min()), newestOf(*store));
    return newest;
}

std::int64_t momentOfRecording(std::int64_t newestNs, std::optional<std::int64_t> modifiedNs)
{
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    const std::int64_t last = newestNs > kMax - kFreshFileNs ? kMax : newestNs + kFreshFileNs;
    if (modifiedNs && *modifiedNs >= newestNs && *modifiedNs <= last)
        return *modifiedNs;
    return newestNs > kMax - kMarginNs ? kMax : newestNs + kMarginNs;
}

} // namespace spanlight::sources
