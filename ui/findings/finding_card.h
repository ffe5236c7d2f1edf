#pragma once

#include "models/diagnosis/diagnosis.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QVBoxLayout;

namespace spanlight::ui {

/// One finding: what, how sure, why, evidence, fixes.
class FindingCard : public QFrame
{
    Q_OBJECT

public:
    FindingCard(const diagnosis::Finding& finding, std::size_t index, const Theme& theme, QWidget* parent);

    [[nodiscard]] bool cites(trace::SpanRef span) const;
    /// Shown as the finding that belongs to the selected span, or that F8 has reached.
    void setMarked(bool marked);
    [[nodiscard]] bool isMarked() const { return m_marked; }
    /// The first evidence with a span; invalid when there is none.
    [[nodiscard]] trace::SpanRef firstSpan() const;

signals:
    void spanActivated(const trace::SpanRef& span);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addHeading(QVBoxLayout& layout);
    void addTexts(QVBoxLayout& layout);
    void addEvidence(QVBoxLayout& layout);
    void addEvidenceLine(QVBoxLayout& layout, std::size_t i);
    void addFixes(QVBoxLayout& layout);

    diagnosis::Finding m_finding;
    std::size_t m_index;
    Theme m_theme;
    bool m_marked = false;
};

} // namespace spanlight::ui
