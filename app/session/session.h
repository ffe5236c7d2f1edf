#pragma once

#include "app/session/analysis_work.h"
#include "app/session/background.h"
#include "app/session/companion_watch.h"
#include "app/session/load_previews.h"
#include "app/session/open_sources.h"
#include "app/session/operation_analysis.h"
#include "app/session/operation_following.h"
#include "app/session/pipeline_doctor.h"
#include "app/session/profile_choice.h"
#include "app/session/row_verdicts.h"
#include "app/session/scenario_walks.h"
#include "app/session/search_run.h"
#include "app/session/search_suggestions.h"
#include "models/diagnosis/scenario_folder.h"
#include "models/sources/source.h"
#include "ui/jobs/workbench.h"

#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace spanlight::app {

/// The open source, its last answer and the open operation. Does what the window asks for away from the GUI thread;
/// what the user no longer wants is dropped.
class Session final : public ui::Workbench
{
    Q_OBJECT

public:
    explicit Session(sources::ConnectionOptions options, QObject* parent = nullptr);
    ~Session() override;

    [[nodiscard]] ui::SourceState source() const override { return m_open.state(); }
    [[nodiscard]] bool isBusy() const override;
    [[nodiscard]] const ui::SearchOutcome& outcome() const override { return m_outcome; }
    [[nodiscard]] std::shared_ptr<const ui::OperationDocument> document() const override { return m_document; }
    [[nodiscard]] std::shared_ptr<const ui::LoadPreview> preview() const override { return m_previews.shown(); }
    [[nodiscard]] QStringList profiles() const override { return m_profile.names(); }
    [[nodiscard]] QString profile() const override { return m_profile.name(); }

    void open(const QStringList& addresses) override;
    void openWith(const QString& address, const sources::ConnectionOptions& options) override
    {
        openSources({address}, options);
    }
    [[nodiscard]] std::optional<sources::ReceiverStatus> receiver() const override { return m_open.receiver(); }
    void stopReceiving() override { m_open.stopReceiving(); }
    void search(const sources::SearchQuery& query) override;
    void suggest(const sources::SuggestionQuery& query) override;
    void openOperation(const QString& id, bool isTrace) override;
    void setProfile(const QString& name) override;
    void setNow(std::optional<std::int64_t> nowNs) override;
    void prefer(const std::vector<int>& rows) override { m_rows.prefer(rows); }
    [[nodiscard]] ui::FollowState following() const override;
    void setFollowing(bool on) override;
    [[nodiscard]] ui::CompanionState companions() const override;
    void setCompanions(const sources::CompanionAddresses& addresses) override;
    /// The shortest time between two questions to companions about an operation that is followed (tests).
    void setCompanionInterval(std::chrono::milliseconds interval) { m_companions.setInterval(interval); }
    [[nodiscard]] std::vector<ui::ScenarioChoice> offerScenarios() override;
    void walk(const QString& scenario, const QString& id, bool isTrace) override;
    void cancel() override;
    [[nodiscard]] PipelineDoctor& doctor() { return m_doctor; }

private:
    void setCompanionOptions();
    void openSources(const QStringList& addresses, const sources::ConnectionOptions& options);
    void startSearch(sources::SearchQuery query);
    void takeList(const Found& found);
    void listFound(const Found& found);
    void openFound(const Found& found);
    void showCatalogue(Catalogue catalogue);
    void diagnoseRows();
    void analyse(AnalysisRequest request);
    void show(std::shared_ptr<const ui::OperationDocument> document, bool isWhole, bool withContext);
    void showVerdictInRow(const ui::OperationDocument& document);
    void showAgain(const std::shared_ptr<const ui::OperationDocument>& document);
    void follow(const std::shared_ptr<const ui::OperationDocument>& document);
    void takeArrived();
    void listAgain();
    [[nodiscard]] sources::SearchQuery queryFor(const QString& id, bool isTrace) const;
    [[nodiscard]] AnalysisRequest requestFor(const QString& id, bool isTrace,
                                             const sources::SearchAnswer& answer) const;
    [[nodiscard]] std::int64_t momentFor(const QString& id, const sources::SearchAnswer& answer,
                                         std::string& note) const;
    void openFirst();
    void takePreview(const std::shared_ptr<const trace::TraceStore>& store);
    void dropPreview();
    void walkOpen();
    void walkWithout(const std::vector<sources::SourceError>& errors);
    void startWalk(std::shared_ptr<const ui::OperationDocument> document);
    void stopSearch();
    void tell(const sources::SourceError& error, const QString& remark = {});
    void updateBusy();

    sources::ConnectionOptions m_options;
    std::vector<QUrl> m_secretServers; ///< which the secrets in m_options are for: those that were opened first
    OpenSources m_open;
    ProfileChoice m_profile;
    PipelineDoctor m_doctor{m_open, m_profile};
    std::optional<std::int64_t> m_nowNs;

    SearchSuggestions m_suggestions;
    SearchRun m_search;  ///< of the list
    SearchRun m_opening; ///< of one operation
    sources::SearchAnswer m_answer;
    Catalogue m_catalogue;
    ui::SearchOutcome m_outcome;
    QString m_wanted; ///< the operation that is being opened
    bool m_wantedIsTrace = false;
    bool m_openAfterSearch = false; ///< the search that runs is for it, and brings all its traces
    bool m_openAfterList = false;   ///< everything is being listed first
    std::shared_ptr<const ui::OperationDocument> m_document;

    LoadPreviews m_previews; ///< until there is a document
    Background m_listing;
    RowVerdicts m_rows;
    OperationAnalysis m_analysis; ///< of the operation that was opened
    Background m_walk;

    CompanionWatch m_companions;    ///< of the open operation
    OperationFollowing m_following; ///< of the open operation
    sources::SearchQuery m_query;   ///< of the list
    QTimer m_listAgain;             ///< something arrived
    SearchRun m_arrivals;           ///< the list again
    diagnosis::ScenarioCatalog m_scenarios;
    QString m_walkScenario; ///< the walk to take when its operation is open; empty: none
    QString m_walkId;
    bool m_busy = false;
};

} // namespace spanlight::app
