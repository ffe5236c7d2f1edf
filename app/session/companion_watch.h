#pragma once

#include "app/session/analysis_work.h"
#include "app/session/background.h"
#include "models/operations/companion_facts.h"
#include "models/sources/companions/companion_requests.h"

#include <QElapsedTimer>
#include <QObject>

#include <chrono>
#include <memory>

namespace spanlight::sources {
class CompanionJob;
}

namespace spanlight::app {

/// Asks the companions (contract 1.1) about the open operation while it is on the screen already, and judges it again
/// with what they said. What belongs to an operation that the user has left is dropped.
class CompanionWatch : public QObject
{
    Q_OBJECT

public:
    using Facts = std::shared_ptr<const operations::CompanionFacts>;
    using Document = std::shared_ptr<const ui::OperationDocument>;

    explicit CompanionWatch(sources::ConnectionOptions options, QObject* parent = nullptr);
    ~CompanionWatch() override;

    /// Asks these about what is taken from now on.
    void setAddresses(const sources::CompanionAddresses& addresses);
    /// Asks them so from now on.
    void setOptions(const sources::ConnectionOptions& options) { m_options = options; }
    [[nodiscard]] const sources::CompanionAddresses& addresses() const { return m_addresses; }
    /// The shortest time between two questions about an operation that is followed (tests).
    void setInterval(std::chrono::milliseconds interval) { m_interval = interval; }

    /// An operation was judged: asks about it, or, about the one that is open already, asks again where it is time to.
    /// False: it was judged without what the companions have said since; refreshed() brings it.
    [[nodiscard]] bool take(const Document& document);
    /// A silence that was told is told again.
    void forgetTold() { m_toldProblem.clear(); }
    /// The user has left the operation.
    void stop();
    [[nodiscard]] bool isAsking() const { return m_job != nullptr || m_question.isRunning() || m_judging.isRunning(); }
    /// What is known of the open operation; null while nobody has said anything.
    [[nodiscard]] const Facts& facts() const { return m_facts; }

signals:
    /// The open operation with what the companions know.
    void refreshed(const std::shared_ptr<const spanlight::ui::OperationDocument>& document);
    /// A companion said nothing that can be used. Not repeated while it stays silent.
    void failed(const spanlight::operations::CompanionProblem& problem);
    void askingChanged();

private:
    void ask(bool patient);
    void start(sources::CompanionQuestion question);
    void end();
    void takeFacts();
    void keepEarlierAnswers(operations::CompanionFacts& facts) const;
    void tellSilence();
    void judge();
    void noteAsking();

    sources::ConnectionOptions m_options;
    sources::CompanionAddresses m_addresses;
    Document m_document; ///< the newest
    Facts m_facts;
    Background m_question; ///< to ask
    Background m_judging;
    std::unique_ptr<sources::CompanionJob> m_job;
    QElapsedTimer m_sinceAsked;
    std::chrono::milliseconds m_interval;
    std::chrono::milliseconds m_wait{0}; ///< until the next question
    std::string m_toldProblem;
    bool m_wasAsking = false;
};

} // namespace spanlight::app
