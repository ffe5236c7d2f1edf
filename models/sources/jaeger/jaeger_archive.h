#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/keep_job.h"

#include <QUrl>

#include <memory>
#include <optional>

namespace spanlight::sources {

/// POST that puts a trace into Jaeger's archive storage, in every version; the id is hexadecimal.
[[nodiscard]] QUrl archiveUrl(const QUrl& base, const QString& traceId);

/// Why the answer to it does not mean that the trace is kept; nothing: it is.
[[nodiscard]] std::optional<SourceError> errorOfArchiving(const HttpAnswer& answer);

/// Asks Jaeger to keep a trace.
class JaegerArchiving final : public KeepJob
{
    Q_OBJECT

public:
    JaegerArchiving(std::shared_ptr<HttpClient> client, const QUrl& base, trace::TraceId id);
    ~JaegerArchiving() override;

private:
    void start();

    std::shared_ptr<HttpClient> m_client;
    const QUrl m_url;
    std::unique_ptr<HttpCall> m_call;
};

} // namespace spanlight::sources
