#pragma once

#include "models/diagnosis/diagnosis.h"
#include "ui/theme/theme.h"

#include <QScrollArea>

#include <utility>
#include <vector>

class QVBoxLayout;

namespace spanlight::ui {

class FindingCard;

/// The verdict, the findings by severity with evidence to click and commands to copy, and what was ruled out or could
/// not be checked.
class DiagnosisPanel : public QScrollArea
{
    Q_OBJECT

public:
    explicit DiagnosisPanel(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setDiagnosis(const diagnosis::Diagnosis& diagnosis);
    /// The same operation, judged later: place and opened parts stay.
    void updateDiagnosis(const diagnosis::Diagnosis& diagnosis);
    void clear(const QString& hint);

    /// Marks the findings that cite the span.
    void markSpan(trace::SpanRef span);
    /// Selects the next or previous finding (F8, Shift+F8) and shows its first evidence. Wraps around.
    void stepFinding(int by);
    /// Brings the finding into view and shows its first evidence.
    void showFinding(std::size_t finding);
    [[nodiscard]] int currentFinding() const { return m_current; }
    [[nodiscard]] std::size_t findingCount() const { return m_cards.size(); }

signals:
    void spanActivated(const trace::SpanRef& span);

private:
    void rebuild();
    void addVerdict(QVBoxLayout& layout);
    [[nodiscard]] std::pair<QString, QString> headline() const;
    void addFolded(QVBoxLayout& layout, const QString& name, const QString& title,
                   const std::vector<diagnosis::RuleNote>& notes);
    void addLosses(QVBoxLayout& layout);
    void addLinks(QVBoxLayout& layout);
    void addCompanions(QVBoxLayout& layout);

    diagnosis::Diagnosis m_diagnosis;
    QString m_hint;
    bool m_hasDiagnosis = false;
    Theme m_theme = Theme::light();
    std::vector<FindingCard*> m_cards; ///< by index of the finding
    int m_current = -1;
};

/// Word for a state and the kind of badge it gets.
[[nodiscard]] QString stateWord(diagnosis::State state);
[[nodiscard]] QString stateBadge(diagnosis::State state);
/// Kind of badge of a severity: critical, error, warning, info.
[[nodiscard]] QString severityBadge(diagnosis::Severity severity);

} // namespace spanlight::ui
