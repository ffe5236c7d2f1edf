#pragma once

#include "models/diagnosis/pipeline.h"
#include "models/sources/companions/companion_requests.h"
#include "models/sources/companions/part_probe.h"
#include "models/sources/source.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spanlight::sources {
class CompanionJob;
class WorkLink;
} // namespace spanlight::sources

namespace spanlight::app {

/// What `doctor` is to look at.
struct ExaminationSubject
{
    std::vector<sources::Source*> sources; ///< outlive the examination
    sources::CompanionAddresses companions;
    sources::ConnectionOptions options;                 ///< of the sources
    sources::ConnectionOptions companionOptions;        ///< other servers: they get secrets of their own only
    sources::SearchQuery query;                         ///< keys and hidden services of the profiles that may be meant
    std::shared_ptr<const operations::Profile> profile; ///< null: the one that fits the traces
    std::optional<std::int64_t> nowNs;                  ///< the moment of looking; nothing: of the recording, or now
};

/// Asks every part of a telemetry pipeline, one after the other, for what diagnosis::examinePipeline() judges. Lives in
/// the thread that made it; slow work is done elsewhere. Destroying it cancels.
class Examination final : public QObject
{
    Q_OBJECT

public:
    explicit Examination(ExaminationSubject subject, QObject* parent = nullptr);
    ~Examination() override;

    void start();
    [[nodiscard]] bool isFinished() const { return m_finished; }
    /// After finished(). Its profile belongs to this object: see profile().
    [[nodiscard]] const diagnosis::PipelineInput& input() const { return m_input; }
    [[nodiscard]] std::shared_ptr<const operations::Profile> profile() const { return m_profile; }

signals:
    /// `what` says which part is being asked, and for what.
    void progressChanged(int done, int total, const QString& what);
    void finished();

private:
    using Step = std::function<void()>;

    void next();
    void tell(const QString& what);
    void beginSource(sources::Source& source);
    void beginCompanion(diagnosis::PipelinePart::Kind kind, sources::ProbedServer server, const QUrl& base,
                        const char* title);
    void probe(sources::ProbedServer server, const QUrl& base, Step then);
    void takeProbe();
    void readTraces(sources::Source& source);
    void search(sources::Source& source, const sources::SearchQuery& query);
    void takeTraces(sources::Source& source);
    [[nodiscard]] bool isOutOfWindow() const;
    void lookIntoArchive();
    void askCompanion(const QUrl& base);
    void endPart();
    void chooseProfile();
    [[nodiscard]] std::int64_t moment() const;

    const ExaminationSubject m_subject;
    std::deque<Step> m_steps;
    int m_total = 0;
    diagnosis::PipelinePart m_part; ///< that is being asked
    std::unique_ptr<sources::PartProbe> m_probe;
    std::unique_ptr<sources::SourceJob> m_search;
    std::unique_ptr<sources::CompanionJob> m_companion;
    std::shared_ptr<const operations::Profile> m_profile;
    diagnosis::PipelineInput m_input;
    std::shared_ptr<sources::WorkLink> m_link; ///< to the look into an archive
    bool m_finished = false;
};

} // namespace spanlight::app
