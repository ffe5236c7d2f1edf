#pragma once

#include "tests/support/trace_text.h"
#include "ui/jobs/workbench.h"
#include "ui/mainwindow/preferences.h"

#include <memory>
#include <vector>

namespace spanlight::test {

/// Remembers what the window asks for; tests say what there is to show.
class FakeWorkbench final : public ui::Workbench
{
public:
    [[nodiscard]] ui::SourceState source() const override { return m_source; }
    [[nodiscard]] bool isBusy() const override { return busy; }
    [[nodiscard]] const ui::SearchOutcome& outcome() const override { return m_outcome; }
    [[nodiscard]] std::shared_ptr<const ui::OperationDocument> document() const override { return m_document; }
    [[nodiscard]] QStringList profiles() const override { return {QStringLiteral("auto"), QStringLiteral("ktrdr")}; }
    [[nodiscard]] QString profile() const override { return QStringLiteral("auto"); }

    [[nodiscard]] std::shared_ptr<const ui::LoadPreview> preview() const override { return m_preview; }

    void open(const QStringList& addresses) override
    {
        opened.push_back(addresses);
        m_source.addresses = addresses;
        m_source.title = addresses.join(QLatin1Char(','));
        emit sourceChanged();
    }
    void openWith(const QString& address, const sources::ConnectionOptions& options) override
    {
        openedWith.push_back(options);
        open({address});
    }
    void search(const sources::SearchQuery& query) override { searches.push_back(query); }
    void openOperation(const QString& id, bool) override { operations.push_back(id); }
    void setProfile(const QString& name) override { chosenProfile = name; }
    [[nodiscard]] std::vector<ui::ScenarioChoice> offerScenarios() override
    {
        std::vector<ui::ScenarioChoice> choices;
        for (const auto& scenario : diagnosis::builtinScenarios())
            choices.push_back({QString::fromStdString(scenario.id), QString::fromStdString(scenario.title),
                               QString::fromStdString(scenario.text)});
        return choices;
    }
    void walk(const QString& scenario, const QString& id, bool) override { walks.push_back({scenario, id}); }
    void setNow(std::optional<std::int64_t>) override {}
    void prefer(const std::vector<int>& rows) override { preferred = rows; }
    void cancel() override { ++cancels; }
    [[nodiscard]] ui::CompanionState companions() const override { return companionState; }
    void setCompanions(const sources::CompanionAddresses& addresses) override
    {
        companionState.addresses = addresses;
        emit companionsChanged();
    }
    [[nodiscard]] ui::FollowState following() const override { return follow; }
    void setFollowing(bool on) override
    {
        follow = on ? ui::FollowState::Following : ui::FollowState::Paused;
        emit followingChanged();
    }

    void setBusy(bool value)
    {
        busy = value;
        emit busyChanged(value);
    }
    /// Shows spans in the notation of trace_text.h with the findings, and a span that has not arrived.
    void show(std::string_view text, std::vector<diagnosis::Finding> findings, const char* absent = nullptr)
    {
        take(text, std::move(findings), absent);
        emit documentChanged();
    }
    /// Shows spans as the beginning of what is read.
    void showPreview(std::string_view text)
    {
        auto preview = std::make_shared<ui::LoadPreview>();
        preview->id = QStringLiteral("op_test_1");
        preview->traces = std::make_shared<const trace::TraceSet>(std::vector{storeFromText(text)});
        preview->spans = preview->traces->spanCount();
        preview->rows.resize(1);
        preview->rows.front().id = preview->id;
        trace::TimelineInput input;
        input.traces = preview->traces.get();
        for (std::uint32_t r = 0; r < preview->spans; ++r)
            input.spans.push_back({0, trace::SpanRow{r}});
        preview->gantt = ui::buildGanttDocument(preview->traces, std::move(input), nullptr);
        m_preview = std::move(preview);
        emit previewChanged();
    }
    void dropPreview()
    {
        m_preview.reset();
        emit previewChanged();
    }
    /// The same operation, looked at later.
    void showAgain(std::string_view text, std::vector<diagnosis::Finding> findings)
    {
        take(text, std::move(findings), nullptr);
        emit documentRefreshed();
    }

private:
    void take(std::string_view text, std::vector<diagnosis::Finding> findings, const char* absent)
    {
        auto document = std::make_shared<ui::OperationDocument>();
        document->id = QStringLiteral("op_test_1");
        document->companions = facts;
        document->profile = vocabulary;
        document->analysis.diagnosis.asOfNs = asOfNs;
        document->traces = std::make_shared<const trace::TraceSet>(std::vector{storeFromText(text)});
        document->analysis.diagnosis.findings = std::move(findings);
        document->analysis.diagnosis.verdict.headline = "Stuck somewhere";
        document->analysis.diagnosis.verdict.state = diagnosis::State::Stuck;
        document->analysis.timeline.traces = document->traces.get();
        for (std::uint32_t r = 0; r < document->traces->spanCount(); ++r)
            document->analysis.timeline.spans.push_back({0, trace::SpanRow{r}});
        if (absent != nullptr) {
            trace::ExtraRow ghost;
            ghost.mark = trace::RowMark::Ghost;
            ghost.label = absent;
            ghost.startNs = ghost.endNs = document->traces->endNs({0, trace::SpanRow{0}});
            document->analysis.timeline.extras.push_back(std::move(ghost));
        }
        document->gantt = ui::buildGanttDocument(document->traces, document->analysis.timeline, nullptr);
        m_document = std::move(document);
        m_preview.reset();
    }

public:
    bool busy = false;
    ui::FollowState follow = ui::FollowState::Nothing;
    ui::CompanionState companionState;
    std::shared_ptr<const operations::CompanionFacts> facts; ///< of documents that are shown from now on
    std::shared_ptr<const operations::Profile> vocabulary;   ///< the same
    std::int64_t asOfNs = 0;                                 ///< the same
    int cancels = 0;
    QString chosenProfile;
    std::vector<QStringList> opened;
    std::vector<sources::ConnectionOptions> openedWith;
    std::vector<int> preferred;
    std::vector<sources::SearchQuery> searches;
    QStringList operations;
    std::vector<std::pair<QString, QString>> walks; ///< scenario, id
    ui::SearchOutcome m_outcome;

private:
    ui::SourceState m_source;
    std::shared_ptr<const ui::OperationDocument> m_document;
    std::shared_ptr<const ui::LoadPreview> m_preview;
};

/// Keeps everything in memory.
class FakePreferences final : public ui::Preferences
{
public:
    [[nodiscard]] QList<QStringList> recentSources() const override { return recent; }
    void addRecentSource(const QStringList& addresses) override { recent.prepend(addresses); }
    void clearRecentSources() override { recent.clear(); }
    [[nodiscard]] QByteArray geometry() const override { return m_geometry; }
    void setGeometry(const QByteArray& geometry) override { m_geometry = geometry; }
    [[nodiscard]] QByteArray windowState() const override { return m_state; }
    void setWindowState(const QByteArray& state) override { m_state = state; }
    [[nodiscard]] QString theme() const override { return m_theme; }
    void setTheme(const QString& theme) override { m_theme = theme; }
    [[nodiscard]] QString timeZone() const override { return m_zone; }
    void setTimeZone(const QString& zone) override { m_zone = zone; }

    [[nodiscard]] sources::CompanionAddresses companions() const override { return companionAddresses; }
    void setCompanions(const sources::CompanionAddresses& addresses) override { companionAddresses = addresses; }

    QList<QStringList> recent;
    sources::CompanionAddresses companionAddresses;

private:
    QByteArray m_geometry;
    QByteArray m_state;
    QString m_theme;
    QString m_zone;
};

} // namespace spanlight::test
