#pragma once

#include "models/sources/suggestion.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>

class QCompleter;
class QLineEdit;
class QStringListModel;

namespace spanlight::ui {

/// Completes the name of a span and the attributes with what the source knows, asked only when something is typed
/// there. Typing never waits.
class FieldSuggestions : public QObject
{
    Q_OBJECT

public:
    FieldSuggestions(QLineEdit& name, QLineEdit& attributes, QObject* parent);

    /// Whether the source can be asked; what was known of another one is forgotten.
    void setSource(bool suggests);
    /// Names and values of this service only; empty: of all.
    void setService(const QString& service);
    /// Keys that the profile knows.
    void setKnownKeys(const QStringList& keys);
    void take(const sources::SuggestionQuery& query, const QStringList& suggestions);

signals:
    void wanted(const spanlight::sources::SuggestionQuery& query);

private:
    void askForName();
    void askForAttribute();
    void ask(const sources::SuggestionQuery& query);
    void showKeys();

    QLineEdit& m_name;
    QLineEdit& m_attributes;
    QStringListModel* m_names;
    QStringListModel* m_words; ///< "key=" or "key=value"
    QCompleter* m_nameCompleter;
    QCompleter* m_wordCompleter;
    QTimer m_pause; ///< in the typing
    std::optional<sources::SuggestionQuery> m_next;
    std::optional<sources::SuggestionQuery> m_namesOf; ///< what m_names answers
    std::optional<sources::SuggestionQuery> m_keysOf;
    std::optional<sources::SuggestionQuery> m_valuesOf;
    QStringList m_knownKeys;
    QStringList m_keys;
    QStringList m_values;
    QString m_service;
    bool m_suggests = false;
};

} // namespace spanlight::ui
