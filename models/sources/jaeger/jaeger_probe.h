#pragma once

#include "models/sources/http/http_client.h"
#include "models/sources/jaeger/jaeger_answers.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {

/// Asks a server which of Jaeger's interfaces it has: three requests at once, and more when it is something else.
class JaegerProbe final : public QObject
{
    Q_OBJECT

public:
    JaegerProbe(HttpClient& client, QUrl base, QObject* parent = nullptr);

    void start();
    [[nodiscard]] const JaegerServer& server() const { return m_server; }
    /// Why it is not usable, after finished().
    [[nodiscard]] const std::optional<SourceError>& error() const { return m_error; }
    /// It is Zipkin, which another job can ask.
    [[nodiscard]] bool foundZipkin() const { return m_foundZipkin; }
    [[nodiscard]] int requests() const { return m_requests; }

signals:
    void finished();

private:
    enum Question { LegacyServices, V3Services, Summaries, Echo, ZipkinServices, kQuestions };

    void ask(Question question, const QUrl& url);
    void onAnswer(Question question);
    void judgeJaeger();
    void judgeOthers();
    [[nodiscard]] SourceError mostTellingError() const;
    [[nodiscard]] SourceError errorOfOther(const QString& what, const QString& prefix) const;

    HttpClient& m_client;
    const QUrl m_base;
    JaegerServer m_server;
    std::optional<SourceError> m_error;
    std::unique_ptr<HttpCall> m_calls[kQuestions];
    HttpAnswer m_answers[kQuestions];
    int m_open = 0;
    int m_requests = 0;
    bool m_askedOthers = false;
    bool m_foundZipkin = false;
};

} // namespace spanlight::sources
