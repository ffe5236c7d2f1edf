#pragma once

#include "models/operations/companion_facts.h"
#include "models/sources/companions/companion_requests.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace spanlight::sources {

struct HttpAnswer;
class HttpClient;

/// Asks the companions of an operation, all at once. What fails becomes a problem in the facts, never an error: a
/// diagnosis goes on without it. Ends within the timeout, plus the second look. Destroying it cancels.
///
/// Secrets of the connection go to the companions that the user named, never to the workers that one of them names.
class CompanionJob final : public QObject
{
    Q_OBJECT

public:
    CompanionJob(CompanionAddresses addresses, const ConnectionOptions& options, CompanionQuestion question,
                 QObject* parent = nullptr);
    ~CompanionJob() override;

    void start();
    [[nodiscard]] bool isFinished() const { return m_finished; }
    /// After finished(); after looked() without what is still to come.
    [[nodiscard]] const operations::CompanionFacts& facts() const { return m_facts; }

signals:
    /// All have answered; only the second look at the progress is still to come.
    void looked();
    void finished();

private:
    using Handler = std::function<void(const HttpAnswer&)>;
    struct Asked;

    void ask(HttpClient& client, operations::Companion companion, const QUrl& url, Handler handler);
    void askApi();
    void askPrometheus();
    void askMetric(const operations::MetricQuery& query, const QUrl& url, std::int64_t stepNs);
    void askWorker();
    void askHealth(const QString& path, bool last);
    void takeOperation(const HttpAnswer& answer, bool first);
    void lookAgain();
    void problem(operations::Companion companion, const QUrl& url, const QString& text);
    void problem(operations::Companion companion, const SourceError& error);
    void endLate();
    void endIfDone();
    void sortFacts();

    CompanionAddresses m_addresses;
    CompanionQuestion m_question;
    const std::unique_ptr<HttpClient> m_client;
    const std::unique_ptr<HttpClient> m_workers; ///< without secrets
    std::vector<std::unique_ptr<Asked>> m_asked;
    operations::CompanionFacts m_facts;
    QTimer m_deadline;
    QTimer m_secondLook;
    int m_open = 0;
    bool m_started = false;
    bool m_finished = false;
};

} // namespace spanlight::sources
