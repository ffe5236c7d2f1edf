#pragma once

#include "models/sources/load_job.h"

#include <QString>

#include <mutex>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// One bundled case: its subject, the moment when somebody looks at it, and its files.
struct DemoSample
{
    QString name;
    QString text; ///< what the case is about, one sentence
    bool isTrace = false;
    QString id; ///< operation id, or trace id
    std::int64_t asOfNs = 0;
    std::vector<QString> files; ///< resource paths
};

/// The list of bundled cases; the first one is the default.
[[nodiscard]] std::vector<DemoSample> demoSamples();

/// Reads the bundled cases, each into a store of its own, once. Thread-safe.
class DemoLoader
{
public:
    DemoLoader();

    /// A search for an operation or trace gets the cases in which it occurs, because cases have nothing to do with
    /// each other; any other search gets all of them. Runs on a worker thread.
    [[nodiscard]] Loaded load(const SearchQuery& query, const LoadProgress& progress);
    /// The moment of the case that holds the operation or trace; of the only or newest case in the answer without it.
    [[nodiscard]] std::optional<std::int64_t> momentOf(const SearchAnswer& answer, const QString& id) const;

private:
    [[nodiscard]] bool readAll(const LoadProgress& progress);
    [[nodiscard]] Stores storesFor(const SearchQuery& query) const;

    std::vector<DemoSample> m_samples;
    mutable std::mutex m_mutex;
    Stores m_stores; // guarded by m_mutex; one per sample once read
};

} // namespace spanlight::sources
