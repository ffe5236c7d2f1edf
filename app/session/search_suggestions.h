#pragma once

#include "models/sources/source.h"
#include "models/sources/suggestion.h"

#include <QObject>
#include <QStringList>

#include <cstddef>
#include <memory>
#include <vector>

namespace spanlight::app {

/// One question at a time for what may stand in a field of the search, put to all open sources.
class SearchSuggestions : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Drops the question before. Nothing follows when no source knows anything of it.
    void ask(const std::vector<std::unique_ptr<sources::Source>>& sources, const sources::SuggestionQuery& query);
    void cancel();

signals:
    void suggested(const spanlight::sources::SuggestionQuery& query, const QStringList& suggestions);

private:
    void takeAnswer();

    sources::SuggestionQuery m_query;
    std::vector<std::unique_ptr<sources::SuggestionJob>> m_jobs;
    std::size_t m_open = 0;
};

} // namespace spanlight::app
