#include "ui/search/field_suggestions.h"

#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>

namespace spanlight::ui {

namespace {

using sources::SuggestionQuery;
using Of = SuggestionQuery::Of;

constexpr int kPauseMs = 150;

QString lastWord(const QString& text)
{
    return text.mid(text.lastIndexOf(QLatin1Char(' ')) + 1);
}

// Completes the last of several words.
class LastWordCompleter : public QCompleter
{
public:
    using QCompleter::QCompleter;

    [[nodiscard]] QString pathFromIndex(const QModelIndex& index) const override
    {
        const auto* field = qobject_cast<const QLineEdit*>(widget());
        const QString text = field == nullptr ? QString() : field->text();
        return text.chopped(lastWord(text).size()) + QCompleter::pathFromIndex(index);
    }
    [[nodiscard]] QStringList splitPath(const QString& path) const override
    {
        const QString word = lastWord(path);
        return {word.isEmpty() ? QString(QChar(1)) : word}; // nothing is begun, so nothing is offered
    }
};

// As the field takes it; a value with a quotation mark cannot be written there.
QString wordOf(const QString& key, const QString& value)
{
    if (value.contains(QLatin1Char('"')))
        return {};
    return value.contains(QLatin1Char(' ')) || value.isEmpty() ? QStringLiteral("%1=\"%2\"").arg(key, value)
                                                               : key + QLatin1Char('=') + value;
}

void offer(QCompleter* completer, QLineEdit& field)
{
    if (!field.hasFocus() || field.text().isEmpty())
        return;
    completer->setCompletionPrefix(field.text());
    if (completer->completionCount() > 0 && completer->currentCompletion() != field.text())
        completer->complete();
}

} // namespace

FieldSuggestions::FieldSuggestions(QLineEdit& name, QLineEdit& attributes, QObject* parent)
    : QObject(parent), m_name(name), m_attributes(attributes), m_names(new QStringListModel(this)),
      m_words(new QStringListModel(this)), m_nameCompleter(new QCompleter(m_names, &name)),
      m_wordCompleter(new LastWordCompleter(m_words, &attributes))
{
    m_nameCompleter->setFilterMode(Qt::MatchContains);
    m_nameCompleter->setCaseSensitivity(Qt::CaseInsensitive);
    m_name.setCompleter(m_nameCompleter);
    m_attributes.setCompleter(m_wordCompleter);
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (const auto query = std::exchange(m_next, std::nullopt))
            emit wanted(*query);
    });
    connect(&m_name, &QLineEdit::textChanged, this, &FieldSuggestions::askForName);
    connect(&m_attributes, &QLineEdit::textChanged, this, &FieldSuggestions::askForAttribute);
}

void FieldSuggestions::setSource(bool suggests)
{
    m_suggests = suggests;
    m_pause.stop();
    m_next.reset();
    m_namesOf.reset();
    m_keysOf.reset();
    m_valuesOf.reset();
    m_keys.clear();
    m_values.clear();
    m_names->setStringList({});
    showKeys();
}

void FieldSuggestions::setService(const QString& service)
{
    m_service = service.trimmed();
}

void FieldSuggestions::setKnownKeys(const QStringList& keys)
{
    m_knownKeys = keys;
    showKeys();
}

void FieldSuggestions::showKeys()
{
    QStringList words = m_values;
    for (const QString& key : m_knownKeys + m_keys)
        words.push_back(key + QLatin1Char('='));
    words.removeDuplicates();
    words.sort();
    if (words != m_words->stringList())
        m_words->setStringList(words);
}

void FieldSuggestions::askForName()
{
    if (m_name.text().isEmpty())
        return;
    const SuggestionQuery query{Of::SpanNames, m_service, {}};
    if (query != m_namesOf)
        ask(query);
}

void FieldSuggestions::askForAttribute()
{
    const QString word = lastWord(m_attributes.text());
    const qsizetype equals = word.indexOf(QLatin1Char('='));
    if (word.isEmpty() || equals == 0)
        return;
    const SuggestionQuery query{equals < 0 ? Of::AttributeKeys : Of::AttributeValues, m_service,
                                equals < 0 ? QString() : word.left(equals)};
    if (query != (equals < 0 ? m_keysOf : m_valuesOf))
        ask(query);
}

void FieldSuggestions::ask(const SuggestionQuery& query)
{
    if (!m_suggests)
        return;
    m_next = query;
    m_pause.start();
}

void FieldSuggestions::take(const SuggestionQuery& query, const QStringList& suggestions)
{
    if (query.of == Of::SpanNames) {
        m_namesOf = query;
        m_names->setStringList(suggestions);
        offer(m_nameCompleter, m_name);
        return;
    }
    if (query.of == Of::AttributeKeys) {
        m_keysOf = query;
        m_keys = suggestions;
    } else {
        m_valuesOf = query;
        m_values.clear();
        for (const QString& value : suggestions)
            if (const QString word = wordOf(query.key, value); !word.isEmpty())
                m_values.push_back(word);
    }
    showKeys();
    offer(m_wordCompleter, m_attributes);
}

} // namespace spanlight::ui
