#pragma once

#include "models/diagnosis/walk.h"
#include "models/items/operation_list_model.h"
#include "models/sources/companions/companion_requests.h"
#include "models/sources/source.h"
#include "models/sources/suggestion.h"
#include "ui/jobs/load_preview.h"
#include "ui/jobs/operation_document.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace spanlight::ui {

/// Where traces come from at the moment.
struct SourceState
{
    QStringList addresses; ///< without secrets, as in the list of recent sources
    QString title;         ///< "jaeger · 127.0.0.1:16686"; empty: nothing is open
    bool live = false;
    QStringList services;
    sources::Capabilities capabilities; ///< of all open sources together: what each of them can do
};

/// Something to tell, shown in place. Never holds secrets.
struct Notice
{
    enum class Kind { Info, Warning, Error };
    Kind kind = Kind::Error;
    QString what; ///< one sentence
    QString where;
    QString advice; ///< one sentence: what to do
};

/// How the search went, for the header of the results and the status line.
struct SearchOutcome
{
    QString origin;
    int services = 0; ///< asked
    bool limitReached = false;
    bool complete = true;
    bool failed = false;  ///< nothing usable came
    bool stopped = false; ///< by the user
    QStringList losses;   ///< what is missing, one sentence each
    QStringList notes;
    std::uint64_t spans = 0;
    std::uint64_t traces = 0;
    qint64 readMs = 0;
};

/// Whether the open operation is looked at again and again while it goes on.
enum class FollowState {
    Nothing, ///< it has ended, or its source does not change
    Following,
    Paused,
    Ended, ///< it came to its end while it was followed
};

/// The companions of operations (contract 1.1): who is asked, and whether an answer is awaited.
struct CompanionState
{
    sources::CompanionAddresses addresses;
    bool asking = false; ///< about the open operation; its document follows by documentRefreshed()
};

/// A symptom to choose in the wizard.
struct ScenarioChoice
{
    QString id;
    QString title;
    QString text;
};

/// What the window asks for. Everything slow happens elsewhere; signals tell when it is there. A new request of the
/// same kind replaces the running one.
class Workbench : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual SourceState source() const = 0;
    [[nodiscard]] virtual bool isBusy() const = 0;
    [[nodiscard]] virtual const SearchOutcome& outcome() const = 0;
    /// Null while nothing is open.
    [[nodiscard]] virtual std::shared_ptr<const OperationDocument> document() const = 0;
    /// Names of profiles to choose from, the first one is "auto"; the last one may be a file in use.
    /// What to show until the whole is read, and after a read that was cancelled; null when there is a document.
    [[nodiscard]] virtual std::shared_ptr<const LoadPreview> preview() const { return nullptr; }
    [[nodiscard]] virtual QStringList profiles() const = 0;
    [[nodiscard]] virtual QString profile() const = 0;

    /// Addresses as users write them; several files become one source.
    virtual void open(const QStringList& addresses) = 0;
    /// A server, asked as its saved connection says instead of as the command line does.
    virtual void openWith(const QString& address, const sources::ConnectionOptions& options) = 0;
    /// How the open source receives spans; nothing: it does not.
    [[nodiscard]] virtual std::optional<sources::ReceiverStatus> receiver() const { return std::nullopt; }
    /// Receives no more; what has arrived stays open.
    virtual void stopReceiving() {}
    virtual void search(const sources::SearchQuery& query) = 0;
    /// Asks for what may stand in a field of the search; suggested() follows if anything is known. A later question
    /// replaces the one before.
    virtual void suggest(const sources::SuggestionQuery& query) { (void)query; }
    /// While there is only a preview: shows what that has of it, and opens it when the whole is read.
    virtual void openOperation(const QString& id, bool isTrace) = 0;
    /// A name of profiles(), or a file. A file that is no profile is told as a notice, and "auto" holds.
    virtual void setProfile(const QString& name) = 0;
    /// The moment of looking; nothing: the source's own.
    virtual void setNow(std::optional<std::int64_t> nowNs) = 0;
    /// The scenarios, those of the user among them. Tells what is wrong with his files.
    [[nodiscard]] virtual std::vector<ScenarioChoice> offerScenarios() = 0;
    /// Opens the operation unless it is open, then walks through the scenario for it; walked() follows.
    virtual void walk(const QString& scenario, const QString& id, bool isTrace) = 0;
    /// These rows of the results are looked at: their verdicts come first.
    virtual void prefer(const std::vector<int>& rows) = 0;
    [[nodiscard]] virtual FollowState following() const = 0;
    /// Pauses or goes on. A pause holds for operations that are opened later, too.
    virtual void setFollowing(bool on) = 0;
    [[nodiscard]] virtual CompanionState companions() const = 0;
    /// Asks these from now on, about the open operation at once; empty addresses: nobody.
    virtual void setCompanions(const sources::CompanionAddresses& addresses) = 0;
    /// Stops what is running, within 100 ms.
    virtual void cancel() = 0;

signals:
    void sourceChanged();
    void busyChanged(bool busy);
    /// `total` 0: not known.
    void progressChanged(qint64 done, qint64 total, const QString& text);
    void resultsChanged(const std::vector<spanlight::items::OperationRow>& rows);
    void resultChanged(int row, const spanlight::items::OperationRow& value);
    /// preview() is there, or shows something else.
    void previewChanged();
    void documentChanged();
    /// The open operation was looked at again: document() is what it is now.
    void documentRefreshed();
    void followingChanged();
    void companionsChanged();
    void walked(const std::shared_ptr<const spanlight::diagnosis::Walk>& walk);
    void noticed(const spanlight::ui::Notice& notice);
    void noticesCleared();
    /// The source does not understand the query of the user's own; what it says of it.
    void queryRefused(const QString& why);
    void suggested(const spanlight::sources::SuggestionQuery& query, const QStringList& suggestions);
    void profilesChanged();
};

} // namespace spanlight::ui
