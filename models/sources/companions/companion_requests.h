#pragma once

#include "models/operations/companion_facts.h"
#include "models/sources/source.h"

#include <QStringList>
#include <QUrl>

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// Where the companions are (contract 1.1); an empty address: there is none.
struct CompanionAddresses
{
    QUrl prometheus;
    QUrl operationsApi;
    QUrl grafana;

    [[nodiscard]] bool any() const { return !prometheus.isEmpty() || !operationsApi.isEmpty() || !grafana.isEmpty(); }
};

/// How an error names the companions and what it says of secrets: by the options of a command line, unless the user
/// sees something else.
struct CompanionWords
{
    QString prometheus = QStringLiteral("--prometheus");
    QString operationsApi = QStringLiteral("--ktrdr");
    QString grafana = QStringLiteral("--grafana");
    QString secrets = QStringLiteral("secrets belong into --token-file or a header");
};

/// Reads addresses as people copy them: with or without `/api/v1`, `/graph`, `/docs` at their end. Passwords in them
/// are refused, other schemes than http and https, too; the error names the companion. Empty texts give empty
/// addresses.
[[nodiscard]] tl::expected<CompanionAddresses, SourceError> companionAddresses(const QString& prometheus,
                                                                               const QString& operationsApi,
                                                                               const QString& grafana,
                                                                               const CompanionWords& words = {});

/// Addresses of sources that are servers; files, `demo:` and `archive:` are none.
[[nodiscard]] std::vector<QUrl> serversOf(const QStringList& sources);

/// How companions are asked that come with sources which are asked by `options`: without their secrets, unless every
/// companion is one of these servers. Without any server the secrets were given for the companions.
[[nodiscard]] ConnectionOptions companionOptions(const ConnectionOptions& options, const CompanionAddresses& companions,
                                                 const std::vector<QUrl>& servers);

/// What the companions are asked about.
struct CompanionQuestion
{
    QString operationId; ///< empty: only what is not about one operation
    std::vector<operations::MetricQuery> metrics;
    std::int64_t startNs = 0; ///< range of the metrics
    std::int64_t endNs = 0;
    std::optional<std::int64_t> selectionNs; ///< when a worker was to be selected
    QString worker;                          ///< id, as the traces tell it; may be empty
    QString workerTarget;                    ///< host:port, as the traces tell it; may be empty
    bool lookTwice = false;                  ///< ask for the progress a second time, where the API does not date it
    int secondLookMs = 5000;                 ///< after the first; the API keeps its answer for a second
    int workerTimeoutMs = 3000;              ///< workers are often behind a network of their own
};

[[nodiscard]] QUrl operationUrl(const QUrl& base, const QString& id);
[[nodiscard]] QUrl apiUrl(const QUrl& base, const QString& path);
/// A worker's `/health`, or an empty URL where its address is no http(s) address.
[[nodiscard]] QUrl workerHealthUrl(const QString& endpoint);
/// Distance of the samples of rangeUrl(): at most 500 steps, none shorter than 15 s.
[[nodiscard]] std::int64_t rangeStepNs(std::int64_t startNs, std::int64_t endNs);
/// `query_range` with those steps.
[[nodiscard]] QUrl rangeUrl(const QUrl& base, const operations::MetricQuery& query, std::int64_t startNs,
                            std::int64_t endNs);
[[nodiscard]] QUrl instantUrl(const QUrl& base, const operations::MetricQuery& query, std::int64_t atNs);

} // namespace spanlight::sources
