#pragma once

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace spanlight::sources {

/// What may stand in a field of the search.
struct SuggestionQuery
{
    enum class Of : std::uint8_t { SpanNames, AttributeKeys, AttributeValues };
    Of of = Of::SpanNames;
    QString service; ///< only of this one; empty: of all, where the source can tell
    QString key;     ///< of AttributeValues, as SearchQuery::attributes takes it

    [[nodiscard]] bool operator==(const SuggestionQuery&) const = default;
};

/// A question for suggestions on its way. Emits finished() exactly once unless it is destroyed before; destroying it
/// cancels. What cannot be had is no error: nothing is suggested then.
class SuggestionJob : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Sorted, each once, at most kMostSuggestions; after finished().
    [[nodiscard]] const std::vector<QString>& suggestions() const { return m_suggestions; }

signals:
    void finished();

protected:
    void finish(std::vector<QString> suggestions);

private:
    std::vector<QString> m_suggestions;
};

inline constexpr std::size_t kMostSuggestions = 1000;

} // namespace spanlight::sources
