#include "ui/findings/finding_card.h"

#include "models/items/text.h"
#include "ui/findings/diagnosis_panel.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace spanlight::ui {

using items::toText;

namespace {

constexpr std::size_t kEvidenceShown = 4;

// Long words get places to break at that cannot be seen: after the points and lines of keys, and anywhere when there
// are none of them.
QString breakable(const QString& text)
{
    constexpr qsizetype kLongest = 24;
    constexpr QChar kBreak(0x200b);
    QString result;
    qsizetype sinceBreak = 0;
    for (const QChar c : text) {
        sinceBreak = c.isSpace() || c == QLatin1Char('-') || c == QLatin1Char('/') ? 0 : sinceBreak + 1;
        if (sinceBreak > kLongest && !c.isLowSurrogate()) {
            result += kBreak;
            sinceBreak = 1;
        }
        result += c;
        if (sinceBreak > 1 && (c == QLatin1Char('.') || c == QLatin1Char('_') || c == QLatin1Char('='))) {
            result += kBreak;
            sinceBreak = 0;
        }
    }
    return result;
}

QString code(const QString& text)
{
    return QStringLiteral("<span style=\"font-family:'%1'; font-size:12px\">%2</span>")
        .arg(codeFont().families().value(0, QStringLiteral("monospace")), breakable(text).toHtmlEscaped());
}

// The span as a link, then what it shows.
QString evidenceHtml(const diagnosis::Evidence& evidence, const Theme& theme)
{
    QString html;
    if (evidence.span.valid())
        html = QStringLiteral("<a href=\"span\" style=\"color:%1; text-decoration:none\">%2</a>")
                   .arg(theme.link.name(), items::cellText(evidence.name, 120).toHtmlEscaped());
    else if (!evidence.name.empty())
        html = items::cellText(evidence.name, 120).toHtmlEscaped();
    if (!evidence.attribute.empty()) {
        const bool sameAsName = evidence.attribute == evidence.name;
        html += QLatin1Char(' ') +
                code((sameAsName ? QString() : items::cellText(evidence.attribute, 80) + QLatin1Char('=')) +
                     items::cellText(evidence.value, 200));
    } else if (!evidence.value.empty()) {
        html += QLatin1Char(' ') + code(items::cellText(evidence.value, 200));
    }
    QString remark = items::cellText(evidence.note, 300);
    if (remark.isEmpty() && evidence.span.valid())
        remark = items::cellText(evidence.service, 80);
    if (!remark.isEmpty())
        html += QStringLiteral(" <span style=\"color:%1\">%2</span>").arg(theme.muted.name(), remark.toHtmlEscaped());
    return html;
}

} // namespace

FindingCard::FindingCard(const diagnosis::Finding& finding, std::size_t index, const Theme& theme, QWidget* parent)
    : QFrame(parent), m_finding(finding), m_index(index), m_theme(theme)
{
    setObjectName(QStringLiteral("finding_%1").arg(index));
    setAccessibleName(toText(finding.title));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(13, 10, 12, 11);
    layout->setSpacing(6);
    addHeading(*layout);
    addTexts(*layout);
    addEvidence(*layout);
    addFixes(*layout);
}

void FindingCard::addHeading(QVBoxLayout& layout)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(makeBadge(toText(diagnosis::name(m_finding.severity)), severityBadge(m_finding.severity), this), 0,
                   Qt::AlignTop);
    auto* title = makeText(QString(), QString(), this);
    title->setTextFormat(Qt::RichText);
    title->setObjectName(QStringLiteral("findingTitle_%1").arg(m_index));
    QString heading = QStringLiteral("<b>%1</b>").arg(items::cellText(m_finding.title, 200).toHtmlEscaped());
    if (m_finding.severity != diagnosis::Severity::Info)
        heading += QStringLiteral(" <span style=\"color:%1\">%2</span>")
                       .arg(m_theme.muted.name(), tr("%1\u00a0%\u00a0sure").arg(qRound(m_finding.confidence * 100)));
    title->setText(heading);
    title->setToolTip(
        tr("Rule %1, confidence %2 %").arg(toText(m_finding.rule)).arg(qRound(m_finding.confidence * 100)));
    row->addWidget(title, 1);
    layout.addLayout(row);
}

void FindingCard::addTexts(QVBoxLayout& layout)
{
    if (!m_finding.explanation.empty())
        layout.addWidget(makeText(toText(m_finding.explanation).left(4000), QString(), this));
    if (!m_finding.rootCause.empty() && m_finding.rootCause != m_finding.explanation)
        layout.addWidget(
            makeText(tr("Cause: %1").arg(toText(m_finding.rootCause).left(2000)), QStringLiteral("muted"), this));
}

void FindingCard::addEvidenceLine(QVBoxLayout& layout, std::size_t i)
{
    const diagnosis::Evidence& evidence = m_finding.evidence[i];
    auto* line = new QLabel(evidenceHtml(evidence, m_theme), this);
    line->setWordWrap(true);
    line->setMinimumWidth(30);
    line->setTextFormat(Qt::RichText);
    line->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard |
                                  Qt::TextSelectableByMouse);
    line->setObjectName(QStringLiteral("evidence_%1_%2").arg(m_index).arg(i));
    line->setAccessibleName(
        tr("Evidence: %1 of %2").arg(items::cellText(evidence.name), items::cellText(evidence.service)));
    connect(line, &QLabel::linkActivated, this, [this, span = evidence.span] { emit spanActivated(span); });
    layout.addWidget(line);
}

void FindingCard::addEvidence(QVBoxLayout& layout)
{
    const std::size_t count = m_finding.evidence.size();
    const std::size_t shown = count <= kEvidenceShown + 1 ? count : kEvidenceShown;
    for (std::size_t i = 0; i < shown; ++i)
        addEvidenceLine(layout, i);
    if (shown == count)
        return;
    auto* more = new QWidget(this);
    auto* moreLayout = new QVBoxLayout(more);
    moreLayout->setContentsMargins(0, 0, 0, 0);
    moreLayout->setSpacing(4);
    constexpr std::size_t kMost = 200;
    for (std::size_t i = shown; i < std::min(count, kMost); ++i)
        addEvidenceLine(*moreLayout, i);
    auto* fold = new FoldSection(tr("%1 more").arg(count - shown), more, this);
    fold->setObjectName(QStringLiteral("moreEvidence_%1").arg(m_index));
    layout.addWidget(fold);
}

void FindingCard::addFixes(QVBoxLayout& layout)
{
    for (std::size_t i = 0; i < m_finding.fixes.size(); ++i) {
        const diagnosis::Fix& fix = m_finding.fixes[i];
        if (!fix.text.empty())
            layout.addWidget(makeText(QStringLiteral("→ ") + toText(fix.text).left(1000), QString(), this));
        if (!fix.command.empty()) {
            auto* command = new CodeLine(toText(fix.command).left(2000), this);
            command->setObjectName(QStringLiteral("fix_%1_%2").arg(m_index).arg(i));
            layout.addWidget(command);
        }
    }
    if (m_finding.prevention)
        layout.addWidget(makeText(tr("To prevent it: %1").arg(toText(*m_finding.prevention).left(1000)),
                                  QStringLiteral("muted"), this));
}

bool FindingCard::cites(trace::SpanRef span) const
{
    return span.valid() && std::any_of(m_finding.evidence.begin(), m_finding.evidence.end(),
                                       [span](const diagnosis::Evidence& e) { return e.span == span; });
}

trace::SpanRef FindingCard::firstSpan() const
{
    for (const diagnosis::Evidence& evidence : m_finding.evidence)
        if (evidence.span.valid())
            return evidence.span;
    return trace::kNoSpanRef;
}

void FindingCard::setMarked(bool marked)
{
    m_marked = marked;
    update();
}

void FindingCard::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    if (!m_marked)
        return;
    QPainter painter(this);
    painter.fillRect(QRect(0, 1, 3, height() - 2), m_theme.accent);
}

} // namespace spanlight::ui
