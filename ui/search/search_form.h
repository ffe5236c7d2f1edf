#pragma once

#include "models/sources/source.h"
#include "models/sources/suggestion.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace spanlight::ui {

class FieldSuggestions;

/// What the form says, before it becomes a query.
struct SearchInput
{
    QString id; ///< operation or trace id; empty: any
    QString service;
    QString name;
    QString attributes; ///< "key=value key2=\"two words\""
    bool errorsOnly = false;
    qint64 lookBackNs = 0; ///< 0: any time
    QString lookBack;      ///< what was typed instead: 90m, 3 h; empty: lookBackNs holds
    QString minDuration;
    QString maxDuration;
    QString structural; ///< in the language that the source knows; empty: none
    int limit = 100;
};

/// A query, or the sentence that tells what is wrong with the input. `nowNs` ends the look-back.
struct QueryOrError
{
    sources::SearchQuery query;
    QString error;
};
[[nodiscard]] QueryOrError queryFrom(const SearchInput& input, std::int64_t nowNs);
/// Pairs of "key=value", separated by blanks or "AND"; quotes hold a value together. Nothing when a word has no "=".
[[nodiscard]] std::optional<std::vector<std::pair<QString, QString>>> parseAttributes(const QString& text);

/// The fields of a search. Emits searchRequested() on Return in any of them.
class SearchForm : public QWidget
{
    Q_OBJECT

public:
    explicit SearchForm(QWidget* parent = nullptr);

    void setServices(const QStringList& services);
    void setTypes(const QStringList& types);
    [[nodiscard]] SearchInput input() const;
    /// What the sources can do by themselves decides what is offered, and what the tips of the fields say.
    void setSource(const QStringList& addresses, const sources::Capabilities& capabilities);
    /// What was asked for by suggestionsWanted().
    void takeSuggestions(const spanlight::sources::SuggestionQuery& query, const QStringList& suggestions);
    /// Keys that the profile knows, offered by the button beside the attributes: label and key.
    void setPresets(const std::vector<std::pair<QString, QString>>& presets);
    void reset();
    /// Shows what is wrong below the fields; empty: nothing.
    void setError(const QString& error);
    /// What the server says of the query; the cursor goes to the place that it names ("line 1, col 27").
    void setQueryError(const QString& error);

    /// Filters of the results that need no new search.
    [[nodiscard]] QString type() const;
    [[nodiscard]] QString state() const;

signals:
    void searchRequested();
    void suggestionsWanted(const spanlight::sources::SuggestionQuery& query);
    void filterChanged();
    void lineWanted(); ///< copy the search as a command line
    void curlWanted();

private:
    void setCapabilities(const sources::Capabilities& capabilities);
    void addFields();
    void requestOnce();
    void addButtons();
    QWidget* makeAttributes();
    QLineEdit* makeField(const QString& name, const QString& accessible, const QString& placeholder);
    QComboBox* makeCombo(const QString& name, const QString& accessible);

    QComboBox* m_type = nullptr;
    QComboBox* m_state = nullptr;
    QComboBox* m_service = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_attributes = nullptr;
    QComboBox* m_time = nullptr;
    QLineEdit* m_minDuration = nullptr;
    QLineEdit* m_maxDuration = nullptr;
    QCheckBox* m_errors = nullptr;
    FieldSuggestions* m_suggestions = nullptr;
    QStringList m_addresses; ///< of the sources
    bool m_suggests = false;
    QMenu* m_presets = nullptr;
    QToolButton* m_presetButton = nullptr;
    QLabel* m_structuralLabel = nullptr;
    QLineEdit* m_structural = nullptr;
    QLabel* m_error = nullptr;
    bool m_requested = false;
};

} // namespace spanlight::ui
